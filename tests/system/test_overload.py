"""More than fits: the edge says so at once, and what was accepted is answered all the same."""

import concurrent.futures
import time

import httpx
import pytest
from checks import completed, problem
from harness import wait_until

ROOM = 4
PATIENCE_S = 50  # of a client
AT_ONCE_S = 10  # much less than that


@pytest.fixture
def small(stack):
    """The orchestrator, with room for few."""
    with stack.told({"STEWARD_MAX_IN_FLIGHT": ROOM}, "orchestrator"):
        yield stack.copy("orchestrator")


@pytest.fixture
def idle(small):
    """It takes requests and begins none before idle.go(): however slow the machine is, nobody is answered until then."""
    class Idle:
        @staticmethod
        def go():
            intake(small, "TAKEN")

    intake(small, "PAUSED")
    yield Idle
    Idle.go()


def intake(copy, wanted):
    answer = copy.post("/operations", json={"copy": copy.get("/operations").json()["copy"], "intake": wanted})
    assert answer.status_code == 200, answer.text


def post(copy, **more):
    return copy.post("/api/v1/search", json={"query": "usb c cable", **more}, headers={"Prefer": f"wait={PATIENCE_S}"},
                     timeout=PATIENCE_S + 10)


def waiting(copy):
    return copy.get("/health").json()["waiting_clients"]


@pytest.mark.parametrize("_", range(2))
def test_past_its_room_the_edge_refuses_at_once_and_answers_all_that_it_took(small, idle, _):
    with concurrent.futures.ThreadPoolExecutor(ROOM) as pool:
        taken = [pool.submit(post, small) for _ in range(ROOM)]
        wait_until(lambda: waiting(small) == ROOM, 20, "all that have room wait")
        began = time.monotonic()
        refused = [post(small) for _ in range(3)]
        took = time.monotonic() - began
        idle.go()
        answers = [one.result() for one in taken]
    for answer in refused:
        content = problem(answer, 503)
        assert content["type"].endswith("/overloaded") and content["retryable"] is True
        assert int(answer.headers["retry-after"]) >= 1
    assert took < AT_ONCE_S, "who is refused does not wait for others to be answered"
    for answer in answers:
        assert completed(answer)["products"]
    assert waiting(small) == 0
    assert completed(post(small)).get("degraded", False) is False


def test_what_is_refused_leaves_nothing_behind(small, idle, responses):
    """A refusal is not an acceptance: nothing of it is on steward.responses, also later."""
    with concurrent.futures.ThreadPoolExecutor(ROOM) as pool:
        taken = [pool.submit(post, small) for _ in range(ROOM)]
        wait_until(lambda: waiting(small) == ROOM, 20, "all that have room wait")
        refused = post(small, request_id="refused-1")
        idle.go()
        answers = [completed(one.result()) for one in taken]
    problem(refused, 503)
    for content in answers:
        responses.find(lambda one, content=content: content["request_id"].encode() in one.value)
    problem(small.get("/api/v1/requests/refused-1"), 404)
    assert not [one for one in responses.records if b"refused-1" in one.value]


def test_clients_that_leave_make_room(small, idle):
    with httpx.Client(base_url=small.url, timeout=0.3) as leaving:
        for _ in range(ROOM):
            with pytest.raises(httpx.ReadTimeout):
                leaving.post("/api/v1/search", json={"query": "tea pot"})
    wait_until(lambda: waiting(small) == 0, 20, "nobody waits any more")
    idle.go()
    completed(post(small))
