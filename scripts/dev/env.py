"""Prints the running stack's addresses as shell exports: eval "$(./dev env)"."""

import argparse
import shlex
import sys

from local import plan, say
from local.stack import Stack


def main():
    argparse.ArgumentParser(prog="./dev env", description=__doc__).parse_args()
    if not plan.running():
        print("Nothing is running: ./dev up", file=sys.stderr)
        return 1
    for name, value in Stack().addresses().items():
        print(f"export {name}={shlex.quote(value)}")
    return 0


if __name__ == "__main__":
    say.run(main)
