"""What a WebSocket refuses, and how: the connection stays, unless it is abuse."""

import pytest
import websockets
from harness import wait_until
from live_client import Live, is_answer, problem_of, types

BAD = [
    ("{", "invalid-body", 400),
    ("[]", "invalid-body", 400),
    ('{"serach":{}}', "invalid-body", 400),
    ('{"search":{"limit":"many"}}', "invalid-body", 400),
    ('{"search":{"query":"a"},"follow":{}}', "invalid-body", 400),
    ("{}", "invalid-request", 422),
    ('{"search":{"query":""}}', "invalid-request", 422),
    ('{"search":{"query":"a","limit":101}}', "invalid-request", 422),
    ('{"search":{"query":"a"},"session_id":" x"}', "invalid-request", 422),
    ('{"clarify":{"message":"red"}}', "invalid-request", 422),
    ('{"follow":{}}', "invalid-request", 422),
    ('{"follow":{},"session_id":"a\\u0001"}', "invalid-request", 422),
]


@pytest.mark.parametrize("frame,kind,status", BAD)
def test_a_bad_frame_is_an_error_and_the_connection_stays(live, frame, kind, status):
    live.send(frame)
    assert problem_of(live.next()) == (kind, status)
    assert live.search()[-1]["response"]["status"] == "COMPLETED"


def test_binary_frames_are_refused(live):
    live.socket.send(b"\x00\x01")
    assert problem_of(live.next()) == ("invalid-body", 400)
    assert live.search()


def test_nothing_but_nonsense_is_abuse(live):
    for _ in range(16):
        live.send("nonsense")
    with pytest.raises(websockets.ConnectionClosed) as closed:
        live.until(lambda event: False)
    assert closed.value.rcvd.code == 1008
    assert types(live.events) == ["error"] * 16


def test_a_message_that_is_too_big_closes(live):
    live.send('{"search":{"query":"' + "a" * 70000 + '"}}')
    with pytest.raises(websockets.ConnectionClosed) as closed:
        live.next()
    assert closed.value.rcvd.code == 1009


def test_a_session_of_somebody_else_cannot_be_followed(live, port, session_id):
    live.search(session_id=session_id, user_id="anna")
    with Live(port) as other:
        other.send({"session_id": session_id, "user_id": "bert", "follow": {}})
        assert problem_of(other.next()) == ("not-your-session", 403)
        other.send({"session_id": session_id, "user_id": "bert", "search": {"query": "tea"}, "request_id": "mine"})
        assert problem_of(other.next()) == ("not-your-session", 403)
        assert other.events[-1]["request_id"] == "mine"
        live.search(session_id=session_id, user_id="anna")
        assert other.search("desk") and {event.get("session_id") for event in other.events[2:]} != {session_id}


def test_a_session_that_becomes_somebody_elses_is_not_told(live, port, session_id):
    with Live(port) as early:
        early.follow(session_id, user_id="bert")
        live.search(session_id=session_id, user_id="anna")
        assert problem_of(early.next()) == ("not-your-session", 403)
        live.search(session_id=session_id, user_id="anna")
        assert early.search("desk")[0]["session_id"] != session_id


def test_eight_sessions_are_followed_at_most(live, session_id):
    for number in range(8):
        live.follow(f"{session_id}-{number}")
    live.send({"session_id": f"{session_id}-8", "follow": {}})
    assert problem_of(live.next()) == ("too-many-sessions", 429)
    live.send({"search": {"query": "tea"}})
    assert problem_of(live.next()) == ("too-many-sessions", 429)


def test_sessions_of_single_requests_make_room(live):
    for _ in range(20):
        assert live.search()[-1]["response"]["status"] == "COMPLETED"


@pytest.mark.breaks
def test_sixteen_requests_are_in_flight_at_most(stack, live, session_id):
    stack.copy("catalog").pause()
    for _ in range(17):
        live.send({"search": {"query": "usb c cable"}, "session_id": session_id})
    refused = live.until(lambda event: event["type"] == "error")[-1]
    assert problem_of(refused) == ("too-many-in-flight", 429) and refused["problem"]["retryable"]
    stack.copy("catalog").resume()
    wait_until(lambda: is_answer(live.next()) and sum(map(is_answer, live.events)) == 16, 60, "all are answered", every=0)
    assert live.search(session_id=session_id)


@pytest.mark.breaks
@pytest.mark.parametrize("away", ["kafka", "postgres"])
def test_what_is_away_is_said_and_the_connection_stays(stack, dependencies, live, session_id, away):
    """But not on which server it is: that is for operators."""
    with dependencies.proxy(away).away():
        edge = stack.copy("orchestrator")
        wait_until(lambda: edge.get("/readyz").status_code == 503, 30, "it is missed")
        for ask in ({"search": {"query": "tea"}}, {"follow": {}, "session_id": session_id}):
            live.send(ask)
            error = live.until(lambda event: event["type"] == "error")[-1]
            assert problem_of(error) == ("unavailable", 503) and error["problem"]["retryable"]
            assert error["problem"]["detail"] == f"{away} cannot be reached"
        assert edge.post("/api/v1/search", json={"query": "tea"}).json()["detail"] == f"{away} cannot be reached"
    stack.wait_ready()
    assert live.search()[-1]["response"]["status"] == "COMPLETED"


# ---- who may come ----


@pytest.mark.parametrize("origin,allowed", [(None, True), ("http://127.0.0.1:{port}", True), ("https://shop.example", False),
                                            ("null", False), ("http://127.0.0.1:{port}.evil.example", False)])
def test_pages_of_other_origins_are_refused(port, origin, allowed):
    origin = origin and origin.format(port=port)
    if allowed:
        with Live(port, origin=origin) as client:
            assert client.search()
        return
    with pytest.raises(websockets.InvalidStatus) as refused:
        Live(port, origin=origin)
    assert refused.value.response.status_code == 403 and b"origin-not-allowed" in refused.value.response.body


@pytest.mark.breaks
def test_origins_that_are_listed_may_come(stack):
    with stack.one_more("orchestrator", settings={"STEWARD_CORS_ORIGINS": "https://shop.example"}) as copy, \
            Live(copy.port, origin="https://shop.example") as client:
        assert client.socket.subprotocol == "steward.v1"


def test_without_an_upgrade_there_is_no_websocket(edge):
    answer = edge.get("/api/v1/ws")
    assert answer.status_code == 426 and answer.headers["upgrade"] == "websocket"
    assert answer.json()["type"] == "/problems/upgrade-required"
