#!/usr/bin/env python3
"""The words of a catalogue that speech recognition is to understand, by default those of the demo catalogue: data/demo/make_words.py
[CATALOGUE.jsonl[.gz]] > FILE. services/media/speech/vocabulary.h says what a line is; STEWARD_MEDIA_WORDS names such a file."""
import argparse
import gzip
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILT_IN = HERE.parents[1] / "services/media/texts/demo_words.txt"


def products(path):
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def words(path):
    kinds = {kind: {} for kind in ("title", "category", "brand", "colour", "attribute")}  # as ordered sets
    for product in products(path):
        kinds["title"][product["title"]] = kinds["brand"][product.get("brand", "")] = True
        for kind, more in (("category", product.get("categories")), ("colour", product.get("colours"))):
            kinds[kind].update(dict.fromkeys(more or []))
        for attribute in product.get("attributes", []):
            kinds["attribute"][attribute["name"].replace("_", " ")] = True
            if len(attribute.get("text", "").split()) in (1, 2):
                kinds["attribute"][attribute["text"]] = True
    lines = [f"{kind}: {' '.join(phrase.split())}\n" for kind, phrases in kinds.items() for phrase in phrases if phrase]
    return "# Made by data/demo/make_words.py.\n" + "".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("catalogue", nargs="?", type=Path, default=HERE / "catalogue.jsonl.gz")
    parser.add_argument("--built-in", choices=("write", "check"), help="what the media service has without a setting")
    asked = parser.parse_args()
    said = words(asked.catalogue)
    if asked.built_in == "write":
        BUILT_IN.write_text(said, encoding="utf-8")
    elif asked.built_in == "check" and said != BUILT_IN.read_text(encoding="utf-8"):
        sys.exit(f"{BUILT_IN} is not what data/demo/make_words.py makes")
    elif not asked.built_in:
        sys.stdout.write(said)


if __name__ == "__main__":
    main()
