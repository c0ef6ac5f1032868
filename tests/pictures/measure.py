"""How well pictures are read: barcodes, model numbers, colours, time, and finding a picture again.

    build/venv/bin/python tests/pictures/measure.py --seed 1 --count 120

Draws the pictures (drawn.py), has build/release/bench/picture_bench look at them, and compares. With another seed these are other
pictures: what is changed by looking at one seed's is measured with another's."""

import argparse
import base64
import collections
import io
import json
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageEnhance

import drawn

BENCHES = Path(__file__).resolve().parents[2] / "build/release/bench"
BENCH, LOOKS = BENCHES / "picture_bench", BENCHES / "looks_bench"
MODELS = "/usr/share/tesseract-ocr/5/tessdata"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=120)
    parser.add_argument("--keep", type=Path, help="keep the pictures in this folder")
    parser.add_argument("--failures", action="store_true", help="list what was not right")
    parser.add_argument("--only", choices=("read", "time", "found"), action="append")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for name, measure in (("read", read), ("time", times), ("found", found)):
            if name in (arguments.only or (name,)):
                measure(arguments, folder)


def look(paths, models=MODELS):
    done = subprocess.run([BENCH, models, *paths], capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def save(picture, path, rng):
    kind = rng.choice(("jpeg", "jpeg", "jpeg", "png", "webp"))
    path = path.with_suffix("." + kind)
    picture.save(path, kind, **({} if kind == "png" else {"quality": rng.randrange(70, 95)}))
    return path


def values(seen, kind):
    return [one["value"] for one in seen.get("seen", {}).get("attributes", []) if one.get("kind") == kind]


def read(arguments, folder):
    truths, paths = [], []
    for i in range(arguments.count):
        product = drawn.draw(f"read {arguments.seed} {i}")
        paths.append(save(product.picture, folder / f"read-{i:04d}", random.Random(i)))
        product.picture = None
        truths.append(product)
    right = {"barcode": 0, "model number": 0, "dominant colour": 0}
    for truth, path, seen in zip(truths, paths, look(paths)):
        for what, value, told in (("barcode", truth.barcode, values(seen, "BARCODE")),
                                  ("model number", truth.model, values(seen, "MODEL")),
                                  ("dominant colour", truth.colour, values(seen, "COLOUR")[:1])):
            right[what] += value in told
            if arguments.failures and value not in told:
                print(f"{path.name}: {what} {value}, told {told} ({truth.about})", values(seen, "TEXT"))
    for what, count in right.items():
        print(f"{what}: {count} of {len(truths)} ({100 * count / len(truths):.1f} %)")


def times(arguments, folder):
    paths = []
    for i in range(12):
        product = drawn.draw(f"time {arguments.seed} {i}", drawn.TWELVE_MEGAPIXELS)
        paths.append(folder / f"time-{i:02d}.jpeg")
        product.picture.save(paths[-1], quality=88)
    took = [seen["ms"] for seen in look(paths)]
    print(f"12 megapixels, JPEG: median {statistics.median(took):.0f} ms, slowest {max(took):.0f} ms of one core")


def found(arguments, folder):
    """Each picture of a catalogue, changed as a photo of a screen or a re-post is, and as many that it has not: what is told?"""
    catalogue, asked = [], []
    for i in range(2 * arguments.count):
        rng = random.Random(f"found {arguments.seed} {i}")
        picture = drawn.draw(f"found {arguments.seed} {i}", (900, 900)).picture
        if i < arguments.count:
            catalogue.append(folder / f"catalogue-{i:04d}.png")
            picture.save(catalogue[-1])
        for name, change in CHANGES.items():
            path = folder / f"asked-{i:04d}-{name}.jpeg"
            change(picture, rng).save(path, quality=rng.randrange(40, 80))
            asked.append((i if i < arguments.count else -1, name if i < arguments.count else "stranger", path))
    files = [folder / "catalogue.jsonl", folder / "asked.jsonl"]
    prints = [[one["seen"]["fingerprint"] for one in look(paths, "--fingerprints")]
              for paths in (catalogue, [path for _, _, path in asked])]
    for file, all_of in zip(files, prints):
        file.write_text("".join(json.dumps(one) + "\n" for one in all_of))
    told = subprocess.run([LOOKS, *files], capture_output=True, text=True, check=True).stdout.splitlines()
    right, first_three, others = collections.Counter(), collections.Counter(), collections.Counter()
    for (i, name, _), said, one in zip(asked, told, prints[1]):
        right[name] += said.split()[0] == str(i)
        first_three[name] += i >= 0 and i in nearest(one, prints[0])
        others[name] += said.split()[0] not in (str(i), "-1")
    for name in CHANGES:
        print(f"found by photo, {name}: of {arguments.count} in the first three {first_three[name]}, told {right[name]}, "
              f"another told {others[name]}")
    print(f"pictures that are not there: of {4 * arguments.count} another told {others['stranger']}")


def nearest(one, catalogue):
    """The first three."""
    photo = base64.b64decode(one["descriptor"])
    return sorted(range(len(catalogue)), key=lambda k: min(
        sum(abs(a - b) for a, b in zip(photo, base64.b64decode(part))) for part in (catalogue[k]["descriptor"], *catalogue[k]["cuts"])))[:3]


def encoded(picture, rng):
    small = picture.resize((rng.randrange(300, 600),) * 2, Image.Resampling.BILINEAR)
    bytes_ = io.BytesIO()
    small.save(bytes_, "webp", quality=40)
    return Image.open(bytes_).convert("RGB")


def cropped(picture, rng):
    """A tenth of its width and of its height is missing, on one side or the other or both."""
    across, down = picture.width // 10, picture.height // 10
    left, top = rng.randrange(across + 1), rng.randrange(down + 1)
    return picture.crop((left, top, picture.width - (across - left), picture.height - (down - top)))


def darkened(picture, rng):
    return ImageEnhance.Brightness(picture).enhance(rng.uniform(0.45, 0.7))


CHANGES = {"re-encoded": encoded, "cropped": cropped, "darkened": darkened,
           "all of it": lambda picture, rng: encoded(darkened(cropped(picture, rng), rng), rng)}

if __name__ == "__main__":
    sys.exit(main())
