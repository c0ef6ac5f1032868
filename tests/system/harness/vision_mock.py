"""A model that looks at pictures, to test against: OpenAI's chat completions with an image, as llm_mock, without our code.

What it is sent is decoded by Pillow. What it sees is for the test to say: `eyes.seen`, or a fault."""

import base64
import io
import json
import struct
import threading

from PIL import Image

from .llm_mock import Handler, Model, completion

PREFIX = "data:image/jpeg;base64,"


class Eyes(Model):
    def __init__(self):
        super().__init__(Seeing)
        self.seen, self.pictures = [], []
        self.go_on = threading.Event()  # what is slow goes on then

    def close(self):
        self.go_on.set()
        super().close()

    def picture_of(self, body):
        """None: it has none as it should be, which is noted."""
        parts = body["messages"][-1]["content"]
        urls = [part["image_url"]["url"] for part in parts if part["type"] == "image_url"]
        if len(urls) != 1 or not urls[0].startswith(PREFIX):
            self.faults.append(f"pictures {[url[:40] for url in urls]}")
            return None
        sent = base64.b64decode(urls[0].removeprefix(PREFIX), validate=True)
        picture = Image.open(io.BytesIO(sent))
        if picture.format != "JPEG" or max(picture.size) > 512 or picture.getexif() or set(picture.info) - {
                "jfif", "jfif_version", "jfif_unit", "jfif_density"}:
            self.faults.append(f"picture {picture.format} {picture.size} {picture.info}")
        return picture.convert("RGB")


class Seeing(Handler):
    def do_POST(self):  # noqa: N802
        eyes = self.model
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = json.loads(self.rfile.read(int(headers.get("content-length", 0))))
        eyes.faults += eyes.check(self.path, headers, body)
        eyes.pictures.append(eyes.picture_of(body))
        eyes.requests.append((headers, body))
        try:
            self.answer(eyes.fault, {"seen": eyes.seen}, body["model"])
        except (BrokenPipeError, ConnectionResetError):
            pass  # who asked has given up

    def answer(self, fault, data, model):
        whole = json.dumps(completion(json.dumps(data), model))
        if fault == "slow":
            self.model.go_on.wait(20)
        if isinstance(fault, int):
            self.send(fault, json.dumps({"error": {"message": "no", "type": "x", "param": None, "code": None}}))
        elif fault == "malformed":
            self.send(200, whole[:-20])
        elif fault == "another":
            self.send(200, "<html>welcome</html>")
        elif fault == "wrong types":
            self.send(200, json.dumps(completion({"seen": "shoes"}, 7)))
        elif fault == "not the schema":
            self.send(200, json.dumps(completion(json.dumps({**data, "price": 1}), model)))
        elif fault == "prose":
            self.send(200, json.dumps(completion("I see a pair of shoes.", model)))
        elif fault == "refusal":
            self.send(200, json.dumps(completion(None, model, refusal="no")))
        elif fault == "huge":
            self.send(200, json.dumps(completion("shoes " * (1 << 17), model)))
        elif fault == "cut":
            self.connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n" + whole.encode())
            self.connection.setsockopt(1, 13, struct.pack("ii", 1, 0))  # SO_LINGER: a reset, not an end
            self.close_connection = True
        else:
            self.send(200, whole)
