"""What the processes say. Lines of JSON are made readable on a terminal; --raw leaves them as they are."""

import argparse
import collections
import json
import sys
import time

from local import paths, say
from local.trouble import Trouble

COLOURS = ("36", "33", "32", "35", "34", "31", "96", "93", "92")
LEVELS = {"error": "31", "warn": "33", "warning": "33"}


def main():
    parser = argparse.ArgumentParser(prog="./dev logs", description=__doc__)
    parser.add_argument("service", nargs="*", help="orchestrator, catalog, kafka, ... (default: all)")
    parser.add_argument("-f", "--follow", action="store_true", help="go on with what comes")
    parser.add_argument("-n", "--lines", type=int, default=40, help="lines of each to begin with (default 40)")
    parser.add_argument("--raw", action="store_true", help="leave the lines as they are")
    arguments = parser.parse_args()
    files = [open_log(name) for name in arguments.service] or [open(log, errors="replace") for log in sorted(paths.LOGS.glob("*.log"))]
    if not files:
        raise Trouble("There are no logs yet: ./dev up")
    show = Printer(files, arguments.raw)
    for file in files:
        for line in collections.deque(file, arguments.lines):
            show.line(file, line)
    while arguments.follow:
        if not sum(show.rest(file) for file in files):
            time.sleep(0.2)


def open_log(name):
    try:
        return open(paths.LOGS / f"{name}.log", errors="replace")
    except FileNotFoundError:
        there = ", ".join(sorted(log.stem for log in paths.LOGS.glob("*.log")))
        raise Trouble(f"There is no log of {name}. There are: {there or 'none'}") from None


class Printer:
    def __init__(self, files, raw):
        self.names = {file: file.name.rsplit("/", 1)[1].removesuffix(".log") for file in files}
        self.width = max(len(name) for name in self.names.values())
        self.raw = raw
        self.half = collections.defaultdict(str)

    def rest(self, file):
        """Prints what was added; how many lines."""
        if file.tell() > paths.LOGS.joinpath(self.names[file] + ".log").stat().st_size:
            file.seek(0)  # it was shortened
        count = 0
        for line in file:
            if not line.endswith("\n"):
                self.half[file] += line
                break
            self.line(file, self.half.pop(file, "") + line)
            count += 1
        return count

    def line(self, file, line):
        text = line.rstrip("\n")
        if not self.raw:
            text = readable(text)
        if len(self.names) > 1:
            place = list(self.names).index(file)
            text = say.paint(COLOURS[place % len(COLOURS)], self.names[file].ljust(self.width)) + " " + text
        print(text, flush=True)


def readable(line):
    """A JSON line as time, level, message and the rest."""
    if not line.startswith("{") or not sys.stdout.isatty():
        return line
    try:
        said = json.loads(line)
    except ValueError:
        return line
    moment = str(said.pop("time", said.pop("ts", "")))
    level = str(said.pop("level", ""))
    message = str(said.pop("message", said.pop("msg", "")))
    said.pop("service", None)
    rest = " ".join(f"{name}={value}" for name, value in said.items())
    return f"{moment[11:23]} {say.paint(LEVELS.get(level, '0'), level.ljust(5))} {message} {say.dim(rest)}"


if __name__ == "__main__":
    say.run(main)
