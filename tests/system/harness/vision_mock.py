"""A model that looks at pictures, to test against: llm_mock, asked with an image.

What it is sent is decoded by Pillow. What it sees is for the test to say: `eyes.seen`, or a fault."""

import base64
import io

from PIL import Image

from .llm_mock import Model

PREFIX = "data:image/jpeg;base64,"


class Eyes(Model):
    def __init__(self):
        super().__init__()
        self.seen, self.pictures = [], []

    def answer_of(self, body):
        self.pictures.append(self.picture_of(body))
        return {"seen": self.seen}

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
