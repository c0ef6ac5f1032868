"""More than fits: the edge says so at once, and what was accepted is answered all the same."""

import concurrent.futures
import time

import httpx
import pytest
from checks import completed, problem
from harness import wait_until

ROOM = 4


@pytest.fixture
def small(stack):
    """The orchestrator, with room for few."""
    with stack.told({"STEWARD_MAX_IN_FLIGHT": ROOM}, "orchestrator"):
        yield stack.copy("orchestrator")


@pytest.fixture
def composer(stack):
    copy = stack.copy("response-composer")
    yield copy
    copy.resume()


def post(copy, **headers):
    return httpx.post(f"{copy.url}/api/v1/search", json={"query": "usb c cable"}, headers={"Prefer": "wait=30", **headers},
                      timeout=40, trust_env=False)


def waiting(copy):
    return copy.get("/health").json()["waiting_clients"]


@pytest.mark.parametrize("_", range(2))
def test_past_its_room_the_edge_refuses_at_once_and_answers_all_that_it_took(small, composer, _):
    composer.pause()
    with concurrent.futures.ThreadPoolExecutor(ROOM) as pool:
        taken = [pool.submit(post, small) for _ in range(ROOM)]
        wait_until(lambda: waiting(small) == ROOM, 2.5, "all that have room wait", every=0.005)
        began = time.monotonic()
        refused = [post(small) for _ in range(3)]
        took = time.monotonic() - began
        composer.resume()
        answers = [one.result() for one in taken]
    for answer in refused:
        content = problem(answer, 503)
        assert content["type"].endswith("/overloaded") and content["retryable"] is True
        assert int(answer.headers["retry-after"]) >= 1
    assert took < 2, "refusing must not take as long as answering"
    for answer in answers:
        assert completed(answer)["products"]
    assert waiting(small) == 0
    assert completed(post(small)).get("degraded", False) is False


def test_what_is_refused_leaves_nothing_behind(small, composer, responses):
    """A refusal is not an acceptance: nothing of it is on steward.responses, also later."""
    composer.pause()
    with concurrent.futures.ThreadPoolExecutor(ROOM) as pool:
        taken = [pool.submit(post, small) for _ in range(ROOM)]
        wait_until(lambda: waiting(small) == ROOM, 2.5, "all that have room wait", every=0.005)
        refused = httpx.post(f"{small.url}/api/v1/search", json={"query": "tea pot", "request_id": "refused-1"}, trust_env=False)
        composer.resume()
        answers = [completed(one.result()) for one in taken]
    problem(refused, 503)
    for content in answers:
        responses.find(lambda one, content=content: content["request_id"].encode() in one.value)
    problem(small.get("/api/v1/requests/refused-1"), 404)
    assert not [one for one in responses.records if b"refused-1" in one.value]


def test_clients_that_leave_make_room(small, composer):
    composer.pause()
    with httpx.Client(base_url=small.url, timeout=0.3) as leaving:
        for _ in range(ROOM):
            with pytest.raises(httpx.ReadTimeout):
                leaving.post("/api/v1/search", json={"query": "tea pot"})
    wait_until(lambda: waiting(small) == 0, 2.5, "nobody waits any more")
    composer.resume()
    completed(post(small))
