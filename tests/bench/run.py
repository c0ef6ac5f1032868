"""Measures a real Steward on this machine.

    ./dev bench                      the whole journey against the bare relay: docs/performance.md explains it
    ./dev bench --seconds 2          a quick look
    ./dev bench --write              also puts the table into docs/performance.md
    ./dev bench search               quality and speed of the search, on the labelled data
    ./dev bench questions            what questions back are worth, by simulated shoppers
    ./dev bench chat                 turns of a conversation beside searches, and suggestions
    ./dev bench offers               searches over marketplaces beside the own catalogue
    ./dev bench live                 idle WebSockets: what each of them costs
    ./dev bench media                photos and voice notes: sent, looked at, heard, searched with
    ./dev bench voice                voice notes that are heard while they are spoken: how soon words come
    ./dev bench containers           the journey in docker-compose beside that of bare processes
    ./dev bench soak --minutes 10    overload, then a long run with a look at memory

Each has --help."""

import importlib
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PARTS = {"journey": "journey", "search": "search", "questions": "questions", "chat": "chat", "offers": "offers", "live": "live",
         "media": "media", "voice": "voice", "containers": "containers", "soak": "soak"}


def main():
    words = sys.argv[1:]
    part = words.pop(0) if words and not words[0].startswith("-") else "journey"
    if part not in PARTS:
        print(f"There is no bench {part}. There are: {', '.join(PARTS)}", file=sys.stderr)
        return 2
    sys.path.insert(0, str(HERE))
    return importlib.import_module(PARTS[part]).main(words)


if __name__ == "__main__":
    sys.exit(main())
