"""Monitoring knows every process by its heartbeats."""

import pytest
from harness import wait_until
from local import services


def fleet(stack):
    return stack.copy("monitoring").get("/health").json()["processes"]


def test_every_process_is_seen(stack):
    wait_until(lambda: {one["service"] for one in fleet(stack)} >= set(services.NAMES), 15, "all six are seen")
    for one in fleet(stack):
        assert one["version"] and one["last_seen"], one
    orchestrator = next(one for one in fleet(stack) if one["service"] == "orchestrator")
    wait_until(lambda: any("steward." in str(lag) for one in fleet(stack) for lag in one.get("lag", [])), 10, "lags are known")
    assert orchestrator["ready"] is True


@pytest.mark.breaks
def test_one_that_is_gone_is_missed(stack):
    media = stack.copy("media")
    wait_until(lambda: any(one["service"] == "media" and one["ready"] for one in fleet(stack)), 10)
    media.kill()
    wait_until(lambda: not any(one["service"] == "media" and one["ready"] and one.get("state", "ok") in ("ok", "seen")
                               for one in fleet(stack)), 30, "media is missed")
