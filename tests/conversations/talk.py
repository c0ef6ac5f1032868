"""Talks with a running Steward, by hand or by script.

    python tests/conversations/talk.py http://127.0.0.1:8000                    by hand; an empty line ends it
    python tests/conversations/talk.py http://127.0.0.1:8000 small_talk.yaml    plays the file, prints a table
    python tests/conversations/talk.py http://127.0.0.1:8000 all                plays every file
    python tests/conversations/talk.py --lint                                   only reads the files

It needs httpx and PyYAML, which build/venv has. The demo catalogue must be loaded there."""

import argparse
import collections
import json
import sys
import uuid
from pathlib import Path

import script
from judge import Exchange
from play import Shopper, told


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", nargs="?", help="of the orchestrator")
    parser.add_argument("files", nargs="*", help="YAML files, or all")
    parser.add_argument("--lint", action="store_true", help="only read the files")
    parser.add_argument("-k", metavar="WORDS", default="", help="only conversations whose name has this in it")
    parser.add_argument("-v", "--verbose", action="store_true", help="tell also those that went well")
    parser.add_argument("--json", action="store_true", help="by hand: print answers as they are")
    arguments = parser.parse_args()
    try:
        if arguments.lint:
            return lint()
        if not arguments.url:
            parser.error("which address?")
        if not arguments.files:
            return by_hand(Shopper(arguments.url), arguments.json)
        names = [] if arguments.files == ["all"] else [found(name) for name in arguments.files]
        conversations = [one for one in script.load(names) if arguments.k in one.id]
        return by_script(Shopper(arguments.url), conversations, arguments.verbose)
    except script.Wrong as trouble:
        print(trouble, file=sys.stderr)
        return 2


def found(name):
    return name if Path(name).exists() else script.HERE / name


def lint():
    conversations = script.load()
    counts = collections.Counter(kind for one in conversations for kind in one.kinds)
    for kind in sorted(script.KINDS):
        print(f"{kind:<16} {counts[kind]:>4}")
    print(f"{len(conversations)} conversations, {sum(len(one.turns) for one in conversations)} turns")
    return 0


def by_hand(shopper, as_json):
    session_id = f"talk-{uuid.uuid4()}"
    while said := input("> ").strip():
        status, content = shopper.say(session_id, said)
        if as_json:
            print(json.dumps(content, indent=1, ensure_ascii=False))
        else:
            print("\n".join(list(told(1, Exchange({}, said, status, content, {}), shopper.catalogue, 10))[1:]))
    return 0


def by_script(shopper, conversations, verbose):
    """A story for every failure, and a table."""
    playing = shopper.begin(conversations)
    table = collections.defaultdict(lambda: [0, 0])
    for one in conversations:
        played = playing[one.id].result()
        table[one.file][bool(played.failures)] += 1
        if played.failures or verbose:
            print(played.story(shopper.catalogue), end="\n\n")
    for file, (passed, failed) in sorted(table.items()):
        print(f"{file:<36} {passed:>4} passed {failed:>4} failed")
    passed, failed = (sum(row[column] for row in table.values()) for column in (0, 1))
    print(f"{'':<36} {passed:>4} passed {failed:>4} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (EOFError, KeyboardInterrupt):
        print()
