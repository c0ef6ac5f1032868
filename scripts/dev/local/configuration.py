"""docs/configuration.md: every setting of every process, as the programs themselves tell it."""

import subprocess

from . import paths, services
from .process import clean_environment

PAGE = paths.ROOT / "docs/configuration.md"
HEAD = """# Configuration

Generated from the programs' own tables by `./dev check --fix generated`; do not edit.

Every setting is an environment variable, or a line of `.env` in the working folder. `NAME_FILE` names a file that holds
the value, for secrets. `steward-<service> --config` prints what is in force and where it comes from. A value out of its
range stops the process with the variable's name and what is allowed.
"""


def generate():
    text = HEAD
    for name in services.NAMES:
        done = subprocess.run([services.program(name), "--config-markdown"], capture_output=True, text=True, check=True,
                              env=clean_environment(), cwd="/")
        text += f"\n## {name}\n\n{done.stdout.strip()}\n"
    return text


def write():
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(generate())


def stale():
    if PAGE.exists() and PAGE.read_text() == generate():
        return []
    return ["docs/configuration.md is not what the programs say: ./dev check --fix generated"]
