"""Google Secret Manager's versions.access and the metadata server of a machine, after their published descriptions, without our code.

`google.secrets` has values by their names, as "projects/p/secrets/s/versions/latest"; `google.fault` is what goes wrong: "changed" (one
byte of the value), "expired" (401), "denied" (403), "no account" (the machine has none), "no token"."""

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN = "ya29.geheim-token-5Rt"


def crc32c(data):
    table = []
    for index in range(256):
        for _ in range(8):
            index = index >> 1 ^ (0x82F63B78 if index & 1 else 0)
        table.append(index)
    checksum = 0xFFFFFFFF
    for byte in data:
        checksum = checksum >> 8 ^ table[(checksum ^ byte) & 0xFF]
    return checksum ^ 0xFFFFFFFF


class GoogleSecrets:
    def __init__(self):
        self.secrets, self.seen, self.fault = {}, [], None
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Handler,), {"google": self}))
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def settings(self):
        return {"STEWARD_GOOGLE_URL": self.url, "STEWARD_GOOGLE_METADATA_URL": self.url}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


class Handler(BaseHTTPRequestHandler):
    google = None

    def log_message(self, *_):
        pass

    def tell(self, status, document):
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):  # noqa: N802
        self.google.seen.append(self.path)
        if self.path.startswith("/computeMetadata/"):
            return self.account()
        return self.access()

    def account(self):
        if self.path != "/computeMetadata/v1/instance/service-accounts/default/token" or self.google.fault == "no account":
            return self.tell(404, {})
        if self.headers.get("Metadata-Flavor") != "Google":
            return self.tell(403, {})
        return self.tell(200, {} if self.google.fault == "no token" else {"access_token": TOKEN, "expires_in": 3599, "token_type": "Bearer"})

    def access(self):
        name = self.path.removeprefix("/v1/").removesuffix(":access")
        if self.headers.get("Authorization") != f"Bearer {TOKEN}" or self.google.fault == "expired":
            return self.tell(401, {"error": {"code": 401, "status": "UNAUTHENTICATED"}})
        if self.google.fault == "denied":
            return self.tell(403, {"error": {"code": 403, "status": "PERMISSION_DENIED"}})
        if name not in self.google.secrets or not self.path.endswith(":access"):
            return self.tell(404, {"error": {"code": 404, "status": "NOT_FOUND"}})
        value = self.google.secrets[name].encode()
        checksum = str(crc32c(value))
        if self.google.fault == "changed":
            value = value[:-1] + b"?"
        return self.tell(200, {"name": name, "payload": {"data": base64.b64encode(value).decode(), "dataCrc32c": checksum}})
