"""docs/server.md: its files and its commands, as they stand there, on a machine that has nothing yet."""

import json
import re
import socket

import pytest
from conftest import wait_ready
from harness import ROOT, wait_until
from local import kafka
from machine import Machine, NoMachine

TEXT = (ROOT / "docs/server.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"`(/etc/[^`]+)`:\n\n```\n(.*?)```", TEXT, re.S))
COMMANDS = re.findall(r"```sh\n(.*?)```", TEXT, re.S)
PORTS = [*range(8000, 8006), 5432, 6379, 9092, 9093]  # the usual ones: that is what is documented
# Kafka's archive is not on Debian's servers: the same jars, and these in the place of its scripts.
SCRIPTS = {"kafka-server-start.sh": "kafka.Kafka", "kafka-storage.sh": "kafka.tools.StorageTool"}


def is_taken(port):
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def bare(packages):
    taken = [port for port in PORTS if is_taken(port)]
    if taken:
        pytest.skip(f"it needs the usual ports, and somebody listens on {', '.join(map(str, taken))}")
    try:
        with Machine() as booted:
            booted.take(packages.values(), "/root/packages")
            booted.path("/etc/apt/apt.conf.d/90test").write_text('APT::Get::Assume-Yes "true";\nAPT::Install-Recommends "false";\n')
            yield booted
    except NoMachine as trouble:
        pytest.skip(f"no machine to try it on: {trouble}")


def unpack_kafka(machine):
    kafka.jars()
    machine.take((kafka.JARS / "lib").glob("*.jar"), "/opt/kafka/libs")
    machine.path("/opt/kafka/bin").mkdir()
    for name, program in SCRIPTS.items():
        script = machine.path("/opt/kafka/bin") / name
        script.write_text(f'#!/bin/sh\nexec java $KAFKA_HEAP_OPTS -cp "/opt/kafka/libs/*" {program} "$@"\n')
        script.chmod(0o755)


def is_indexed(machine):
    stats = json.loads(machine.run("steward", "catalog", "stats", "--json").stdout)
    return stats["indexed_sequence"] == stats["sequence"]


@pytest.mark.timeout(900)  # Java and Postgres come from the network
def test_from_nothing_to_a_first_search(bare):
    def follow(word):
        """The one block of commands that has this in it."""
        block, = [block for block in COMMANDS if word in block]
        return bare.run("bash", "-euc", f"cd /root/packages\n{block}", seconds=600).stdout

    bare.run("apt-get", "-q", "update", seconds=280)
    follow("apt install postgresql")
    unpack_kafka(bare)
    for path, content in FILES.items():
        bare.path(path).write_text(content)
    follow("useradd")
    follow("apt install ./steward*.deb")
    follow("createdb")
    wait_ready(bare)
    follow("steward catalog import")
    wait_until(lambda: is_indexed(bare), 30, "what was imported can be found")
    said = follow("steward search")
    assert "Headphones" in said and "COMPLETED" in said
    assert [line.split()[2] for line in said.splitlines()[-6:]] == ["ok"] * 6
    assert "st_live_" in follow("keys create")
    assert json.loads(bare.run("steward", "search", "headphones", "--json").stdout)["products"]
