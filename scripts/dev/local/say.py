"""What a person sees: steps with their time, and troubles in words."""

import os
import sys
import time

from .trouble import Trouble

COLOUR = sys.stdout.isatty() and "NO_COLOR" not in os.environ


def paint(code, text):
    return f"\033[{code}m{text}\033[0m" if COLOUR else text


def good(text):
    return paint("32", text)


def bad(text):
    return paint("31", text)


def dim(text):
    return paint("2", text)


def bold(text):
    return paint("1", text)


class Step:
    """with Step("Building"): ... prints the step, then how long it took. note() adds to its line."""

    def __init__(self, text):
        self.text = text
        self.notes = []

    def note(self, text):
        self.notes.append(text)
        if COLOUR:
            print(f"\r\033[K  {self.text} … {dim(text)}", end="", flush=True)

    def __enter__(self):
        self.began = time.monotonic()
        if COLOUR:
            print(f"  {self.text} …", end="", flush=True)
        return self

    def __exit__(self, kind, value, trace):
        took = f"{time.monotonic() - self.began:5.1f} s"
        start = "\r\033[K" if COLOUR else ""
        mark = good("ok") if kind is None else bad("failed")
        notes = dim("  " + "; ".join(self.notes)) if self.notes else ""
        print(f"{start}  {self.text:<44} {took}  {mark}{notes}", flush=True)


def run(main):
    """Runs a command's main function; a Trouble is said in words."""
    try:
        sys.exit(main())
    except Trouble as trouble:
        print(f"\n{bad('Not done:')} {trouble}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print(file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.exit(1)
