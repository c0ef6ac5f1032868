"""At most so many requests a second of one client, over all copies together."""

import concurrent.futures
import contextlib

import pytest
import redis
from checks import completed, problem
from harness import wait_until

BURST = 8
LIMIT = {"STEWARD_RATE_PER_SECOND": 1, "STEWARD_RATE_BURST": BURST}


@contextlib.contextmanager
def two_with(stack, dependencies, settings):
    """Two copies with a limit, and a Redis that knows nobody yet."""
    with contextlib.ExitStack() as stays:
        copies = [stays.enter_context(stack.one_more("orchestrator", settings)) for _ in range(2)]
        redis.Redis.from_url(dependencies.redis.url).flushall()
        yield copies


@pytest.fixture
def limited(stack, dependencies):
    with two_with(stack, dependencies, LIMIT) as copies:
        yield copies


@pytest.fixture
def patient(stack, dependencies):
    """They wait for Redis on a busy machine, too: a copy that does not limits by itself."""
    with two_with(stack, dependencies, {**LIMIT, "STEWARD_REDIS_TIMEOUT_MS": 10000}) as copies:
        yield copies


def ask_often(copies, count=6 * BURST, headers_of=lambda number: {}):
    """So many requests, in turn at the copies; those that were let through, and those that were not."""
    def ask(number):
        return copies[number % len(copies)].get("/api/v1/requests/none", headers=headers_of(number))

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(count)))
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


def test_the_limit_is_that_of_all_copies_together(patient):
    through, refused = ask_often(patient)
    assert BURST <= len(through) <= BURST + seconds(through + refused)
    assert {answer.url.port for answer in refused} == {copy.port for copy in patient}


def test_behind_a_proxy_each_client_is_one_of_its_own(stack):
    """And nobody else is believed who they say they are."""
    open_to_all = {"STEWARD_ANONYMOUS": "always", "STEWARD_ANONYMOUS_RATE_PER_SECOND": 1, "STEWARD_ANONYMOUS_RATE_BURST": BURST}

    def many(number):
        return {"X-Forwarded-For": f"198.51.100.1, 203.0.113.{number}"}

    with stack.one_more("orchestrator", {**open_to_all, "STEWARD_HTTP_PROXIES": "127.0.0.0/8 ::1"}) as copy:
        assert not ask_often([copy], headers_of=many)[1]
        assert ask_often([copy], headers_of=lambda _: many(200))[1]
    with stack.one_more("orchestrator", open_to_all) as copy:
        assert ask_often([copy], headers_of=many)[1]


def test_a_list_of_proxies_that_is_none_is_refused(stack):
    copy = stack.refused("media", {"STEWARD_HTTP_PROXIES": "proxy.example"})
    assert "STEWARD_HTTP_PROXIES" in copy.log() and "proxy.example" in copy.log()


def test_after_the_wait_there_is_room_again(limited):
    _, refused = ask_often(limited)
    assert refused
    wait_until(lambda: limited[0].get("/api/v1/requests/none").status_code == 404, 20)


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


# ---- what a tenant may, whoever asks for it ----


def test_answers_say_how_much_is_left(limited):
    first = limited[0].get("/api/v1/requests/none")
    assert int(first.headers["ratelimit-limit"]) == BURST
    assert int(first.headers["ratelimit-remaining"]) == BURST - 1
    assert 1 <= int(first.headers["ratelimit-reset"]) <= 2
    _, refused = ask_often(limited)
    assert {answer.headers["ratelimit-remaining"] for answer in refused} == {"0"}


def test_a_quota_is_that_of_the_day(stack, dependencies):
    with stack.one_more("orchestrator", {"STEWARD_TENANT_QUOTA_PER_DAY": 5}) as copy:
        redis.Redis.from_url(dependencies.redis.url).flushall()
        left = [int(copy.get("/api/v1/requests/none").headers["ratelimit-remaining"]) for _ in range(5)]
        assert left == [4, 3, 2, 1, 0]
        answer = copy.get("/api/v1/requests/none")
        assert problem(answer, 429)["type"] == "/problems/quota-exceeded"
        assert 1 <= int(answer.headers["retry-after"]) <= 86400
        # What belongs to no tenant uses up nothing of one, and is not refused for its sake.
        assert {copy.get("/problems").status_code, copy.get("/healthz").status_code} == {200}


def test_some_may_more_or_less_than_others(stack, dependencies, tmp_path):
    (tmp_path / "limits").write_text("# who          a second  at once  a day\ntenant default 0 - 3\n")
    settings = {"STEWARD_TENANT_QUOTA_PER_DAY": 100, "STEWARD_LIMITS": tmp_path / "limits"}
    with stack.one_more("orchestrator", settings) as copy:
        redis.Redis.from_url(dependencies.redis.url).flushall()
        assert [copy.get("/api/v1/requests/none").status_code for _ in range(4)] == [404, 404, 404, 429]


def test_a_table_with_a_mistake_stops_the_process(stack, tmp_path):
    (tmp_path / "limits").write_text("tenant acme 1 2 3\nuser bob 1 2 3\n")
    copy = stack.refused("orchestrator", {"STEWARD_LIMITS": tmp_path / "limits"})
    assert copy.exit_code in (1, 2)
    assert "STEWARD_LIMITS" in copy.log() and "line 2" in copy.log()
