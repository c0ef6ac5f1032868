"""At most so many requests a second of one client, over all copies together."""

import concurrent.futures
import contextlib

import pytest
import redis
from checks import completed, problem
from harness import wait_until

BURST = 8
LIMIT = {"STEWARD_RATE_PER_SECOND": 1, "STEWARD_RATE_BURST": BURST}


@pytest.fixture
def limited(stack, dependencies):
    """Two copies with a limit, and a Redis that knows nobody yet."""
    with contextlib.ExitStack() as stays:
        copies = [stays.enter_context(stack.one_more("orchestrator", LIMIT)) for _ in range(2)]
        redis.Redis.from_url(dependencies.redis.url).flushall()
        yield copies


def ask_often(copies, count=6 * BURST):
    """So many requests, in turn at the copies; those that were let through, and those that were not."""
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: copies[number % len(copies)].get("/api/v1/requests/none"), range(count)))
    assert {answer.status_code for answer in answers} <= {404, 429}
    return [[answer for answer in answers if answer.status_code == status] for status in (404, 429)]


def seconds(answers):
    """How many more may be let through while they were asked: each takes its time."""
    return 3 + int(sum(answer.elapsed.total_seconds() for answer in answers) / 8)


def test_too_many_are_refused_with_the_time_to_wait(limited):
    through, refused = ask_often(limited[:1])
    assert BURST <= len(through) <= BURST + seconds(through + refused)
    for answer in refused:
        assert problem(answer, 429)["retryable"] is True
        assert 1 <= int(answer.headers["retry-after"]) <= BURST


def test_the_limit_is_that_of_all_copies_together(limited):
    through, refused = ask_often(limited)
    assert BURST <= len(through) <= BURST + seconds(through + refused)
    assert {answer.url.port for answer in refused} == {copy.port for copy in limited}


def test_after_the_wait_there_is_room_again(limited):
    _, refused = ask_often(limited)
    assert refused
    wait_until(lambda: limited[0].get("/api/v1/requests/none").status_code == 404, 5)


def test_health_and_metrics_are_never_refused(limited):
    ask_often(limited)
    for path in ("/healthz", "/readyz", "/health", "/metrics"):
        assert {limited[0].get(path).status_code for _ in range(2 * BURST)} == {200}


@pytest.mark.breaks
@pytest.mark.parametrize("way", ["away", "frozen"])
def test_without_redis_each_copy_limits_by_itself(limited, dependencies, way):
    with getattr(dependencies.proxy("redis"), way)():
        for copy in limited:
            through, refused = ask_often([copy])
            assert BURST <= len(through) <= BURST + seconds(through + refused)
            assert refused and max(answer.elapsed.total_seconds() for answer in through + refused) < 3
    wait_until(lambda: limited[0].get("/health").json()["status"] == "ok", 20)


def test_it_is_off_by_default(search):
    for _ in range(100):
        completed(search("tea pot", limit=1))
