"""The WebSocket of the edge, with an independent client: what is told, and coming back."""

import contextlib

import pytest
from harness import Reader
from live_client import Live, ids, is_answer, problem_of, types


def test_a_search_is_told_step_by_step(live):
    assert live.socket.subprotocol == "steward.v1"
    events = live.search("usb c cable")
    request, session = events[0]["request_id"], events[0]["session_id"]
    assert types(events) == ["request.accepted", "request.progress", "request.progress", "request.completed"]
    assert [event["state"] for event in events] == ["INITIAL", "SEARCHING", "RANKING", "COMPLETED"]
    assert ids(events) == [f"{request}.{number}" for number in range(4)]
    assert {event["request_id"] for event in events} == {request} and {event["session_id"] for event in events} == {session}
    times = [event["at"] for event in events]
    assert times == sorted(times)
    response = events[-1]["response"]
    assert response["status"] == "COMPLETED" and response["products"] and response["request_id"] == request
    assert [step["at"] for step in response["timeline"]] == times
    assert all("response" not in event for event in events[:-1])


def test_the_requests_of_a_session_follow_each_other(live, session_id):
    first = live.search("usb c cable", session_id=session_id, request_id=f"{session_id}-1")
    second = live.search("tea pot", session_id=session_id, request_id=f"{session_id}-2")
    assert ids(first + second) == [f"{session_id}-{request}.{step}" for request in (1, 2) for step in range(4)]


def test_two_tabs_both_get_everything(live, port, session_id):
    with Live(port) as other:
        other.follow(session_id)
        mine = live.search(session_id=session_id)
        theirs = other.until(lambda event: event["type"] == "request.completed")
        assert theirs == mine
        theirs = other.search("tea pot", session_id=session_id)
        assert live.until(lambda event: event["type"] == "request.completed") == theirs


def test_a_plain_search_costs_no_message_more(dependencies, search, live, session_id):
    with Reader(dependencies.brokers, "steward.progress") as reader:
        for number in range(5):
            assert search("usb c cable", session_id=f"{session_id}-{number}").status_code == 200
        watched = live.search("usb c cable")[0]["request_id"]
        reader.find(lambda record: told_id(record) == f"{watched}.2")
        assert {told_id(record).rpartition(".")[0] for record in reader.records} == {watched}


def told_id(record):
    return record.headers["ce_id"].decode()


def test_what_was_asked_by_others_is_told_too(live, search, session_id):
    live.follow(session_id)
    request = search("usb c cable", session_id=session_id).json()["request_id"]
    events = live.until(is_answer)
    assert ids(events) == [f"{request}.{number}" for number in range(4)]


def test_a_request_that_is_sent_again_is_answered_again(live, port, session_id):
    first = live.search("usb c cable", request_id=f"{session_id}-1", session_id=session_id)
    assert live.search("usb c cable", request_id=f"{session_id}-1", session_id=session_id) == first[-1:]
    with Live(port) as other:
        assert other.search("usb c cable", request_id=f"{session_id}-1", session_id=session_id) == first
        other.send({"search": {"query": "tea pot"}, "request_id": f"{session_id}-1", "session_id": session_id})
        assert problem_of(other.next()) == ("key-used", 422)


# ---- coming back ----


@pytest.mark.parametrize("seen", range(8))
def test_who_comes_back_is_sent_what_was_missed(live, port, session_id, seen):
    told = live.search("usb c cable", session_id=session_id) + live.search("tea pot", session_id=session_id)
    with Live(port) as other:
        events = other.follow(session_id, after=told[seen]["id"])
        assert events[:-1] == told[seen + 1:]
        assert other.search("desk", session_id=session_id)[0]["id"].endswith(".0")


def test_an_id_that_is_not_known_is_said_and_the_present_told(live, port, session_id):
    told = live.search("usb c cable", session_id=session_id) + live.search("tea pot", session_id=session_id)
    foreign = live.search("desk")[-1]["id"]
    for after in ("nonsense", foreign, told[-1]["request_id"] + ".99"):
        with Live(port) as other:
            events = other.follow(session_id, after=after)
            assert problem_of(events[0]) == ("unknown-event", 404)
            assert events[1:-1] == told[4:]


@pytest.mark.breaks
def test_the_copy_is_killed_and_the_client_goes_on_at_another(stack, session_id):
    composer = stack.copy("response-composer")
    with stack.one_more("orchestrator") as doomed, contextlib.ExitStack() as clients:
        first = clients.enter_context(Live(doomed.port))
        told = first.search("usb c cable", session_id=session_id)
        composer.pause()
        first.send({"search": {"query": "tea pot"}, "session_id": session_id, "request_id": f"{session_id}-2"})
        told += first.until(lambda event: event["state"] == "RANKING")
        doomed.kill()
        composer.resume()
        second = clients.enter_context(Live(stack.copy("orchestrator").port))
        second.send({"session_id": session_id, "follow": {"after": told[-1]["id"]}})
        told += [event for event in second.until(is_answer, seconds=40) if event["type"] != "session.followed"]
        unranked = [event for event in told if event["type"] == "request.partial"]
        assert ids(event for event in told if event not in unranked) == sorted(set(ids(told)), key=ids(told).index)
        assert told[-1]["response"]["status"] == "COMPLETED" and told[-1]["request_id"] == f"{session_id}-2"


@pytest.mark.breaks
def test_nothing_is_lost_or_doubled_while_coming_back(stack, port, session_id):
    """One client asks without pause, another one comes and goes."""
    with Live(port) as asking, contextlib.ExitStack() as clients:
        told, seen, last = [], [], ""
        for number in range(12):
            coming = clients.enter_context(Live(port))
            asking.send({"search": {"query": "usb c cable", "limit": 1}, "session_id": session_id})
            if number:
                coming.send({"session_id": session_id, "follow": {"after": last}})
            else:
                coming.send({"session_id": session_id, "follow": {}})
            told += asking.until(is_answer)
            seen += [event for event in coming.until(lambda event: event["id"] == told[-1]["id"] if "id" in event else False)
                     if event["type"] != "session.followed"]
            last = seen[-1]["id"]
            coming.close()
        assert ids(seen) == ids(told)


# ---- slow ranking ----


@pytest.mark.breaks
def test_products_are_shown_before_they_are_ranked_if_that_takes_long(stack, live):
    composer = stack.copy("response-composer")
    composer.pause()
    live.send({"search": {"query": "usb c cable", "limit": 3}})
    events = live.until(lambda event: event["type"] == "request.partial")
    composer.resume()
    events += live.until(is_answer)
    assert types(events) == ["request.accepted", "request.progress", "request.progress", "request.partial", "request.completed"]
    partial, completed = events[3]["response"], events[4]["response"]
    assert events[3]["id"] == events[2]["id"] and partial["status"] == "RANKING"
    assert {product["product_id"] for product in partial["products"]} == {product["product_id"] for product in completed["products"]}


# ---- conversations ----


def test_a_chat_is_told_step_by_step_and_goes_on(live, session_id):
    live.send({"chat": {"message": "show me usb c cables", "limit": 3}, "session_id": session_id})
    events = live.until(is_answer)
    assert [event["state"] for event in events][:2] == ["INITIAL", "REQUIREMENT_BUILDING"]
    assert events[-1]["response"]["status"] in ("COMPLETED", "CLARIFICATION") and events[-1]["response"]["message"]
    asked = events[-1] if events[-1]["response"]["status"] == "CLARIFICATION" else None
    live.send({"clarify": {"message": "any is fine"}, "session_id": session_id, "request_id": f"{session_id}-2"})
    afterwards = live.until(lambda event: is_answer(event) and event["request_id"] == f"{session_id}-2")
    assert afterwards[-1]["response"]["message"]
    ended = [event for event in afterwards if event["request_id"] == events[0]["request_id"]]
    assert types(ended) == (["request.completed"] if asked else [])
    assert all(event["response"]["status"] == "COMPLETED" for event in ended)


def test_a_session_that_is_erased_is_told(live, edge, session_id):
    live.search(session_id=session_id)
    assert edge.delete(f"/api/v1/sessions/{session_id}").status_code in (200, 204)
    assert live.until(is_answer)[-1]["session_id"] == session_id
    assert live.search(session_id=session_id)[0]["state"] == "INITIAL"
