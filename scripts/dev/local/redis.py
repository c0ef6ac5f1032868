"""A private Redis: a cache, nothing is kept on disk."""

import hashlib
import socket
import ssl
from pathlib import Path

from . import private
from .trouble import Trouble
from .process import Spec, clean_environment, wait_until

USER = "steward"
# What the services do with it: docs/tls.md has it for servers of other people.
MAY = "~steward:* resetchannels -@all +ping +select +get +set +eval +evalsha +time"


class Redis:
    """authority: over TLS, for a user with a password. open_port: one more, in the clear and for everything: for tests."""

    def __init__(self, folder, port, log, authority=None, open_port=None):
        self.folder = Path(folder)
        self.port = port
        self.log = Path(log)
        self.authority = authority
        self.open_port = open_port

    @property
    def url(self):
        """For tests everything is allowed there."""
        return f"redis://127.0.0.1:{self.open_port or self.port}/0" if self.is_open else self.service_url(self.port)

    @property
    def is_open(self):
        return bool(self.open_port) or not self.authority

    def service_url(self, port):
        return f"rediss://{USER}:{self.password}@127.0.0.1:{port}/0" if self.authority else f"redis://127.0.0.1:{port}/0"

    def service_settings(self):
        return {"STEWARD_REDIS_CA": str(self.authority.ca)} if self.authority else {}

    @property
    def password(self):
        return (self.folder / "password").read_text().strip()

    def prepare(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self.authority:
            return
        private.secret(self.folder / "password")
        digest = hashlib.sha256(self.password.encode()).hexdigest()
        default = "on nopass ~* &* +@all" if self.open_port else "off"
        (self.folder / "users.acl").write_text(f"user default {default}\nuser {USER} on #{digest} {MAY}\n")

    def options(self):
        if not self.authority:
            return ["--port", str(self.port)]
        shown = self.authority.certificate("redis")
        return ["--port", str(self.open_port or 0), "--tls-port", str(self.port), "--tls-cert-file", str(shown.certificate),
                "--tls-key-file", str(shown.key), "--tls-ca-cert-file", str(self.authority.ca), "--tls-auth-clients", "no",
                "--tls-protocols", "TLSv1.2 TLSv1.3", "--aclfile", str(self.folder / "users.acl")]

    def spec(self):
        return Spec(name="redis",
                    argv=["redis-server", *self.options(), "--bind", "127.0.0.1", "--dir", str(self.folder),
                          "--save", "", "--appendonly", "no", "--maxmemory", "128mb",
                          "--maxmemory-policy", "allkeys-lru", "--daemonize", "no"],
                    env=clean_environment(), cwd=str(self.folder), log=str(self.log), rank=0, version=self.version())

    def version(self):
        return hashlib.sha256((self.folder / "users.acl").read_bytes()).hexdigest() if self.authority else ""

    def is_ready(self):
        """It answers, if only that it wants to know who asks."""
        try:
            with self.connect() as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(64).startswith((b"+PONG", b"-NOAUTH"))
        except OSError:
            return False

    def connect(self):
        plain = socket.create_connection(("127.0.0.1", self.port), 1)
        plain.settimeout(1)
        if not self.authority:
            return plain
        return ssl.create_default_context(cafile=self.authority.ca).wrap_socket(plain, server_hostname="127.0.0.1")

    def wait_ready(self, seconds=15):
        if not wait_until(self.is_ready, seconds):
            raise Trouble(f"Redis did not answer on port {self.port} within {seconds} s: see {self.log}")
