"""A copy of the orchestrator dies in the middle: another one takes over, and each request is answered exactly once."""

import json
import uuid

import pytest
from harness import Reader, wait_until

pytestmark = [pytest.mark.breaks, pytest.mark.slow]

PARTITIONS = 3
SESSIONS_OF_EACH = 3  # at least
PATIENCE_S = 2.5  # a little less than a request stays in a state while nobody answers
OVER = ("COMPLETED", "FAILED")


@pytest.fixture
def second(stack):
    with stack.one_more("orchestrator") as other:
        wait_until(lambda: all(partitions(copy) for copy in stack.of("orchestrator")), 30, "each copy has partitions")
        yield other


def partitions(copy):
    """Those of steward.requests that it reads."""
    return {one["partition"] for one in copy.get("/health").json()["lag"] if one["topic"] == "steward.requests"}


class Asked:
    """Requests in sessions of their own, some in each partition."""

    def __init__(self, producer, responses):
        self.producer, self.responses = producer, responses
        self.partition = {}
        while min(list(self.partition.values()).count(one) for one in range(PARTITIONS)) < SESSIONS_OF_EACH:
            name = f"takeover-{uuid.uuid4()}"
            self.partition[name] = self.send(name, name)
        self.ids = list(self.partition)

    def send(self, session, request):
        body = {"request_id": request, "search": {"query": "usb c cable", "limit": 3}}
        return self.producer.send("steward.requests", json.dumps(body).encode(), session)[0]

    def of(self, copy):
        mine = partitions(copy)
        return [name for name in self.ids if self.partition[name] in mine]

    def answers(self, name, count=1, seconds=60):
        got = self.responses.of_key(name, seconds, count)
        return [json.loads(record.value) for record in (got if count > 1 else [got])]

    def wait_until_all_of(self, copy, other, at):
        """Waits until all that the copy has in hand is in that state, as the other copy sees it."""
        held = self.of(copy)
        assert held, "the copy that dies has requests in hand"
        wait_until(lambda: {state(other, name) for name in held} == {at}, PATIENCE_S, f"all that it has are {at}")
        return self

    def see_each_answered_once(self):
        """A later request of the same session, answered: whatever was told of the first is there by then."""
        for name in self.ids:
            self.answers(name)
            self.send(name, f"{name}-later")
        for name in self.ids:
            self.answers(name, count=2)
        for name in self.ids:
            told = [json.loads(record.value) for record in self.responses.records if record.key == name.encode()]
            assert [one["request_id"] for one in told] == [name, f"{name}-later"]
            assert {one["status"] for one in told} <= set(OVER)
        return {name: self.answers(name)[0] for name in self.ids}


@pytest.fixture
def ask(producer, responses):
    return lambda: Asked(producer, responses)


@pytest.fixture
def held(stack, second, ask):
    """held("RANKING"): requests of which all that the first copy has in hand are there. A slow machine may bring the last
    of them there when the first are given up already: then others are asked."""
    return lambda at: wait_until(lambda: ask().wait_until_all_of(stack.copy("orchestrator"), second, at), 30, f"all are {at} at once")


def state(copy, name):
    return copy.get(f"/api/v1/requests/{name}").json().get("status")


@pytest.mark.parametrize("service, at", [("response-composer", "RANKING"), ("catalog", "SEARCHING")])
def test_killed_while_a_service_is_silent(stack, second, held, service, at):
    first, silent = stack.copy("orchestrator"), stack.copy(service)
    silent.pause()
    asked = held(at)
    first.kill()
    wait_until(lambda: partitions(second) == {0, 1, 2}, 30, "the other copy has taken over")
    silent.resume()
    answers = asked.see_each_answered_once()
    if at == "RANKING":
        assert {content["status"] for content in answers.values()} == {"COMPLETED"}
        assert all(content["products"] for content in answers.values())


def test_killed_and_the_service_is_back_before_the_other_copy_takes_over(stack, held):
    first, composer = stack.copy("orchestrator"), stack.copy("response-composer")
    composer.pause()
    asked = held("RANKING")
    first.kill()
    composer.resume()
    answers = asked.see_each_answered_once()
    assert {content["status"] for content in answers.values()} == {"COMPLETED"}


@pytest.mark.parametrize("_", range(3))
def test_killed_at_once_after_it_has_told_an_answer(stack, dependencies, second, ask, _):
    """What is told may not be known to have arrived: it must be looked for, not told again."""
    first = stack.copy("orchestrator")
    asked = ask()
    held = asked.of(first)
    asked.responses.find(lambda one: one.key.decode() in held, 20)
    first.kill()
    answers = asked.see_each_answered_once()
    assert {content["status"] for content in answers.values()} == {"COMPLETED"}
    with Reader(dependencies.brokers, "steward.responses", from_start=True) as reader:
        for name in asked.ids:
            reader.find(lambda one, name=name: one.key == name.encode(), 20, count=2)
        assert all(len([one for one in reader.records if one.key == name.encode()]) == 2 for name in asked.ids)


def test_paused_for_longer_than_its_session_and_woken_again(stack, second, held):
    """It wakes up believing that all is still its own."""
    first, composer = stack.copy("orchestrator"), stack.copy("response-composer")
    composer.pause()
    asked = held("RANKING")
    first.pause()
    composer.resume()
    wait_until(lambda: partitions(second) == {0, 1, 2}, 30, "the other copy has taken over")
    first.resume()
    asked.see_each_answered_once()
