"""A private Redis: a cache, nothing is kept on disk."""

import socket
from pathlib import Path

from .trouble import Trouble
from .process import Spec, clean_environment, wait_until


class Redis:
    def __init__(self, folder, port, log):
        self.folder = Path(folder)
        self.port = port
        self.log = Path(log)

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}/0"

    def prepare(self):
        self.folder.mkdir(parents=True, exist_ok=True)

    def spec(self):
        return Spec(name="redis",
                    argv=["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder),
                          "--save", "", "--appendonly", "no", "--maxmemory", "128mb",
                          "--maxmemory-policy", "allkeys-lru", "--daemonize", "no"],
                    env=clean_environment(), cwd=str(self.folder), log=str(self.log), rank=0)

    def is_ready(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                connection.settimeout(1)
                connection.sendall(b"PING\r\n")
                return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False

    def wait_ready(self, seconds=15):
        if not wait_until(self.is_ready, seconds):
            raise Trouble(f"Redis did not answer on port {self.port} within {seconds} s: see {self.log}")
