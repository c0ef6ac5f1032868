"""Idle WebSockets of one copy: what each of them costs, and that the copy is as quick with them as without.

    ./dev bench live
    ./dev bench live --sockets 1000"""

import argparse
import json
import socket
import statistics
import time

import measure
from live_client import Live

GOAL_BYTES = 12 * 1024
SEARCHES = 200
HANDSHAKE = (b"GET /api/v1/ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
             b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
             b"Sec-WebSocket-Protocol: steward.v1\r\n\r\n")


def main(words):
    parser = argparse.ArgumentParser(prog="./dev bench live", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sockets", type=int, default=5000)
    arguments = parser.parse_args(words)
    with measure.running_stack() as (_, stack):
        found = run(stack.copy("orchestrator"), arguments.sockets)
    print(json.dumps(found, indent=2))
    return 0 if found["idle_bytes"] < GOAL_BYTES and found["following_bytes"] < GOAL_BYTES else 1


def run(copy, count):
    alone = search_ms(copy)
    copy.restart()  # a process that has no memory to use again
    measure.wait_until(lambda: measure.answers(copy.port), 60, "the copy is ready")
    before = measure.resident_mb(copy.pid)
    began = time.monotonic()
    sockets = [opened(copy.port) for _ in range(count)]
    took = time.monotonic() - began
    idle = measure.resident_mb(copy.pid)
    for number, connection in enumerate(sockets):
        follow(connection, f"idle-{number}")
    following = measure.resident_mb(copy.pid)
    crowded = search_ms(copy)
    for connection in sockets:
        connection.close()
    return {
        "sockets": count,
        "opened_per_second": round(count / took),
        "idle_bytes": round((idle - before) * 1e6 / count),
        "following_bytes": round((following - before) * 1e6 / count),
        "live_search_ms_alone": alone,
        "live_search_ms_among_them": crowded,
    }


def opened(port):
    connection = socket.create_connection(("127.0.0.1", port), 10)
    connection.sendall(HANDSHAKE)
    assert connection.recv(4096).startswith(b"HTTP/1.1 101"), "the upgrade was refused"
    return connection


def follow(connection, session):
    """One masked frame, and what comes back: that the session is followed."""
    text = json.dumps({"session_id": session, "follow": {}}).encode()
    connection.sendall(bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text)
    assert b"session.followed" in connection.recv(4096), "the session is not followed"


def search_ms(copy):
    """Median and 99th percentile of a search over a WebSocket, from its frame to its answer."""
    took = []
    with Live(copy.port) as client:
        for _ in range(SEARCHES):
            began = time.monotonic()
            client.search("usb c cable")
            took.append((time.monotonic() - began) * 1000)
    return {"p50": round(statistics.median(took), 1), "p99": round(sorted(took)[int(len(took) * 0.99)], 1)}
