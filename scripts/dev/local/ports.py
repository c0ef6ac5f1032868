"""Ports of the loopback address."""

import fcntl
import functools
import os
import random
import socket
import tempfile
from pathlib import Path

NOT_FOR_CONNECTIONS = (20000, 32768)  # below /proc/sys/net/ipv4/ip_local_port_range
ours = set()  # what this process has been given


def is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def answers(port, host="127.0.0.1", seconds=0.5):
    try:
        socket.create_connection((host, port), seconds).close()
        return True
    except OSError:
        return False


def free(count):
    """That many free ports, all different, that no outgoing connection is given by the kernel, and no other caller of
    this while our process lives: they stay free while whoever listens there is away."""
    chosen = []
    while len(chosen) < count:
        port = random.randrange(*NOT_FOR_CONNECTIONS)
        if port not in ours and reserve(port) and is_free(port):
            ours.add(port)
            chosen.append(port)
    return chosen


def reserve(port):
    """False: another process has it. The kernel forgets a reservation when its process ends, however it ends."""
    try:
        fcntl.lockf(reservations(), fcntl.LOCK_EX | fcntl.LOCK_NB, 1, port)
    except OSError:
        return False
    return True


@functools.cache
def reservations():
    """A file that stays empty and open; its byte number N, when locked, is port N. It is closed with the process only:
    closing any descriptor of it would let go all of ours."""
    name = Path(tempfile.gettempdir()) / f"steward-ports-{os.geteuid()}"
    return os.open(name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)


def listener(port):
    """(pid, program) that listens on the port, as far as we may see; (0, "") else."""
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            lines = Path(table).read_text().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            fields = line.split()
            if fields[3] == "0A" and int(fields[1].rsplit(":", 1)[1], 16) == port:
                inodes.add(f"socket:[{fields[9]}]")
    for process in Path("/proc").iterdir() if inodes else ():
        if not process.name.isdigit():
            continue
        try:
            for descriptor in (process / "fd").iterdir():
                if str(descriptor.readlink()) in inodes:
                    return int(process.name), (process / "comm").read_text().strip()
        except OSError:
            continue
    return 0, ""
