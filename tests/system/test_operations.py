"""Pausing, resuming, draining and the log level of running copies, by the tool and over HTTP."""

import json

import pytest
from checks import everything_is_read, heard, lags
from harness import wait_until


def of(cli, *words, **more):
    return json.loads(cli(*words, "--json", **more).stdout)["copies"]


def ask(edge):
    return edge.post("/api/v1/search", json={"query": "lamp"}, headers={"Prefer": "respond-async"}).json()["request_id"]


def status(edge, request_id):
    return edge.get(f"/api/v1/requests/{request_id}").json().get("status", "INITIAL")


@pytest.fixture(autouse=True)
def nobody_else(stack):
    heard(stack)


@pytest.fixture
def nothing_waits(cli, search):
    everything_is_read(cli, search)


@pytest.mark.parametrize(("service", "stays", "gives"), [("catalog", "SEARCHING", "SearchResult"),
                                                         ("response-composer", "RANKING", "RankResult")])
def test_a_paused_service_takes_nothing_and_loses_nothing(cli, stack, edge, nothing_waits, service, stays, gives):
    """The request itself is given up after some seconds."""
    copy = stack.copy(service)
    assert [one["intake"] for one in of(cli, "pause", service)] == ["PAUSED"]
    try:
        assert copy.is_ready(), "paused is not unwell"
        assert copy.get("/health").json()["intake"] == "paused"
        assert "steward_intake_paused 1" in copy.get("/metrics").text
        request = ask(edge)
        wait_until(lambda: status(edge, request) == stays, 10)
        wait_until(lambda: lags(cli)["total"] == 1, 20, "its command waits")
        assert gives not in [hop["type"] for hop in json.loads(cli("trace", request, "--json").stdout)["hops"]]
    finally:
        assert [one["intake"] for one in of(cli, "resume", service)] == ["TAKEN"]
    wait_until(lambda: status(edge, request) in ("COMPLETED", "FAILED"), 30)
    assert "steward_intake_paused 0" in copy.get("/metrics").text


def test_a_paused_orchestrator_finishes_what_it_has_begun(cli, stack, edge, nothing_waits):
    composer = stack.copy("response-composer")
    composer.pause()
    try:
        begun = ask(edge)
        wait_until(lambda: status(edge, begun) == "RANKING", 10)
        cli("pause", "orchestrator")
    finally:
        composer.resume()
    try:
        wait_until(lambda: status(edge, begun) == "COMPLETED", 20)
        later = ask(edge)
        wait_until(lambda: lags(cli)["total"] == 1, 20)
    finally:
        cli("resume", "orchestrator")
    wait_until(lambda: status(edge, later) == "COMPLETED", 30)


def test_the_pause_outlives_a_rebalance(cli, stack, edge, nothing_waits):
    cli("pause", "catalog")
    try:
        with stack.one_more("catalog") as second:
            heard(stack)
            cli("pause", "catalog", "--url", second.url)
            request = ask(edge)
            wait_until(lambda: status(edge, request) == "SEARCHING", 10)
        wait_until(lambda: lags(cli)["total"] == 1, 20)  # its partitions have come back
    finally:
        cli("resume", "catalog", "--url", stack.url("catalog"))
    wait_until(lambda: status(edge, request) in ("COMPLETED", "FAILED"), 30)


def test_partitions_that_were_lost_while_paused_are_read_when_they_come_back(cli, stack, search, nothing_waits):
    first = stack.url("catalog")
    cli("pause", "catalog")
    try:
        with stack.one_more("catalog"):
            heard(stack)
            cli("resume", "catalog", "--url", first)
    finally:
        cli("resume", "catalog", "--url", first)
    for _ in range(12):  # of as many sessions: every partition has some
        assert search("lamp").json()["status"] == "COMPLETED"
    everything_is_read(cli, search)


def test_a_copy_that_has_just_ended_keeps_no_other_from_being_changed(cli, stack):
    with stack.one_more("media"):
        heard(stack)
    done = cli("loglevel", "media", "info", "--json", code=4)  # monitoring still lists the one that has ended
    assert "did not answer" in done.stderr
    assert [one["copy"] for one in json.loads(done.stdout)["copies"]] == [stack.copy("media").get("/operations").json()["copy"]]


def test_the_log_level_is_set_at_run_time(cli, stack):
    media = stack.copy("media")
    assert [one["log_level"] for one in of(cli, "loglevel", "media")] == ["info"]
    try:
        assert [one["log_level"] for one in of(cli, "loglevel", "media", "debug")] == ["debug"]
        assert media.get("/health").json()["log_level"] == "debug"
    finally:
        cli("loglevel", "media", "info")
    assert "an operator changes this copy" in media.log()
    assert "debug, info, warn or error" in cli("loglevel", "media", "loud", code=2).stderr


@pytest.mark.breaks
def test_a_drained_copy_ends_well(cli, stack):
    media = stack.copy("media")
    assert [one["draining"] for one in of(cli, "drain", "media")] == [True]
    assert media.wait_ended(10) == 0


def test_only_the_copy_that_is_named(stack):
    media = stack.copy("media")
    answer = media.post("/operations", json={"copy": "another:1:2", "drain": True})
    assert answer.status_code == 409 and answer.json()["type"].endswith("other-copy")
    assert media.get("/operations").json()["copy"] in answer.json()["detail"]
    assert media.post("/operations", json={"drain": True}).status_code == 409
    assert media.is_ready()


@pytest.fixture
def key(stack):
    """The header of a new key: key("viewer")."""
    return lambda role, tenant="default": {"Authorization": f"Bearer {stack.make_key(role, tenant)['secret']}"}


def test_what_was_changed_is_in_the_audit_log(cli, stack, key):
    cli("loglevel", "catalog", "warn")
    cli("loglevel", "catalog", "info")
    page = stack.copy("catalog").client.get("/audit", params={"limit": 1}, headers=key("auditor")).json()
    record = json.loads(page["entries"][0]["record"])
    assert record["action"] == "copy.change" and record["detail"]["level"] == "info"
    assert record["target"] == stack.copy("catalog").get("/operations").json()["copy"]


def test_who_may(cli, stack, key):
    copy = stack.copy("orchestrator")
    change = {"copy": copy.get("/operations").json()["copy"], "log_level": "info"}
    for headers, read, write in [(key("viewer"), 403, 403), (key("auditor"), 200, 403), (key("operator"), 200, 200)]:
        assert copy.get("/operations", headers=headers).status_code == read
        assert copy.post("/operations", json=change, headers=headers).status_code == write
    others = copy.post("/operations", json=change, headers=key("admin", "another-shop"))
    assert others.status_code == 403 and others.json()["type"].endswith("tenant-not-yours")
    assert "no service" in cli("pause", "toaster", code=2).stderr
