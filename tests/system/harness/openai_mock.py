"""What servers share that stand for one of OpenAI's addresses, from its published description, without our code.

Each request is checked against the description where that is at hand (STEWARD_TEST_DATA, else ../shared/data beside the
repository); where it is not, `validates` is False and only what a server itself looks at counts. What is answered is for the test to
say, or a fault."""

import json
import os
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import jsonschema
from local import paths

DESCRIPTION = Path(os.environ.get("STEWARD_TEST_DATA") or paths.ROOT.parent / "shared" / "data") / "apis" / \
    "openai_chat_audio_images.json"


class Api:
    handler = None

    def __init__(self):
        self.requests, self.faults = [], []
        self.fault = None
        self.go_on = threading.Event()  # what is slow goes on then
        self.validates = DESCRIPTION.exists()
        self.components = components_of(json.loads(DESCRIPTION.read_text(encoding="utf-8"))) if self.validates else None
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (self.handler,), {"api": self}))
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.go_on.set()
        self.server.shutdown()
        self.server.server_close()

    def errors_of(self, name, document):
        """Where a document is not what the description has under that name."""
        if not self.validates:
            return []
        schema = {"$ref": f"#/components/schemas/{name}", "components": self.components}
        return [error.message[:300] for error in jsonschema.Draft202012Validator(schema).iter_errors(document)]


def components_of(description):
    """For jsonschema: references and `nullable` as the description has them."""
    def mend(part):
        if isinstance(part, list):
            return [mend(one) for one in part]
        if not isinstance(part, dict):
            return part
        mended = {name: mend(value) for name, value in part.items() if name != "nullable"}
        return {"anyOf": [mended, {"type": "null"}]} if part.get("nullable") is True else mended

    return mend(description["components"])


class Handler(BaseHTTPRequestHandler):
    api = None
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):  # noqa: N802
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        try:
            self.answer({name.lower(): value for name, value in self.headers.items()}, body)
        except (BrokenPipeError, ConnectionResetError):
            pass  # who asked has given up

    def answer(self, headers, body):
        raise NotImplementedError

    def send_or_fail(self, fault, text):
        """Faults that any address may have; for another the text is sent as it is."""
        if fault == "slow":
            self.api.go_on.wait(20)
        if isinstance(fault, int):
            error = {"error": {"message": "no", "type": "x", "param": None, "code": None}}
            self.send(fault, json.dumps(error), {"retry-after": "20"} if fault == 429 else {})
        elif fault == "malformed":
            self.send(200, text[:-20])
        elif fault == "another":
            self.send(200, "<html>welcome</html>")
        elif fault == "cut":
            self.send(200, text, {"content-length": "100000"})
            self.connection.setsockopt(1, 13, struct.pack("ii", 1, 0))  # SO_LINGER: a reset, not an end
            self.close_connection = True
        else:
            self.send(200, text)

    def send(self, status, text, headers=()):
        data = text.encode()
        self.send_response(status)
        for name, value in {"content-type": "application/json", "content-length": str(len(data)), **dict(headers)}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)
