"""A viewer's token is one person's: it names no other, and sees nothing of others. Others name whom they like."""

import pytest
from checks import problem
from live_client import Live, is_answer, problem_of

ASK = {"query": "usb c cable", "limit": 2}


@pytest.fixture(scope="module")
def edge(stack, issuer):
    settings = {"STEWARD_ANONYMOUS": "never", "STEWARD_JWT_ISSUERS": issuer.url, "STEWARD_JWT_ROLE_CLAIM": "roles"}
    with stack.one_more("orchestrator", settings) as copy:
        yield copy


@pytest.fixture(scope="module")
def anna(issuer):
    return bearer(issuer.forge(sub="anna"))


@pytest.fixture(scope="module")
def bert(issuer):
    return bearer(issuer.forge(sub="bert"))


@pytest.fixture(scope="module")
def operator(issuer):
    return bearer(issuer.forge(sub="olga", roles="operator"))


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def refused(answer, kind):
    assert problem(answer, 403)["type"] == f"/problems/{kind}"


def searched(edge, who, **ids):
    answer = edge.post("/api/v1/search", json={**ASK, **ids}, headers=who)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_person_is_the_user(edge, anna, session_id):
    searched(edge, anna, session_id=session_id)
    searched(edge, anna, session_id=session_id, user_id="anna")
    assert edge.get(f"/api/v1/sessions/{session_id}", headers=anna).json()["user_id"] == "anna"
    listed = edge.get("/api/v1/sessions", headers=anna).json()["sessions"]
    assert session_id in [session["session_id"] for session in listed]


def test_a_person_names_no_other(edge, anna, session_id):
    refused(edge.post("/api/v1/search", json={**ASK, "user_id": "bert"}, headers=anna), "user-not-yours")
    refused(edge.post("/api/v1/chat", json={"message": "tea", "user_id": "bert"}, headers=anna), "user-not-yours")
    refused(edge.post(f"/api/v1/sessions/{session_id}/clarify", json={"message": "tea", "user_id": "bert"}, headers=anna),
            "user-not-yours")
    refused(edge.get("/api/v1/sessions?user_id=bert", headers=anna), "user-not-yours")
    refused(edge.client.request("DELETE", f"/api/v1/sessions/{session_id}?user_id=bert", headers=anna), "user-not-yours")


def test_what_is_anothers_is_not_seen_used_or_erased(edge, anna, bert, session_id):
    request = searched(edge, bert, session_id=session_id)["request_id"]
    session = f"/api/v1/sessions/{session_id}"
    refused(edge.get(session, headers=anna), "not-your-session")
    refused(edge.get(session + "?user_id=bert", headers=anna), "user-not-yours")
    refused(edge.post("/api/v1/search", json={**ASK, "session_id": session_id}, headers=anna), "not-your-session")
    refused(edge.client.request("DELETE", session, headers=anna), "not-your-session")
    refused(edge.get(f"/api/v1/requests/{request}", headers=anna), "not-your-session")
    refused(edge.get(f"/api/v1/requests/{request}/events", headers=anna), "not-your-session")
    refused(edge.get(f"/api/v1/requests/{request}/events?user_id=bert", headers=anna), "user-not-yours")
    again = edge.post("/api/v1/search", json={**ASK, "session_id": session_id, "request_id": request}, headers=anna)
    assert problem(again, 422)["type"] == "/problems/key-used"
    assert edge.get(session, headers=bert).json()["user_id"] == "bert"
    assert edge.get(f"/api/v1/requests/{request}", headers=bert).status_code == 200
    assert "request.completed" in edge.get(f"/api/v1/requests/{request}/events", headers=bert).text


def test_the_same_over_a_websocket(edge, anna, bert, session_id):
    searched(edge, bert, session_id=session_id)
    with Live(edge.port, additional_headers=anna) as live:
        for command in ({"follow": {}}, {"search": ASK}, {"chat": {"message": "tea"}}):
            live.send({"session_id": session_id, "user_id": "bert", **command})
            assert problem_of(live.next()) == ("user-not-yours", 403)
            live.send({"session_id": session_id, **command})
            assert problem_of(live.next()) == ("not-your-session", 403)
        own = session_id + "-own"
        live.send({"session_id": own, "search": ASK})
        live.until(is_answer)
    assert edge.get(f"/api/v1/sessions/{own}", headers=anna).json()["user_id"] == "anna"


def test_a_person_tells_of_ones_own_answers_only(edge, anna, bert, operator, session_id):
    own, other = searched(edge, anna), searched(edge, bert, session_id=session_id)
    nobodys = searched(edge, operator)

    def told(who, *requests):
        return edge.post("/api/v1/events", headers=who, json={"events": [
            {"kind": "CLICK", "request_id": one if isinstance(one, str) else one["request_id"], "product_id": "p", "position": 1}
            for one in requests]})

    assert told(anna, own, own, "not-there").json() == {"accepted": 3, "recording": True}
    refused(told(anna, other), "not-your-session")
    refused(told(anna, nobodys), "not-your-session")
    assert told(anna, own, own, other).json()["field"] == "events[2].request_id"
    assert told(operator, own, other, nobodys).json()["accepted"] == 3


def test_operators_name_anybody(edge, operator, bert, session_id):
    request = searched(edge, operator, session_id=session_id, user_id="bert")["request_id"]
    assert edge.get(f"/api/v1/requests/{request}", headers=bert).status_code == 200
    assert edge.get(f"/api/v1/sessions/{session_id}", headers=operator).json()["user_id"] == "bert"
    assert edge.get("/api/v1/sessions?user_id=bert", headers=operator).status_code == 200
