"""Photos and voice notes in the request itself, as base64: kept first, so that only their ids go on; over HTTP and over a WebSocket."""

import base64
import json
import time
import uuid

import httpx
import pytest
from checks import accepted, completed, ids, problem, warm
from harness import wait_until
from live_client import Live, is_answer, problem_of
from plain import thing

RED, BLUE = thing("#b01010"), thing("#1030c0")
BODY_MAX = 8 << 20
NEITHER = base64.b64encode(b"neither picture nor sound").decode()


def given(content, **more):
    return {"data": base64.b64encode(content).decode(), **more}


def unlike_any(content):
    """The same picture, in other pixels' bytes: nothing like it is kept yet."""
    colour = f"#b0{uuid.uuid4().bytes[0] % 16:02x}{uuid.uuid4().bytes[0] % 16:02x}"
    return thing(colour) if content is RED else thing("#10" + colour[3:5] + "c0")


def bearer(key):
    return {"Authorization": f"Bearer {key['secret']}"}


@pytest.fixture(autouse=True)
def warmed(stack):
    warm(stack.copy("media"))


def test_a_photo_in_a_search(edge, search):
    content = completed(search({"query": "headphones", "media": [given(RED)]}))
    assert ids(content)[0] == "T-004" and content["requirements"]["colours"] == ["red"]
    media_id = content["media"][0]["media_id"]
    assert edge.get(f"/api/v1/media/{media_id}").json()["kind"] == "picture"
    assert media_id == edge.post("/api/v1/media", content=RED).json()["media_id"]


def test_in_any_mix_and_in_their_order(edge, search):
    kept = edge.post("/api/v1/media", content=BLUE).json()["media_id"]
    content = completed(search({"media": [given(RED), {"media_id": kept}, {"url": "https://127.0.0.1/a.png"}, given(RED, kind="picture")]}))
    media = content["media"]
    assert [one.get("media_id") for one in media] == [media[3]["media_id"], kept, None, media[0]["media_id"]]
    assert media[2]["problem"]["status"] == 422 and "You showed red; picture 2 is blue" in content["message"]


def test_a_photo_in_a_chat_and_in_an_answer(edge, session_id):
    content = completed(edge.post("/api/v1/chat", json={"message": "headphones like this one", "session_id": session_id, "media": [given(RED)]}))
    assert ids(content)[0] == "T-004"
    content = completed(edge.post(f"/api/v1/sessions/{session_id}/clarify", json={"media": [given(BLUE)]}))
    assert content["media"][0]["seen"]


def test_both_alphabets_of_base64(search):
    text = base64.urlsafe_b64encode(RED).decode().rstrip("=")
    assert completed(search({"media": [{"data": text}]}))["media"][0]["media_id"] == completed(search({"media": [given(RED)]}))["media"][0]["media_id"]


def test_the_same_request_again_is_the_same(edge, search):
    name, asked = f"given-{uuid.uuid4()}", {"query": "headphones", "media": [given(RED)]}
    first = completed(search({"request_id": name, **asked}))
    assert completed(search({"request_id": name, **asked})) == first
    assert problem(search({"request_id": name, **asked, "media": [given(BLUE)]}), 422)["type"] == "/problems/key-used"
    headers = {"Idempotency-Key": name}
    assert completed(search(asked, headers=headers))["request_id"] == completed(search(asked, headers=headers))["request_id"]


def test_nothing_of_it_is_in_the_session(edge, search, session_id):
    completed(search({"query": "headphones", "session_id": session_id, "media": [given(RED)]}))
    stored = edge.get(f"/api/v1/sessions/{session_id}").text
    assert given(RED)["data"][:64] not in stored and '"data"' not in stored


@pytest.mark.parametrize(("media", "status", "field", "kind"), [
    ([{"data": "*"}], 400, "media[0].data", "invalid-body"), ([given(RED), {"data": "a"}], 400, "media[1].data", "invalid-body"),
    ([{"data": 7}], 400, "media[0].data", "invalid-body"), ([{"data": ""}], 422, "media[0]", "invalid-request"),
    ([given(RED, url="https://shop.example/a.png")], 422, "media[0]", "invalid-request"),
    ([given(RED, media_id="0" * 32)], 422, "media[0]", "invalid-request"), ([given(RED, kind="film")], 422, "media[0].kind", "invalid-request"),
    ([given(RED)] * 5, 422, "media", "invalid-request"), ([given(RED), {"data": NEITHER}], 415, "media[1].data", "unknown-media"),
    ([given(b"\xff\xd8\xff\xdb\0\4xxno segment")], 422, "media[0].data", "unreadable-media")])
def test_what_is_none(edge, search, media, status, field, kind):
    for answer in (search({"query": "headphones", "media": media}), edge.post("/api/v1/chat", json={"message": "headphones", "media": media})):
        assert problem(answer, status, field)["type"] == f"/problems/{kind}"


def test_another_kind_than_was_said(search):
    assert "it is of kind picture, and was sent as voice" in problem(search({"media": [given(RED, kind="voice")]}), 422, "media")["detail"]


def test_large_media_are_sent_by_themselves(edge, search):
    large = thing("#b01010") + bytes((6 << 20) - 4096)  # what stands behind a picture's end is not kept
    content = completed(search({"query": "headphones", "media": [given(large)]}, headers={"Prefer": "wait=30"}))
    assert ids(content)[0] == "T-004" and int(edge.get(f"/api/v1/media/{content['media'][0]['media_id']}").json()["bytes"]) == len(RED)
    for path in ("search", "chat", "sessions/any/clarify"):
        said = problem(edge.post(f"/api/v1/{path}", content=b" " * (BODY_MAX + 1), headers={"Content-Type": "application/json"}), 413)
        assert said["type"] == "/problems/body-too-large" and "/api/v1/media" in said["detail"] and said["max"] == BODY_MAX


def test_whose_it_is(stack, edge, search):
    keys = {name: bearer(stack.make_key("viewer", tenant=name)) for name in ("acme", "globex")}
    mine = unlike_any(RED)
    answers = {name: search({"media": [given(mine)]}, headers=headers).json() for name, headers in keys.items()}
    of_each = {name: edge.post("/api/v1/media", content=mine, headers=headers).json()["media_id"] for name, headers in keys.items()}
    assert of_each["acme"] != of_each["globex"] and answers["acme"]["status"] in (422, "COMPLETED")
    for name, other in (("acme", "globex"), ("globex", "acme")):
        assert edge.get(f"/api/v1/media/{of_each[name]}", headers=keys[name]).status_code == 200
        problem(edge.get(f"/api/v1/media/{of_each[name]}", headers=keys[other]), 404)


def test_it_takes_the_scope_media_too(stack, port, edge):
    admin = bearer(stack.make_key("admin"))
    key = {"Authorization": f"Bearer {edge.post('/api/v1/keys', json={'name': 'of a test', 'role': 'viewer', 'scopes': ['search', 'chat']}, headers=admin).json()['secret']}"}
    asked = {"query": "headphones", "media": [given(unlike_any(BLUE))]}
    said = problem(edge.post("/api/v1/search", json=asked, headers=key), 403, "media")
    assert said["type"] == "/problems/missing-scope" and "media" in said["detail"]
    assert ids(completed(edge.post("/api/v1/search", json={"query": "tea pot"}, headers=key))) == ["T-034"]
    with Live(port, additional_headers=key) as live:
        live.send({"search": asked, "request_id": "mine"})
        assert problem_of(live.next()) == ("missing-scope", 403) and live.events[-1]["request_id"] == "mine"


# ---- over a WebSocket ----


def test_over_a_websocket(live, edge):
    live.send({"search": {"query": "headphones", "media": [given(RED)]}})
    answer = live.until(is_answer)[-1]["response"]
    assert ids(answer)[0] == "T-004" and edge.get(f"/api/v1/media/{answer['media'][0]['media_id']}").status_code == 200
    live.send({"chat": {"message": "headphones like this one", "media": [given(BLUE)]}})
    assert live.until(is_answer)[-1]["response"]["media"][0]["seen"]


def test_those_of_a_session_stay_in_their_order(live, session_id):
    asked = [{"query": "headphones", "media": [given(unlike_any(RED))]}, {"query": "tea pot"}, {"query": "nothing", "media": [{"data": NEITHER}]}, {"query": "desk"}]
    for number, search in enumerate(asked):
        live.send({"search": search, "session_id": session_id, "request_id": f"{session_id}-{number}"})
    ends = [event for event in live.until(lambda event: is_answer(event) and event["request_id"].endswith("-3"), 30) if event["type"] in ("error", "request.completed")]
    assert [event["request_id"][-1] for event in ends if is_answer(event)] == ["0", "1", "3"]
    wrong = next(event for event in ends if not is_answer(event))
    assert problem_of(wrong) == ("unknown-media", 415) and wrong["request_id"].endswith("-2") and wrong["problem"]["field"] == "media[0].data"


def test_the_same_again_over_another_connection(live, port, session_id):
    command = {"search": {"query": "headphones", "media": [given(RED)]}, "session_id": session_id, "request_id": f"{session_id}-once"}
    live.send(command)
    first = live.until(is_answer)[-1]["response"]
    with Live(port) as other:
        other.send(command)
        assert other.until(is_answer)[-1]["response"] == first
        other.send({**command, "search": {"query": "headphones", "media": [given(BLUE)]}})
        assert problem_of(other.until(lambda event: event["type"] == "error")[-1]) == ("key-used", 422)


# ---- over Kafka ----


def test_over_kafka_it_is_refused(producer, responses, session_id, edge):
    for kind, asked in (("search", {"query": "headphones"}), ("chat", {"message": "headphones"})):
        key = f"{session_id}-{kind}"
        producer.send("steward.requests", json.dumps({kind: {**asked, "media": [given(RED)]}}).encode(), key)
        content = json.loads(responses.of_key(key).value)
        assert content["status"] == "FAILED" and content["problem"]["status"] == 422
        assert content["problem"]["field"] == "media[0].data" and "media_id" in content["problem"]["detail"]


# ---- what is away ----


@pytest.mark.breaks
def test_a_media_service_that_is_away(stack, search, live):
    """Nothing has begun then: the same may be asked again."""
    name, asked = f"away-{uuid.uuid4()}", {"query": "headphones", "media": [given(unlike_any(RED))]}
    stack.copy("media").kill()
    answer = search({"request_id": name, **asked})
    assert problem(answer, 503, "media[0].data")["type"] == "/problems/media-silent" and answer.headers["retry-after"]
    live.send({"search": asked, "request_id": name})
    assert problem_of(live.next()) == ("media-silent", 503) and live.events[-1]["problem"]["retryable"]
    warm(stack.copy("media").start())
    assert ids(completed(search({"request_id": name, **asked}, headers={"Prefer": "wait=30"})))[0] == "T-004"


@pytest.mark.breaks
def test_a_media_service_that_hangs(stack, edge, search, port):
    """Whoever leaves is forgotten; whoever waits is told in time."""
    stack.copy("media").pause()
    body = {"query": "headphones", "media": [given(unlike_any(RED))]}
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"http://127.0.0.1:{port}/api/v1/search", json=body, timeout=0.5)
    with Live(port) as live:
        live.send({"search": body})
    assert completed(search("tea pot"))
    began = time.monotonic()
    assert problem(edge.post("/api/v1/search", json=body, timeout=30), 503)["type"] == "/problems/media-silent"
    assert time.monotonic() - began < 25


def test_a_client_that_does_not_wait(edge, search):
    place = accepted(search({"query": "headphones", "media": [given(RED)]}, headers={"Prefer": "respond-async"}))
    answer = wait_until(lambda: (got := edge.get(place).json()).get("status") == "COMPLETED" and got, 30, "it has ended")
    assert ids(answer)[0] == "T-004"
