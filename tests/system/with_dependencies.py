"""Runs commands, one after the other, beside a private Kafka, Postgres and Redis, whose addresses they find in
STEWARD_TEST_KAFKA_BROKERS, STEWARD_TEST_POSTGRES_URL and STEWARD_TEST_REDIS_URL.

    build/venv/bin/python tests/system/with_dependencies.py build/asan/tests/test_store_postgres

Several commands are parted by `--`. The exit code is that of the first one that failed."""

import itertools
import os
import subprocess
import sys

from harness.dependencies import Dependencies


def main():
    commands = [list(words) for parting, words in itertools.groupby(sys.argv[1:], lambda word: word == "--") if not parting]
    with Dependencies(safe=False) as dependencies:
        environment = {**os.environ, **dependencies.test_settings()}
        codes = [subprocess.run(command, env=environment, check=False).returncode for command in commands]
    return next((code for code in codes if code), 0)


if __name__ == "__main__":
    sys.exit(main())
