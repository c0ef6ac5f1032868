"""Marketplaces that answer after the answer: whoever follows the request is told."""

import contextlib
import json
import uuid

import pytest
from harness import wait_until
from harness.marketplaces import Csv
from live_client import Live, is_answer, types
from offers import offer, word
from test_live_events import later, read_events

SLOW_MS = 300


@pytest.fixture(scope="module")
def prompt(stack, tmp_path_factory):
    """The one that answers; the other one is `prompt.slow`."""
    folder = tmp_path_factory.mktemp("late")
    with contextlib.closing(Csv()) as running, contextlib.closing(Csv()) as slow:
        running.slow = slow
        sources = [{"name": name, "kind": "feed", "url": f"{shop.url}/{{query}}.csv", "currency": "USD", "mapping": "csv", "deadline_ms": deadline_ms}
                   for name, shop, deadline_ms in (("prompt", running, 3000), ("slow", slow, SLOW_MS))]
        (folder / "sources.json").write_text(json.dumps({"sources": sources}))
        with stack.told({"STEWARD_CATALOG_SOURCES": folder / "sources.json"}, "catalog"):
            yield running


@pytest.fixture
def slow(prompt):
    prompt.slow.fault = "slow"
    prompt.slow.let_go.clear()
    yield prompt.slow
    prompt.slow.behave()


def sources(response):
    return {one["name"]: one["status"] for one in response["sources"]}


def is_late(event):
    return event["type"] == "request.partial" and is_answered(event["response"])


def is_answered(response):
    return response["status"] in ("COMPLETED", "CLARIFICATION")


def test_late_offers_are_told_and_kept(prompt, slow, live, edge):
    name = word()
    prompt.offers, slow.offers = [offer(1, f"{name} lamp", "30.00")], [offer(2, f"{name} lamp of glass", "20.00")]
    events = live.search(f"{name} lamp")
    answer = events[-1]["response"]
    assert sources(answer) == {"prompt": "OK", "slow": "LATE"} and "late_until" in answer
    assert [one["product_id"] for one in answer["products"]] == ["prompt:1"]
    slow.let_go.set()
    late = live.until(is_late)[-1]
    assert (late["id"], late["request_id"], late["state"]) == (events[-1]["id"], events[-1]["request_id"], "COMPLETED")
    assert sources(late["response"])["slow"] in ("OK", "CACHED") and "late_until" not in late["response"]
    assert {one["product_id"] for one in late["response"]["products"]} == {"prompt:1", "slow:2"}
    assert late["response"]["timeline"] == answer["timeline"] and late["response"]["total"] == 2
    assert edge.get(f"/api/v1/requests/{late['request_id']}").json() == late["response"]
    assert len(slow.requests) == 1


def test_a_stream_stays_until_they_are_told(prompt, slow, edge):
    name = word()
    slow.offers = [offer(1, f"{name} rug", "30.00")]
    request, text = later(edge, query=f"{name} rug"), ""
    with edge.stream("GET", f"/api/v1/requests/{request}/events") as answer:
        for part in answer.iter_text():
            text += part
            if "event: request.completed" in text:
                slow.let_go.set()
    last = read_events(text)[-1]
    assert last["event"] == "request.partial" and last["id"] == f"{request}.3"
    assert [one["product_id"] for one in json.loads(last["data"])["response"]["products"]] == ["slow:1"]


def test_in_a_conversation_the_product_has_its_late_offer(prompt, slow, live):
    slow.offers = [offer(3, "Espresso Machine", "200.00", brand="Brasa")]
    live.send({"chat": {"message": "brasa espresso machine"}, "session_id": f"late-{uuid.uuid4()}"})
    answer = live.until(is_answer)[-1]["response"]
    slow.let_go.set()
    late = live.until(is_late)[-1]["response"]
    ours = next(one for one in late["products"] if one["product_id"] == "T-031")
    assert [one["source"] for one in ours["offers"]] == ["slow"] and ours["best_price"]["amount_minor"] == 20000
    assert [one["product_id"] for one in late["products"]] == [one["product_id"] for one in answer["products"]]
    assert late["message"] == answer["message"] and late["status"] == answer["status"]


def test_the_next_request_is_not_held_up(prompt, slow, live):
    name, session = word(), f"late-{uuid.uuid4()}"
    slow.offers = [offer(1, f"{name} desk", "30.00")]
    assert sources(live.search(f"{name} desk", session_id=session)[-1]["response"])["slow"] == "LATE"
    events = live.search("usb c cable", session_id=session)
    slow.let_go.set()
    assert types(events) == ["request.accepted", "request.progress", "request.progress", "request.completed"]


@pytest.fixture
def left(slow, live):
    """Who asked, was told that a marketplace is late, and has gone: the name of what was asked for, the session, the last event."""
    name, session = word(), f"late-{uuid.uuid4()}"
    slow.offers = [offer(1, f"{name} desk", "30.00")]
    answer = live.search(f"{name} desk", session_id=session)[-1]
    assert "late_until" in answer["response"]
    live.close()
    return session, answer


def test_who_was_away_when_they_came_reads_them_with_the_request(slow, left, port, edge):
    session, answer = left
    slow.let_go.set()
    known = wait_until(lambda: (one := edge.get(f"/api/v1/requests/{answer['request_id']}").json()) and "late_until" not in one and one,
                       15, "what came late is kept")
    assert [one["product_id"] for one in known["products"]] == ["slow:1"]
    with Live(port) as back:
        assert types(back.follow(session, after=answer["id"])) == ["session.followed"]  # no step has come since
    with Live(port) as anew:
        told = anew.follow(session)
    assert types(told)[-2:] == ["request.completed", "session.followed"] and told[-2]["response"] == known


def test_who_comes_back_before_they_come_is_told(slow, left, port):
    session, answer = left
    with Live(port) as back:
        back.follow(session, after=answer["id"])
        slow.let_go.set()
        late = back.until(is_late)[-1]
    assert late["id"] == answer["id"] and [one["product_id"] for one in late["response"]["products"]] == ["slow:1"]


def test_where_nobody_follows_it_is_asked_once(prompt, slow, search):
    name = word()
    slow.offers = [offer(1, f"{name} desk", "30.00")]
    answer = search(f"{name} desk").json()
    assert sources(answer)["slow"] == "LATE" and "late_until" not in answer
