"""What was opened with a key, a token or a sign-in is closed soon after that has ended, and nothing else is."""

import json
import time

import pytest
import websockets
from live_client import Live, problem_of

CLOSED_AFTER = 30  # seconds; docs/live.md says 20
LEEWAY = 60


@pytest.fixture(scope="module")
def edge(stack, issuer):
    with stack.one_more("orchestrator", {"STEWARD_ANONYMOUS": "never", "STEWARD_JWT_ISSUERS": issuer.url}) as copy:
        yield copy


@pytest.fixture
def key(stack):
    return stack.make_key("admin")


def bearer(secret):
    return {"Authorization": f"Bearer {secret}"}


def ends_in(issuer, seconds):
    return bearer(issuer.forge(exp=int(time.time()) - LEEWAY + seconds))


def is_closed(live):
    """It says why, and is closed with 1008."""
    assert problem_of(live.next(CLOSED_AFTER)) == ("invalid-credential", 401)
    with pytest.raises(websockets.ConnectionClosed) as closed:
        live.next()
    assert closed.value.rcvd.code == 1008


@pytest.mark.slow
def test_a_key_that_is_revoked_and_its_sign_in_close_theirs(edge, key, issuer):
    who = bearer(key["secret"])
    answer = edge.post("/api/v1/sign-in", headers=who)
    cookie = {"Cookie": answer.headers["set-cookie"].split(";")[0]}
    with (Live(edge.port, additional_headers=who) as by_key, Live(edge.port, additional_headers=who) as by_key_too,
          Live(edge.port, additional_headers=cookie) as by_cookie, Live(edge.port, additional_headers=bearer(issuer.forge())) as stays):
        assert by_key.search() and by_cookie.search()
        assert edge.client.request("DELETE", f"/api/v1/keys/{key['key']['key_id']}", headers=who).status_code < 300
        for live in (by_key, by_key_too, by_cookie):
            is_closed(live)
        assert stays.search()


@pytest.mark.slow
def test_signing_out_closes_the_page_s_but_not_the_key_s(edge, key):
    who = bearer(key["secret"])
    answer = edge.post("/api/v1/sign-in", headers=who)
    cookie = {"Cookie": answer.headers["set-cookie"].split(";")[0]}
    with Live(edge.port, additional_headers=who) as by_key, Live(edge.port, additional_headers=cookie) as by_cookie:
        assert edge.post("/api/v1/sign-out", headers={**cookie, "Origin": edge.url}).status_code == 204
        is_closed(by_cookie)
        assert by_key.search()


def test_a_token_that_ends_closes_its_own(edge, issuer):
    with Live(edge.port, additional_headers=ends_in(issuer, 4)) as ends, \
            Live(edge.port, additional_headers=bearer(issuer.forge())) as stays:
        is_closed(ends)
        assert stays.search()


@pytest.mark.breaks
def test_a_stream_of_events_ends_with_its_token(edge, issuer, stack, session_id):
    """The catalogue does not answer, so that the last of the session's requests waits for all before it."""
    lasting = bearer(issuer.forge())
    stack.copy("catalog").pause()
    for _ in range(5):
        answer = edge.post("/api/v1/search", json={"query": "tea", "session_id": session_id},
                           headers={**lasting, "Prefer": "respond-async"})
    events = edge.get(f"/api/v1/requests/{answer.json()['request_id']}/events", headers=ends_in(issuer, 4),
                      timeout=CLOSED_AFTER).text
    assert "request.completed" not in events
    name, data = events.rstrip().split("\n")[-2:]
    assert name == "event: error" and json.loads(data.removeprefix("data: "))["problem"]["type"] == "/problems/invalid-credential"
