"""What questions back are worth: a simulated shopper with a product in mind, answering truthfully.

    ./dev bench questions            the table
    ./dev bench questions --every 1  with every product of the labelled data, too (slow)
    ./dev bench questions --write    also puts the table into docs/conversation.md

The shopper begins with some words and has found the product when it is among the first ten. Turns are the first words,
the answers, and then each further page up to the product (at most 20). With no question, with a random one of all that
are worth asking, and with the one that the catalogue would ask; at most two and at most five. Needs nothing but the
build; the labelled data (STEWARD_TEST_DATA, else ../shared/data beside the repository) is used if it is there."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import report

ROOT = Path(__file__).resolve().parents[2]


def labelled_data():
    return Path(os.environ.get("STEWARD_TEST_DATA") or ROOT.parent / "shared" / "data") / "catalog" / "products.jsonl.gz"


def measure(program, kind, path, every):
    told = subprocess.check_output([program, kind, path, str(every)], text=True)
    return [json.loads(line) for line in told.splitlines()]


def table(name, rows):
    lines = []
    for beginning in dict.fromkeys(row["beginning"] for row in rows):
        for row in (row for row in rows if row["beginning"] == beginning):
            many = row["shoppers"]
            allowed = "" if row["asking"] == "no question" else f", at most {row['at_most']}"
            lines.append(f"| {name} | {beginning} | {row['asking']}{allowed} | {100 * row['found'] / many:.1f} % "
                         f"| {row['questions'] / many:.2f} | {row['turns'] / many:.2f} |")
    return lines


def arguments(words):
    parser = argparse.ArgumentParser(prog="./dev bench questions", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=os.environ.get("STEWARD_BUILD", str(ROOT / "build")),
                        help="the build folder with bench/question_bench")
    parser.add_argument("--every", type=int, default=20, help="of the labelled data, every so many-th product")
    parser.add_argument("--write", action="store_true", help="put the table into docs/conversation.md")
    return parser.parse_args(words)


def main(words):
    options = arguments(words)
    program = str(Path(options.build) / "bench" / "question_bench")
    demo = measure(program, "demo", str(ROOT / "data" / "demo" / "catalogue.jsonl.gz"), 1)
    lines = ["| catalogue | begins with | asked | found | questions | turns |", "|---|---|---|---|---|---|"]
    lines += table(f"demo, {demo[0]['shoppers']} shoppers", demo)
    if labelled_data().exists():
        rows = measure(program, "icecat", str(labelled_data()), options.every)
        lines += table(f"Icecat, {rows[0]['shoppers']} shoppers", rows)
    else:
        print(f"There is no labelled data at {labelled_data()} (STEWARD_TEST_DATA): the demo catalogue alone.")
    print("\n".join(lines))
    if options.write:
        report.write("questions", "\n".join(lines), "conversation.md")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
