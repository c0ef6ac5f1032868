#!/usr/bin/env python3
"""Chooses texts that speech recognition is measured with, and adds them to texts.tsv.

    tests/speech/choose_texts.py develop 20261101 30 18     sentences and titles to look at, by this seed
    tests/speech/choose_texts.py held-2  20261122 40 24     sentences and titles that nobody looks at

The texts come from elsewhere: sentences of the scripted conversations (tests/conversations, written for another purpose) and
titles of the demo catalogue. Those of a kind "develop" may be looked at, and what is done about speech is tried on them; the others are
"held": nobody looks at what the recogniser makes of them but as figures, and nothing is tuned to them. What is in the file
stays as it is when conversations or catalogue change, so that figures of different days compare; a text is in it once.

A line: kind, what is heard as words, and what the synthesiser is given to say."""
import gzip
import json
import random
import re
import sys
from pathlib import Path

import yaml

from spoken import aloud, words

ROOT = Path(__file__).resolve().parents[2]
TEXTS = Path(__file__).parent / "texts.tsv"
FILES = ("searching_and_refining", "measures_at_once", "prices_and_units", "asking_about_products", "comparing", "references",
         "shortlist", "choosing", "correcting_and_undoing", "topic_switch", "clarifying", "values_and_names", "impossible")


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
    kind, (seed, some_sentences, some_titles) = sys.argv[1], map(int, sys.argv[2:5])
    there = {line.split("\t")[1] for line in TEXTS.read_text().splitlines()}
    chance = random.Random(seed)
    chosen = chance.sample(sorted(set(sentences()) - there), some_sentences) + chance.sample(sorted(set(titles()) - there), some_titles)
    chance.shuffle(chosen)
    with TEXTS.open("a") as out:
        for text in chosen:
            print(kind, text, aloud(text), sep="\t", file=out)


if __name__ == "__main__":
    main()
