"""Kafka, Postgres or Redis away: it is said, answers are fast, and everything comes back without a restart."""

import time

import pytest
from checks import completed, problem
from harness import wait_until

pytestmark = pytest.mark.breaks


def pids(stack):
    return {copy.name: copy.pid for copy in stack.copies}


def comes_back(stack, search):
    """Everything is ready again, and a search is answered, without a restart."""
    before = pids(stack)
    stack.wait_ready(60)
    wait_until(lambda: completed(search("tea pot")), 60, "a search is answered")
    assert pids(stack) == before


def is_missed(orchestrator, search):
    """Asks for something meanwhile: what is not used is not missed."""
    search("tea pot", headers={"Prefer": "wait=0"})
    return orchestrator.get("/readyz").status_code == 503


def accepted(answer):
    assert answer.status_code == 202, f"{answer.status_code}: {answer.text}"
    return answer.headers["location"]


@pytest.mark.parametrize("way", ["away", "frozen"])
@pytest.mark.parametrize("name", ["kafka", "postgres"])
def test_ready_says_what_is_away_and_comes_back(stack, dependencies, search, name, way):
    orchestrator = stack.copy("orchestrator")
    with getattr(dependencies.proxy(name), way)():
        wait_until(lambda: is_missed(orchestrator, search), 60, f"{name} is missed")
        assert name in orchestrator.get("/readyz").text.lower()
        health = orchestrator.get("/health").json()
        assert not next(one for one in health["dependencies"] if one["name"] == name)["available"]
        assert orchestrator.get("/healthz").status_code == 200
        began = time.monotonic()
        answer = search("tea pot", headers={"Prefer": "wait=20"})
        assert time.monotonic() - began < 5, "an answer while something is away must be fast"
        content = problem(answer, 503)
        assert name in str(content).lower() and answer.headers["retry-after"]
    comes_back(stack, search)


def test_without_redis_searches_go_on(stack, dependencies, search):
    with dependencies.proxy("redis").away():
        for _ in range(5):
            completed(search("tea pot"))
    comes_back(stack, search)


@pytest.mark.parametrize("kill", [True, False])
@pytest.mark.parametrize("name", ["kafka", "postgres", "redis"])
def test_a_restart_is_survived(stack, dependencies, search, name, kill):
    completed(search("tea pot"))
    dependencies.restart(name, kill=kill)
    comes_back(stack, search)


def test_what_was_accepted_before_an_outage_is_answered_after_it(stack, dependencies, search, edge):
    places = [accepted(search("tea pot", headers={"Prefer": "respond-async"})) for _ in range(20)]
    with dependencies.proxy("postgres").away():
        wait_until(lambda: stack.copy("orchestrator").get("/readyz").status_code == 503, 20)
    comes_back(stack, search)
    for place in places:
        wait_until(lambda place=place: edge.get(place).json().get("status") in ("COMPLETED", "FAILED"), 30)


def test_composer_away_results_come_unranked(stack, search):
    stack.copy("response-composer").kill()
    content = completed(search("usb c cable", headers={"Prefer": "wait=30"}))
    assert content["degraded"] is True and content["products"]


def test_catalog_away_the_request_fails_and_may_be_tried_again(stack, edge, search):
    stack.copy("catalog").kill()
    place = accepted(search("usb c cable", headers={"Prefer": "respond-async"}))
    content = wait_until(lambda: (got := edge.get(place).json()).get("status") == "FAILED" and got, 40, "it has failed")
    assert content["problem"]["retryable"] is True
