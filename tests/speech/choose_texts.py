#!/usr/bin/env python3
"""Chooses the texts that speech recognition is measured with, and writes them into texts.tsv.

The texts come from elsewhere: sentences of the scripted conversations (tests/conversations, written for another purpose) and
titles of the demo catalogue, both drawn by a fixed seed. A third is for development; the others are "held": nobody looks at
what the recogniser makes of them but as figures, and nothing is tuned to them. The chosen file is committed and stays as it
is when conversations or catalogue change, so that figures of different days compare.

A line: kind (develop|held), what is heard as words, and what the synthesiser is given to say."""
import gzip
import json
import random
import re
from pathlib import Path

import yaml

from spoken import aloud, words

ROOT = Path(__file__).resolve().parents[2]
FILES = ("searching_and_refining", "measures_at_once", "prices_and_units", "asking_about_products", "comparing", "references",
         "shortlist", "choosing", "correcting_and_undoing", "topic_switch", "clarifying")
SENTENCES, TITLES = 60, 36


def sayable(text):
    said = words(text)
    return said if re.fullmatch(r"[a-z' ]+", said) and 2 <= len(said.split()) <= 14 else None


def sentences():
    for name in FILES:
        for talk in yaml.safe_load((ROOT / f"tests/conversations/{name}.yaml").read_text()):
            for turn in talk["turns"]:
                if isinstance(turn.get("say"), str) and sayable(turn["say"]):
                    yield sayable(turn["say"])


def titles():
    with gzip.open(ROOT / "data/demo/catalogue.jsonl.gz", "rt") as lines:
        for line in lines:
            title = json.loads(line)["title"]
            if ":" not in title and sayable(title):
                yield sayable(title)


def main():
    chance = random.Random(20260601)
    chosen = chance.sample(sorted(set(sentences())), SENTENCES) + chance.sample(sorted(set(titles())), TITLES)
    chance.shuffle(chosen)
    with (Path(__file__).parent / "texts.tsv").open("w") as out:
        for number, text in enumerate(chosen):
            print("develop" if number % 3 == 0 else "held", text, aloud(text), sep="\t", file=out)


if __name__ == "__main__":
    main()
