"""The command line tool, on the local stack. Its own help: ./dev steward --help."""

import os
import sys

from local import paths, plan, say
from local.stack import Stack
from local.trouble import Trouble


def main():
    program = paths.BIN / "steward"
    if not program.exists():
        raise Trouble("The command line tool is not built yet: ./dev up")
    settings = Stack().tool_settings(os.environ) if plan.running() else os.environ
    os.execve(program, [str(program), *sys.argv[1:]], settings)


if __name__ == "__main__":
    say.run(main)
