"""A language model to test against: OpenAI's chat completions, from the published description, without our code.

Each request is checked against the description where that is at hand (STEWARD_TEST_DATA, else ../shared/data beside the
repository); where it is not, `validates` is False and only the shape below is looked at. What is answered is for the test
to say: `model.answers = lambda data: {...}`, or a fault."""

import json
import os
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import jsonschema
from local import paths

DESCRIPTION = Path(os.environ.get("STEWARD_TEST_DATA") or paths.ROOT.parent / "shared" / "data") / "apis" / \
    "openai_chat_audio_images.json"


class Model:
    def __init__(self, handler=None):
        self.requests, self.faults = [], []
        self.answers = lambda data: {}
        self.fault = None
        self.validates = DESCRIPTION.exists()
        self.schema = schema_of(json.loads(DESCRIPTION.read_text(encoding="utf-8"))) if self.validates else None
        handler = type("Handler", (handler or Handler,), {"model": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def check(self, path, headers, body):
        """What is wrong with a request; each is a bug of ours."""
        said = []
        if path != "/v1/chat/completions":
            said.append(f"path {path}")
        if headers.get("content-type") != "application/json":
            said.append(f"content-type {headers.get('content-type')}")
        if self.validates:
            said += [error.message[:300] for error in jsonschema.Draft202012Validator(self.schema).iter_errors(body)]
        form = body.get("response_format", {}).get("json_schema", {})
        if not form.get("strict") or not is_strict(form.get("schema", {})):
            said.append("the schema is not strict")
        return said


def schema_of(description):
    """The request's schema, for jsonschema: references and `nullable` as the description has them."""
    def mend(part):
        if isinstance(part, list):
            return [mend(one) for one in part]
        if not isinstance(part, dict):
            return part
        mended = {name: mend(value) for name, value in part.items() if name != "nullable"}
        return {"anyOf": [mended, {"type": "null"}]} if part.get("nullable") is True else mended

    components = mend(description["components"])
    return {"$ref": "#/components/schemas/CreateChatCompletionRequest", "components": components}


def is_strict(schema):
    """Structured outputs: every object lists all of its members as required and allows no other."""
    if schema.get("type") == "array":
        return is_strict(schema["items"])
    if schema.get("type") != "object":
        return "type" in schema
    return (schema.get("additionalProperties") is False and set(schema["required"]) == set(schema["properties"])
            and all(is_strict(one) for one in schema["properties"].values()))


def completion(content, model, finish="stop", refusal=None):
    return {"id": "chatcmpl-1", "object": "chat.completion", "created": int(time.time()), "model": model,
            "choices": [{"index": 0, "finish_reason": finish, "logprobs": None,
                         "message": {"role": "assistant", "content": content, "refusal": refusal}}],
            "usage": {"prompt_tokens": 90, "completion_tokens": 10, "total_tokens": 100}}


class Handler(BaseHTTPRequestHandler):
    model = None
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):  # noqa: N802
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = json.loads(self.rfile.read(int(headers.get("content-length", 0))))
        self.model.requests.append((headers, body))
        self.model.faults += self.model.check(self.path, headers, body)
        fault = self.model.fault(len(self.model.requests)) if callable(self.model.fault) else self.model.fault
        data = json.loads(body["messages"][-1]["content"])
        try:
            self.answer(fault, data, body["model"])
        except (BrokenPipeError, ConnectionResetError):
            pass  # who asked has given up

    def answer(self, fault, data, model):
        content = json.dumps(self.model.answers(data))
        if fault == "slow":
            time.sleep(4)
        if fault in (429, 500):
            self.send(fault, json.dumps({"error": {"message": "no", "type": "x", "param": None, "code": None}}))
        elif fault == "malformed":
            self.send(200, json.dumps(completion(content, model))[:-20])
        elif fault == "truncated":
            self.send(200, json.dumps(completion(content[:-5], model, finish="length")))
        elif fault == "refusal":
            self.send(200, json.dumps(completion(None, model, refusal="I cannot help with that.")))
        else:
            self.send(200, json.dumps(completion(content, model)))

    def send(self, status, text):
        data = text.encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
