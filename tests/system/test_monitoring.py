"""Monitoring knows every process by its heartbeats."""

import pytest
from harness import wait_until
from local import services


def health(stack):
    return stack.copy("monitoring").get("/health").json()


def seen(stack, service):
    """What it says of the process that runs now; nothing while it has not heard of it. One that was stopped before is
    kept for a while, as late."""
    port = f":{stack.copy(service).port}"
    ours = [one for one in health(stack)["processes"] if one["service"] == service and one["address"].endswith(port)]
    return max(ours, key=lambda one: one["started_at"], default=None)


@pytest.mark.parametrize("service", services.NAMES)
def test_every_process_is_seen(stack, service):
    one = wait_until(lambda: seen(stack, service), 15, f"{service} is seen")
    assert one["version"] and one["seen_at"] and one["copy"]
    wait_until(lambda: seen(stack, service)["ready"] and not seen(stack, service)["late"], 10)
    assert service not in health(stack)["missing"]


def test_the_lag_of_consumers_is_shown(stack):
    wait_until(lambda: "steward.requests" in seen(stack, "orchestrator")["lag_by_topic"], 10)
    wait_until(lambda: seen(stack, "orchestrator")["lag"] == 0, 10)


@pytest.mark.breaks
@pytest.mark.slow
def test_one_that_is_gone_is_missed(stack):
    wait_until(lambda: seen(stack, "media") and not seen(stack, "media")["late"], 10)
    stack.copy("media").kill()
    wait_until(lambda: "media" in health(stack)["missing"] or seen(stack, "media")["late"], 60, "media is missed")
