"""What the user has configured: the environment, then .env, as the services read it."""

import os

from . import paths, plan

OWN = paths.RUN / "own.json"  # addresses of our own instances, so that `eval "$(./dev env)"` does not make them foreign


def from_file(path=paths.ROOT / ".env"):
    values = {}
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return values
    for line in lines:
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if equals and not name.startswith("#"):
            values[name.strip()] = value.strip().strip("\"'")
    return values


def configured(name):
    """The address that the user gave; empty: none, or it is our own."""
    value = os.environ.get(name) or from_file().get(name, "")
    return "" if value == plan.read(OWN).get(name) else value
