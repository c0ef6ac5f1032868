"""deploy/kafka/acls.txt: what each service must be allowed in Kafka, as the programs themselves tell it."""

import subprocess

from . import services
from .kafka import ACLS
from .process import clean_environment

HEAD = """# What each service must be allowed in Kafka, and no more: SERVICE OPERATION RESOURCE NAME.
# Generated from what the programs declare by `./dev check --fix generated`; do not edit.
# `steward acls apply` tells it to the broker: docs/tls.md. Topics of single tenants are not in it:
# STEWARD_TENANT_TOPICS=... steward-orchestrator --kafka-rules prints them, too.
"""


def generate():
    text = HEAD
    for name in services.NAMES:
        done = subprocess.run([services.program(name), "--kafka-rules"], capture_output=True, text=True, check=True,
                              env=clean_environment(), cwd="/")
        text += "\n" + done.stdout
    return text


def write():
    ACLS.write_text(generate())


def stale():
    if ACLS.exists() and ACLS.read_text() == generate():
        return []
    return ["deploy/kafka/acls.txt is not what the programs say: ./dev check --fix generated"]
