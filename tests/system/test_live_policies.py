"""WebSockets under load and change: drain, several copies, slow readers."""

import contextlib
import json
import socket

import httpx
import pytest
import websockets
from harness import Balancer, wait_until
from live_client import Live, ids, is_answer
from local import ports

AT_ONCE = 8  # who reads nothing is cut off for its silence after a minute, too: it must be told enough before that
ENOUGH_BYTES = 1 << 20  # docs/live.md: what a client has not read is at most 256 KiB, and 64 KiB in the kernel


@pytest.mark.breaks
def test_a_drain_sends_its_clients_elsewhere(stack):
    with stack.one_more("orchestrator") as copy, Live(copy.port) as client:
        assert client.search()
        copy.signal(copy.spec.stop_signal)
        with pytest.raises(websockets.ConnectionClosed) as closed:
            client.next()
        assert closed.value.rcvd.code == 1001
        assert copy.wait_ended(15) == 0


@pytest.mark.breaks
def test_three_copies_behind_a_load_balancer(stack, session_id):
    """The client, the fold that owns its session and whoever asks may each be at another copy."""
    with stack.one_more("orchestrator"), stack.one_more("orchestrator"):
        copies = [copy.port for copy in stack.of("orchestrator")]
        assert len(copies) == 3
        with Balancer(copies, ports.free(1)[0]) as balancer, contextlib.ExitStack() as clients:
            watchers = [clients.enter_context(Live(balancer.port)) for _ in range(3)]
            for watcher in watchers:
                watcher.follow(session_id)
            for number, asker in enumerate(watchers):
                request = f"{session_id}-{number}"
                told = asker.search("usb c cable", session_id=session_id, request_id=request)
                assert ids(told) == [f"{request}.{step}" for step in range(4)]
                for watcher in watchers:
                    if watcher is not asker:
                        assert watcher.until(is_answer) == told
            by_http = [httpx.post(f"http://127.0.0.1:{balancer.port}/api/v1/search", json={"query": "tea", "session_id": session_id},
                                  timeout=20).json()["request_id"] for _ in range(3)]
            for watcher in watchers:
                assert [watcher.until(is_answer)[-1]["request_id"] for _ in by_http] == by_http
            assert {metric(port, "steward_live_sockets") for port in copies} == {1.0}


def metric(port, name):
    text = httpx.get(f"http://127.0.0.1:{port}/metrics").text
    return next(float(line.rpartition(" ")[2]) for line in text.splitlines() if line.partition(" ")[0].partition("{")[0] == name)


def test_a_slow_reader_harms_only_itself(port, session_id):
    slow_before = metric(port, "steward_live_slow_readers_total")
    with Live(port) as other, slow_socket(port) as slow:
        say(slow, {"session_id": session_id, "follow": {}})
        wait_until(lambda: metric(port, "steward_live_follows") >= 1, 10, "the session is followed")
        told = 0
        while told < ENOUGH_BYTES:
            for _ in range(AT_ONCE):
                other.send({"session_id": session_id, "search": {"query": "headphones shoes cable coffee", "limit": 50}})
            answers = [other.until(is_answer)[-1] for _ in range(AT_ONCE)]
            assert {answer["response"]["status"] for answer in answers} == {"COMPLETED"}
            told += len(json.dumps(answers))
        wait_until(lambda: metric(port, "steward_live_slow_readers_total") == slow_before + 1, 10, "the slow one is let go")
        assert other.search("cable", session_id=session_id)


@contextlib.contextmanager
def slow_socket(port):
    """A WebSocket that is never read from, with little room in the kernel."""
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(10)
        connection.connect(("127.0.0.1", port))
        connection.sendall(b"GET /api/v1/ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                           b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
        assert connection.recv(12) == b"HTTP/1.1 101"
        yield connection


def say(connection, command):
    """One masked text frame."""
    text = json.dumps(command).encode()
    assert len(text) < 126
    connection.sendall(bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text)


def test_rubbish_on_the_topics_that_are_followed_is_only_rubbish(live, producer, session_id):
    live.follow(session_id)
    headers = {"ce_id": b"x", "ce_specversion": b"1.0", "ce_source": b"/x", "ce_subject": session_id.encode()}
    told = {"request_id": "x", "session_id": session_id}
    odd = [{}, told, {**told, "timeline": [{}]}, {**told, "timeline": [{"state": 77}] * 2, "previous": "never"},
           {**told, "timeline": [{"at": "0001-01-01T00:00:00Z"}] * 3, "partial": {}}]
    for topic in ("steward.progress", "steward.responses"):
        for value in (b"", b"{", b"\x00" * 9, *(json.dumps(one).encode() for one in odd)):
            producer.send(topic, value, session_id, headers)
    answer = live.search("usb c cable", session_id=session_id)[-1]
    while answer["request_id"] == "x":
        answer = live.until(is_answer)[-1]
    assert answer["response"]["status"] == "COMPLETED"
