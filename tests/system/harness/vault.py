"""HashiCorp Vault as far as its KV engine of version 2 is read, after its published HTTP API, without our code.

`vault.fault` is what goes wrong: "sealed", "silent", "slow" (a head, and nothing more), "cut", "huge", "endless", "malformed",
"version 1", "deleted", "redirect", "garbage". `vault.seen` has the path and headers of each request; `vault.elsewhere` those that a
redirect has led on."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN = "hvs.geheim-token-9Xw"


class Vault:
    def __init__(self, tls=None):
        self.secrets, self.seen, self.elsewhere, self.fault = {}, [], [], None
        self.let_go = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Handler,), {"vault": self}))
        self.server.daemon_threads = True
        if tls:
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def settings(self, **kept):
        """Those of a process that has these settings from here: {"STEWARD_REDIS_URL": "the value"}."""
        self.secrets["secret/data/steward"] = kept
        return {"STEWARD_VAULT_ADDR": self.url + "/", "STEWARD_VAULT_TOKEN": TOKEN,
                **{name: f"vault:secret/data/steward#{name}" for name in kept}}

    def close(self):
        self.let_go.set()
        self.server.shutdown()
        self.server.server_close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Handler(BaseHTTPRequestHandler):
    vault = None
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):  # noqa: N802
        if self.path.startswith("/elsewhere"):
            self.vault.elsewhere.append(dict(self.headers))
            return self.tell(200, {})
        self.vault.seen.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        try:
            return getattr(self, f"get_{(self.vault.fault or 'right').replace(' ', '_')}")()
        except OSError:
            return None  # who asked has heard enough

    def tell(self, status, document, **headers):
        self.send(status, json.dumps(document).encode(), **headers)

    def send(self, status, body, length=None, **headers):
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": len(body) if length is None else length,
                            **headers}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)

    def document(self):
        values = self.vault.secrets.get(self.path.removeprefix("/v1/"))
        metadata = {"created_time": "2026-03-22T02:24:06.945319214Z", "custom_metadata": None, "deletion_time": "", "destroyed": False,
                    "version": 2}
        return values, {"request_id": "7e7e1e0f", "lease_id": "", "renewable": False, "lease_duration": 0,
                        "data": {"data": values, "metadata": metadata}, "wrap_info": None, "warnings": None, "auth": None}

    def get_right(self):
        values, document = self.document()
        if self.headers.get("X-Vault-Token") != TOKEN:
            return self.tell(403, {"errors": ["permission denied"]})
        return self.tell(404, {"errors": []}) if values is None else self.tell(200, document)

    def get_sealed(self):
        self.tell(503, {"errors": ["Vault is sealed"]})

    def get_silent(self):
        self.vault.let_go.wait(30)

    def get_slow(self):
        self.send(200, b"{", 1000)
        self.vault.let_go.wait(30)

    def get_cut(self):
        self.send(200, b"{", 1000)
        self.close_connection = True

    def get_huge(self):
        self.send(200, b"{", 1 << 40)
        self.endlessly()

    def get_endless(self):
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        self.endlessly()

    def endlessly(self):
        while not self.vault.let_go.is_set():
            self.wfile.write(b" " * 65536)

    def get_malformed(self):
        self.send(200, json.dumps(self.document()[1]).encode()[:-3])

    def get_version_1(self):
        self.tell(200, {"data": self.document()[0]})

    def get_deleted(self):
        document = self.document()[1]
        document["data"]["data"] = None
        document["data"]["metadata"]["deletion_time"] = "2026-03-22T02:36:43.986212308Z"
        self.tell(404, document)

    def get_redirect(self):
        self.tell(307, {}, Location=f"{self.vault.url}/elsewhere")

    def get_garbage(self):
        self.wfile.write(b"SSH-2.0-OpenSSH_9.2p1\r\n")
        self.close_connection = True
