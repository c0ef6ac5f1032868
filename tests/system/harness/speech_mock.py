"""An engine that hears speech, to test against: OpenAI's audio transcriptions, from the published description, without our code.

Forms are read by Werkzeug. Each request is checked against the description where that is at hand (as in llm_mock); where it is
not, `validates` is False and only the shape below is looked at. What is heard is for the test to say: `engine.text`, or a fault."""

import io
import json
import struct
import threading
import time
import wave
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jsonschema
from werkzeug.formparser import parse_form_data

from .llm_mock import DESCRIPTION, schema_of

PATH = "/v1/audio/transcriptions"
OF_VERBOSE_JSON = ["whisper-1"]  # the others tell only json


class Engine:
    def __init__(self):
        self.requests, self.faults = [], []
        self.text = "Show me a purple umbrella, please."
        self.fault = None
        self.validates = DESCRIPTION.exists()
        self.schemas = schema_of(json.loads(DESCRIPTION.read_text(encoding="utf-8"))) if self.validates else None
        self.go_on = threading.Event()  # what is slow goes on then
        handler = type("Handler", (Handler,), {"engine": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.go_on.set()
        self.server.shutdown()
        self.server.server_close()

    def errors_of(self, name, document):
        if not self.validates:
            return []
        schema = {**self.schemas, "$ref": f"#/components/schemas/{name}"}
        return [error.message[:300] for error in jsonschema.Draft202012Validator(schema).iter_errors(document)]

    def check(self, path, form, files):
        """What is wrong with a request; each is a bug of ours."""
        said = [] if path == PATH else [f"path {path}"]
        fields = {name.removesuffix("[]"): form.getlist(name) if name.endswith("[]") else form[name] for name in form}
        said += self.errors_of("CreateTranscriptionRequest", {**fields, **{name: "" for name in files}})
        if list(files) != ["file"] or not files["file"].filename.endswith(".wav") or files["file"].mimetype != "audio/wav":
            said.append(f"files {files}")
        if fields.get("response_format") == "verbose_json" and fields["model"] not in OF_VERBOSE_JSON:
            said.append(f"verbose_json of {fields['model']}")
        if "timestamp_granularities" in fields and fields.get("response_format") != "verbose_json":
            said.append("times without verbose_json")
        return said

    def heard(self, form, seconds):
        if form.get("response_format") != "verbose_json":
            return {"text": self.text, "usage": {"type": "duration", "seconds": seconds}}
        words = self.text.strip(".").replace(",", "").split()
        each = seconds / max(1, len(words))
        segment = {"id": 0, "seek": 0, "start": 0.0, "end": seconds, "text": f" {self.text}", "tokens": [50364, 13], "temperature": 0.0,
                   "avg_logprob": -0.25, "compression_ratio": 1.2, "no_speech_prob": 0.01}
        return {"task": "transcribe", "language": "english", "duration": seconds, "text": self.text, "segments": [segment],
                "words": [{"word": word, "start": each * at, "end": each * (at + 1)} for at, word in enumerate(words)],
                "usage": {"type": "duration", "seconds": round(seconds)}}


class Handler(BaseHTTPRequestHandler):
    engine = None
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):  # noqa: N802
        body = self.rfile.read(int(self.headers["content-length"]))
        _, form, files = parse_form_data({"REQUEST_METHOD": "POST", "CONTENT_TYPE": self.headers["content-type"],
                                          "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body)}, silent=False)
        recording = files["file"].read()
        self.engine.requests.append(({name.lower(): value for name, value in self.headers.items()}, dict(form.lists()), recording))
        self.engine.faults += self.engine.check(self.path, form, files)
        with wave.open(io.BytesIO(recording)) as file:
            seconds = file.getnframes() / file.getframerate()
        try:
            self.answer(self.engine.fault, form, seconds)
        except (BrokenPipeError, ConnectionResetError):
            pass  # who asked has given up

    def answer(self, fault, form, seconds):
        heard = self.engine.heard(form, seconds)
        kind = "Verbose" if "segments" in heard else ""
        self.engine.faults += self.engine.errors_of(f"CreateTranscriptionResponse{kind}Json", heard)
        if fault == "slow":
            self.engine.go_on.wait(20)
        if isinstance(fault, int):
            error = {"error": {"message": "no", "type": "x", "param": None, "code": None}}
            self.send(fault, json.dumps(error), {"retry-after": "20"} if fault == 429 else {})
        elif fault == "malformed":
            self.send(200, json.dumps(heard)[:-20])
        elif fault == "another":
            self.send(200, "<html>welcome</html>")
        elif fault == "nonsense":
            self.send(200, json.dumps({**heard, "words": [{"word": "umbrella", "start": 9e9, "end": -1}]}))
        elif fault == "huge":
            self.send(200, json.dumps({**heard, "text": "umbrella " * (1 << 18)}))
        elif fault == "cut":
            self.send(200, json.dumps(heard), {"content-length": "100000"})
            self.connection.setsockopt(1, 13, struct.pack("ii", 1, 0))  # SO_LINGER: a reset, not an end
            self.close_connection = True
        elif fault == "trickle":
            self.trickle(json.dumps(heard))
        else:
            self.send(200, json.dumps(heard))

    def trickle(self, text):
        self.send(200, "", {"content-length": str(len(text))})
        for letter in text:
            self.wfile.write(letter.encode())
            self.wfile.flush()
            time.sleep(0.1)

    def send(self, status, text, headers=()):
        data = text.encode()
        self.send_response(status)
        for name, value in {"content-type": "application/json", "content-length": str(len(data)), **dict(headers)}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)
