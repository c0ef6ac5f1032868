"""What people show and say: photos with a barcode of the demo catalogue, and spoken queries; no two files are the same."""

import gzip
import json
import subprocess
import sys

from harness import ROOT, demo

sys.path.insert(0, str(ROOT / "tests/pictures"))

from plain import thing  # noqa: E402

SPOKEN = ("wireless headphones", "desk lamp", "running shoes")
VOICES = 0.15  # the share of them: to hear one takes a core most of a second
TAIL_BYTES = 200  # silence at the end of a recording, which may be a little different each time
PRODUCTS = 20


class Album:
    def __init__(self, folder):
        with gzip.open(demo.FILE, "rt") as lines:
            self.codes = [json.loads(next(lines))["codes"][0] for _ in range(PRODUCTS)]
        self.spoken = [say(text, folder / f"spoken-{number}.wav") for number, text in enumerate(SPOKEN)]

    def one(self, random):
        """A file's bytes."""
        if random.random() < VOICES:
            return random.choice(self.spoken)[:-TAIL_BYTES] + bytes(random.choice((0, 1)) if at % 2 == 0 else 0 for at in range(TAIL_BYTES))
        return thing(f"#{random.getrandbits(24):06x}", barcode=random.choice(self.codes))


def say(text, path):
    subprocess.run(["flite", "-voice", "slt", "-t", text, "-o", path], check=True)
    return path.read_bytes()
