"""Server-sent events: what becomes of one request."""

import json

import pytest
from live_client import ids, types


def later(edge, **body):
    """A search that is not waited for; its id."""
    answer = edge.post("/api/v1/search", json={"query": "usb c cable", "limit": 3, **body}, headers={"Prefer": "respond-async"})
    assert answer.status_code == 202, answer.text
    return answer.json()["request_id"]


def stream(edge, request, last=None, **options):
    """The server-sent events of a request, read to their end, and the answer that they came in."""
    with edge.stream("GET", f"/api/v1/requests/{request}/events", headers={"Last-Event-ID": last} if last else {}, **options) as answer:
        text = "".join(answer.iter_text())
    return answer, read_events(text) if answer.status_code == 200 else []


def read_events(text):
    """Of the text of a stream: a dictionary for each event; comments are left out."""
    assert not text or text.endswith("\n\n"), text[-80:]
    blocks = [[line.partition(": ") for line in block.split("\n") if line[:1] != ":"] for block in text.split("\n\n") if block]
    return [{field: value for field, _, value in block} for block in blocks if any(line[0] == "event" for line in block)]


def test_server_sent_events_tell_a_request_to_its_end(edge):
    request = later(edge)
    answer, events = stream(edge, request)
    assert answer.status_code == 200 and answer.headers["content-type"] == "text/event-stream"
    assert [event["event"] for event in events] == ["request.accepted", "request.progress", "request.progress", "request.completed"]
    assert ids(events) == [f"{request}.{number}" for number in range(4)]
    datas = [json.loads(event["data"]) for event in events]
    assert [data["id"] for data in datas] == ids(events) and types(datas) == [event["event"] for event in events]
    assert datas[-1]["response"]["products"]


@pytest.mark.parametrize("seen", range(4))
def test_server_sent_events_go_on_after_the_last_id(edge, seen):
    request = later(edge)
    stream(edge, request)
    answer, events = stream(edge, request, last=f"{request}.{seen}")
    assert answer.status_code == (204 if seen == 3 else 200)  # 204 tells an EventSource to stop
    assert ids(events) == [f"{request}.{number}" for number in range(seen + 1, 4)]


def test_an_unknown_last_id_is_said_and_all_of_it_told(edge):
    request = later(edge)
    stream(edge, request)
    for last in ("nonsense", f"{request}.99", "other-request.1"):
        _, events = stream(edge, request, last=last)
        assert [event["event"] for event in events][0] == "error"
        assert json.loads(events[0]["data"])["problem"]["type"] == "/problems/unknown-event"
        assert ids(events[1:]) == [f"{request}.{number}" for number in range(4)]


def test_a_plain_search_has_events_as_well(edge, search):
    request = search("usb c cable").json()["request_id"]
    _, events = stream(edge, request)
    assert ids(events) == [f"{request}.{number}" for number in range(4)]


def test_events_of_no_request_and_of_somebody_elses(edge):
    assert edge.get("/api/v1/requests/none-such/events").status_code == 404
    request = later(edge, user_id="anna")
    stream(edge, request)
    answer, _ = stream(edge, request, params={"user_id": "bert"})
    assert answer.status_code == 403


def test_head_of_the_events_is_only_a_head(edge):
    request = later(edge)
    answer = edge.head(f"/api/v1/requests/{request}/events")
    assert answer.status_code == 200 and answer.headers["content-type"] == "text/event-stream" and not answer.content
