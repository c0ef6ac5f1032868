"""Sessions of a user: listed, read, erased, and gone when nobody has used them for long."""

import uuid

import pytest
from harness import wait_until


@pytest.fixture
def user():
    return f"user-{uuid.uuid4()}"


def asked(edge, user, query):
    answer = edge.post("/api/v1/search", json={"query": query, "user_id": user})
    assert answer.status_code == 200, answer.text
    return answer.json()


def listed(edge, user, **more):
    answer = edge.get("/api/v1/sessions", params={"user_id": user, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


def names(page):
    return [one["session_id"] for one in page.get("sessions", [])]


def test_the_sessions_of_a_user_newest_first(edge, user):
    sessions = [asked(edge, user, query)["session_id"] for query in ("usb c cable", "keyboard", "headphones")]
    page = listed(edge, user)
    assert names(page) == sessions[::-1]
    assert [one["title"] for one in page["sessions"]] == ["headphones", "keyboard", "usb c cable"]
    assert all(one["created_at"] <= one["updated_at"] for one in page["sessions"])


def test_page_by_page(edge, user):
    sessions = [asked(edge, user, "usb c cable")["session_id"] for _ in range(5)]
    found, more = [], {}
    for _ in range(3):
        page = listed(edge, user, limit=2, **more)
        found += names(page)
        more = {"cursor": page.get("next_cursor")}
        if not more["cursor"]:
            break
    assert found == sessions[::-1]


def test_nobody_sees_those_of_somebody_else(edge, user):
    asked(edge, user, "usb c cable")
    assert names(listed(edge, f"{user}-other")) == []


@pytest.mark.parametrize("wrong", [{}, {"user_id": ""}, {"user_id": "me", "limit": 0}, {"user_id": "me", "limit": "x"},
                                   {"user_id": "me", "cursor": "-1"}])
def test_what_cannot_be_listed(edge, wrong):
    answer = edge.get("/api/v1/sessions", params=wrong)
    assert answer.status_code == 422
    assert answer.json()["field"] in ("user_id", "limit", "cursor")


def test_an_erased_session_is_gone_with_its_requests(edge, user):
    first = asked(edge, user, "usb c cable")
    session = first["session_id"]
    answer = edge.delete(f"/api/v1/sessions/{session}", params={"user_id": user})
    assert answer.status_code == 200, answer.text
    assert edge.get(f"/api/v1/sessions/{session}").status_code == 404
    assert edge.get(f"/api/v1/requests/{first['request_id']}").status_code == 404
    assert names(listed(edge, user)) == []


def test_after_it_is_erased_the_same_name_is_a_new_session(edge, user):
    session = asked(edge, user, "usb c cable")["session_id"]
    edge.delete(f"/api/v1/sessions/{session}", params={"user_id": user})
    again = edge.post("/api/v1/search", json={"query": "keyboard", "session_id": session, "user_id": f"{user}-other"})
    assert again.status_code == 200
    view = edge.get(f"/api/v1/sessions/{session}").json()
    assert [one["query"] for one in view["requests"]] == ["keyboard"]


def test_nobody_erases_the_session_of_somebody_else(edge, user):
    session = asked(edge, user, "usb c cable")["session_id"]
    answer = edge.delete(f"/api/v1/sessions/{session}", params={"user_id": f"{user}-other"})
    assert answer.status_code == 403
    assert edge.get(f"/api/v1/sessions/{session}").status_code == 200


def test_a_session_that_nobody_uses_is_erased(stack, edge, user):
    """One copy with little patience; the requests to erase go to whichever copy has the session."""
    session = asked(edge, user, "usb c cable")["session_id"]
    with stack.one_more("orchestrator", {"STEWARD_SESSION_SECONDS": 2}):
        wait_until(lambda: edge.get(f"/api/v1/sessions/{session}").status_code == 404, 20, "the session is erased")
    assert names(listed(edge, user)) == []
