"""Kills things under load and counts what is lost: tests/chaos/run.py, with instances of its own."""

import sys

from local import harness, say

if __name__ == "__main__":
    say.run(lambda: harness.run("chaos/run.py", sys.argv[1:]))
