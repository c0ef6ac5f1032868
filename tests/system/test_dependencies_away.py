"""Kafka, Postgres or Redis out of reach: it is said, answers are fast, and everything comes back without a restart."""

import contextlib
import time

import httpx
import pytest
from checks import accepted, completed, problem
from harness import wait_until

pytestmark = [pytest.mark.breaks, pytest.mark.slow]


def is_missed(orchestrator):
    """Asks for something meanwhile: what is not used is not missed. Whether that is answered is of no interest here."""
    with contextlib.suppress(httpx.TimeoutException):
        orchestrator.client.post("/api/v1/search", json={"query": "tea pot"}, headers={"Prefer": "wait=0"}, timeout=0.5)
    return orchestrator.get("/readyz").status_code == 503


@pytest.mark.parametrize("way", ["away", "frozen"])
@pytest.mark.parametrize("name", ["kafka", "postgres"])
def test_ready_says_what_is_away_and_comes_back(stack, dependencies, search, comes_back, name, way):
    orchestrator = stack.copy("orchestrator")
    with getattr(dependencies.proxy(name), way)():
        wait_until(lambda: is_missed(orchestrator), 60, f"{name} is missed")
        assert name in orchestrator.get("/readyz").text.lower()
        health = orchestrator.get("/health").json()
        assert not next(one for one in health["dependencies"] if one["name"] == name)["available"]
        assert orchestrator.get("/healthz").status_code == 200
        began = time.monotonic()
        answer = search("tea pot", headers={"Prefer": "wait=20"})
        assert time.monotonic() - began < 5, "an answer while something is away must be fast"
        content = problem(answer, 503)
        assert name in str(content).lower() and answer.headers["retry-after"]
    comes_back()


@pytest.mark.parametrize("prefer", ["respond-async", "wait=0", "wait=2"])
def test_what_kafka_has_not_taken_is_not_said_to_be_accepted(dependencies, edge, comes_back, prefer):
    """Asked at once, while nobody has noticed yet that Kafka is silent."""
    with dependencies.proxy("kafka").frozen():
        answer = edge.post("/api/v1/search", json={"query": "tea pot"}, headers={"Prefer": prefer}, timeout=10)
        assert "kafka" in str(problem(answer, 503)).lower()
    comes_back()


def test_without_redis_searches_go_on(dependencies, search, comes_back):
    with dependencies.proxy("redis").away():
        for _ in range(5):
            completed(search("tea pot"))
    comes_back()


def test_what_was_accepted_before_an_outage_is_answered_after_it(stack, dependencies, search, edge, comes_back):
    places = [accepted(search("tea pot", headers={"Prefer": "respond-async"})) for _ in range(20)]
    with dependencies.proxy("postgres").away():
        wait_until(lambda: stack.copy("orchestrator").get("/readyz").status_code == 503, 20)
    comes_back()
    for place in places:
        wait_until(lambda place=place: edge.get(place).json().get("status") in ("COMPLETED", "FAILED"), 30)
