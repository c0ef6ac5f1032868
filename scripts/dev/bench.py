"""Measures: tests/bench/run.py on the release build, with instances of its own."""

import sys

from local import harness, say

if __name__ == "__main__":
    say.run(lambda: harness.run("bench/run.py", sys.argv[1:]))
