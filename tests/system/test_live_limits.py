"""What is sent over a WebSocket counts against the same rates and quotas as what is asked over HTTP."""

import contextlib

import pytest
import redis
from checks import problem
from harness import wait_until
from live_client import Live, is_answer, problem_of


@pytest.fixture
def limited(stack, dependencies):
    """A copy with such limits, and a Redis that knows nobody yet."""
    with contextlib.ExitStack() as stays:
        def start(**settings):
            copy = stays.enter_context(stack.one_more("orchestrator", settings))
            redis.Redis.from_url(dependencies.redis.url).flushall()
            return copy
        yield start


def is_error(event):
    return event["type"] == "error"


def test_messages_and_requests_use_up_one_quota(limited):
    copy = limited(STEWARD_TENANT_QUOTA_PER_DAY=7)
    with Live(copy.port) as one, Live(copy.port) as other:
        assert one.search() and other.search() and one.follow("some-session")
        answer = copy.get("/api/v1/requests/none")
        assert (answer.status_code, answer.headers["ratelimit-remaining"]) == (404, "1")
        assert other.search()
        assert problem(copy.get("/api/v1/requests/none"), 429)["type"] == "/problems/quota-exceeded"
        for client in (one, other, one):  # they stay open, and are told each time
            client.send({"search": {"query": "tea"}, "request_id": "one-too-many", "session_id": "some-session"})
            refused = client.until(is_error)[-1]
            assert problem_of(refused) == ("quota-exceeded", 429) and refused["problem"]["retryable"]
            assert (refused["request_id"], refused["session_id"]) == ("one-too-many", "some-session")
            assert 1 <= int(refused["problem"]["retry_after_seconds"]) <= 86400


def test_some_may_more_or_less_than_others(limited, tmp_path):
    (tmp_path / "limits").write_text("tenant default 0 - 3\n")
    copy = limited(STEWARD_TENANT_QUOTA_PER_DAY=100, STEWARD_LIMITS=tmp_path / "limits")
    with Live(copy.port) as client:
        assert client.search() and client.search()
        client.send({"follow": {}, "session_id": "some-session"})
        assert problem_of(client.until(is_error)[-1]) == ("quota-exceeded", 429)


def test_after_the_wait_there_is_room_again(limited):
    copy = limited(STEWARD_RATE_PER_SECOND=1, STEWARD_RATE_BURST=3)
    with Live(copy.port) as client:
        refused = refusals(client, 6)
        assert {problem_of(event) for event in refused} == {("too-many-requests", 429)}
        assert {1} <= {int(event["problem"]["retry_after_seconds"]) for event in refused} <= {1, 2, 3}
        wait_until(lambda: asked_again(client), 10, "there is room again")


def is_end(event):
    return is_error(event) or is_answer(event)


def refusals(client, count):
    """As many, from a client that goes on asking."""
    refused = []
    while len(refused) < count:
        client.send({"search": {"query": "usb c cable"}})
        refused += [event for event in client.until(is_end)[-1:] if is_error(event)]
    return refused


def asked_again(client):
    client.send({"search": {"query": "usb c cable"}, "request_id": "again"})
    return is_answer(client.until(lambda event: event.get("request_id") == "again" and is_end(event))[-1])


def test_what_is_counted_stays_in_its_order(limited, session_id):
    copy = limited(STEWARD_RATE_PER_SECOND=1000, STEWARD_RATE_BURST=1000)
    with Live(copy.port) as client:
        for number in range(12):
            client.send({"search": {"query": "usb c cable"}, "session_id": session_id, "request_id": f"{session_id}-{number}"})
        answers = [client.until(is_answer)[-1]["request_id"] for _ in range(12)]
        assert answers == [f"{session_id}-{number}" for number in range(12)]


@pytest.mark.breaks
def test_without_redis_messages_go_on_and_are_counted(limited, dependencies):
    copy = limited(STEWARD_TENANT_QUOTA_PER_DAY=4)
    with dependencies.proxy("redis").away(), Live(copy.port) as client:
        for _ in range(3):
            assert client.search()
        client.send({"search": {"query": "tea"}})
        assert problem_of(client.until(is_error)[-1]) == ("quota-exceeded", 429)


@pytest.mark.breaks
def test_who_hangs_up_while_being_counted_harms_nobody(limited, dependencies):
    copy = limited(STEWARD_TENANT_QUOTA_PER_DAY=100)
    with Live(copy.port) as client, dependencies.proxy("redis").frozen():
        for _ in range(40):
            client.send({"search": {"query": "usb c cable"}})
        assert problem_of(client.until(is_error)[-1]) == ("too-many-in-flight", 429)
    with Live(copy.port) as client:
        assert client.search()
