"""The command line tool, on the local stack. Its own help: ./dev steward --help."""

import os
import sys

from local import paths, plan, say
from local.stack import PARTITIONS, Stack
from local.trouble import Trouble


def main():
    program = paths.BIN / "steward"
    if not program.exists():
        raise Trouble("The command line tool is not built yet: ./dev up")
    stack = Stack()
    addresses = {**stack.addresses(), "STEWARD_POSTGRES_URL": stack.database_url("orchestrator"),
                 "STEWARD_CATALOG_POSTGRES_URL": stack.database_url("catalog"), "STEWARD_KAFKA_PARTITIONS": str(PARTITIONS)} if plan.running() else {}
    os.execve(program, [str(program), *sys.argv[1:]], {**addresses, **os.environ})


if __name__ == "__main__":
    say.run(main)
