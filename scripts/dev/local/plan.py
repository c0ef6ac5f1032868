"""What shall run (plan.json, written by ./dev up) and what does (state.json, written by the supervisor)."""

import dataclasses
import hashlib
import json

from . import paths, private
from .process import Spec, is_alive

PLAN = paths.RUN / "plan.json"
STATE = paths.RUN / "state.json"


def write(path, content):
    """The plan holds passwords."""
    private.write(path, json.dumps(content, indent=1))


def read(path):
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError):
        return {}


def specs():
    return [Spec(**entry) for entry in read(PLAN).get("processes", [])]


def save(processes):
    write(PLAN, {"processes": [dataclasses.asdict(spec) for spec in processes]})


def forget():
    """Nothing shall run: what ./dev up starts next is what it is asked for then."""
    for path in (PLAN, STATE):
        path.unlink(missing_ok=True)


def supervisor():
    """(pid, start time) of a supervisor that runs; None: there is none."""
    entry = read(STATE).get("supervisor", {})
    return (entry["pid"], entry["started"]) if is_alive(entry.get("pid"), entry.get("started")) else None


def supervisor_version():
    """Of the program as it is on disk: an older supervisor is replaced."""
    parts = [paths.ROOT / "scripts/dev/supervise.py", *sorted((paths.ROOT / "scripts/dev/local").glob("*.py"))]
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()[:16]


def running():
    """What the state says of each process that is alive, by name."""
    entries = read(STATE).get("processes", {})
    return {name: entry for name, entry in entries.items() if is_alive(entry.get("pid"), entry.get("started"))}
