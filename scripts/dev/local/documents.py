"""The API documents that the processes print, and what linters of others say of them (tests/documents, npm packages)."""

import os
import subprocess

from . import paths, services, web
from .process import clean_environment

FOLDER = paths.ROOT / "tests/documents"
OUT = paths.BUILD / "documents-printed"
INSTALLED = FOLDER / "node_modules/.steward"
KINDS = ("openapi", "asyncapi")


def install():
    """npm ci, unless what is installed is what the lock file says."""
    web.install_into(FOLDER, INSTALLED)


def printed(kind):
    """The files of all processes."""
    OUT.mkdir(parents=True, exist_ok=True)
    files = []
    for name in services.NAMES:
        done = subprocess.run([services.program(name), f"--{kind}"], capture_output=True, check=True, env=clean_environment(),
                              cwd="/")
        files.append(OUT / f"{name}.{kind}.json")
        files[-1].write_bytes(done.stdout)
    return files


def linted():
    """What is wrong with them, in words; empty: nothing."""
    install()
    openapi, asyncapi = (printed(kind) for kind in KINDS)
    return said_by("npx", "--no-install", "redocly", "lint", "--config", "redocly.yaml", "--format", "stylish", *openapi) + \
        said_by("node", "asyncapi.mjs", *asyncapi)


def said_by(*command):
    environment = {**os.environ, "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=False, env=environment)
    return "" if done.returncode == 0 else done.stdout + done.stderr
