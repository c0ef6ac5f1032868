"""The Python environment of the tests: build/venv, made once from tests/system/requirements.txt."""

import fcntl
import hashlib
import shutil
import subprocess
import sys

from . import paths
from .trouble import Trouble

FOLDER = paths.BUILD / "venv"
REQUIREMENTS = paths.ROOT / "tests/system/requirements.txt"


def python():
    """Makes the environment when it is not the one required; its Python."""
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes() + sys.version.encode()).hexdigest()
    paths.BUILD.mkdir(exist_ok=True)
    with open(paths.BUILD / "venv.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp = FOLDER / "stamp"
        if not (stamp.exists() and stamp.read_text() == wanted):
            make()
            stamp.write_text(wanted)
    return FOLDER / "bin/python"


def make():
    shutil.rmtree(FOLDER, ignore_errors=True)
    run([sys.executable, "-m", "venv", str(FOLDER)], "Is python3-venv installed?")
    run([str(FOLDER / "bin/pip"), "install", "-q", "--disable-pip-version-check", "--no-input", "-r", str(REQUIREMENTS)],
        "Is the Python package index reachable?")


def run(command, hint):
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise Trouble(f"{' '.join(command[:4])} ... failed. {hint}\n{(done.stderr or done.stdout).strip()[-800:]}")
