"""`steward doctor`: what is wrong is found, and nothing where nothing is."""

import json

import pytest
from checks import heard
from confluent_kafka import Producer
from harness import wait_until

BAD_KEY = "doctor"


def findings(cli):
    """(where, what, remedy) of each."""
    done = cli("doctor", "--json", code=None)
    said = json.loads(done.stdout)
    assert done.returncode == (0 if said["ok"] else 1)
    return [(one["where"], one["what"], one["remedy"]) for one in said["findings"]]


def is_well(cli):
    """But for what other tests have left: dead letters, and copies that they killed and monitoring still remembers."""
    left = [(where, what) for where, what, _ in findings(cli) if not where.endswith("-dlt") and "silent" not in what]
    assert not left
    return True


def test_a_system_that_is_well_has_no_findings(cli):
    wait_until(lambda: is_well(cli), 20, "nothing is wrong")


def test_what_was_set_aside_is_found(cli, dependencies, stack):
    producer = Producer({"bootstrap.servers": dependencies.brokers})
    producer.produce("steward.requests", b"{no json", key=BAD_KEY)
    producer.flush(10)

    def found():
        return [finding for finding in findings(cli) if finding[0] == "steward.requests-dlt"]

    wait_until(found, 20, "the dead letter is found")
    assert "steward dlt list steward.requests-dlt" in found()[0][2]


@pytest.mark.breaks
def test_what_is_away_or_paused_is_found(cli, stack):
    heard(stack)
    cli("pause", "media")
    copy = stack.copy("device-adapter")
    copy.stop()
    try:
        found = {where: (what, remedy) for where, what, remedy in findings(cli)}
        assert found["media"] == ("an operator has paused its intake", "steward resume media")
        what, remedy = found["device-adapter"]
        assert copy.url in what and "STEWARD_DEVICE_URL" in remedy
        text = cli("doctor", code=1).stdout
        assert "WHAT TO DO" in text and "steward resume media" in text
    finally:
        copy.start()
        cli("resume", "media")
    wait_until(lambda: is_well(cli), 30, "all is well again")
