"""The same Idempotency-Key is one request, however often, at whichever copy and however simultaneously it is asked."""

import concurrent.futures
import uuid

import pytest
from checks import completed, problem
from harness.messages import request_pb2

CLIENTS = 16


@pytest.fixture(scope="module")
def copies(stack):
    with stack.one_more("orchestrator") as other:
        yield [stack.copy("orchestrator"), other]


@pytest.fixture
def key():
    return {"Idempotency-Key": f"key-{uuid.uuid4()}"}


def ask(copy, headers, query="tea pot", **more):
    return copy.post("/api/v1/search", json={"query": query, **more}, headers=headers)


def ask_at_once(asks):
    """All of (copy, headers, body) at the same moment."""
    with concurrent.futures.ThreadPoolExecutor(len(asks)) as pool:
        return list(pool.map(lambda one: ask(one[0], one[1], **one[2]), asks))


def responses_to(responses, request_id, copy, session_id):
    """All responses to it, up to one that was asked for after it and in the same session."""
    last = completed(ask(copy, {}, query="espresso machine", session_id=session_id))["request_id"]
    responses.find(lambda one: last.encode() in one.value)
    return [one for one in responses.records if request_pb2.Response.FromString(one.value).request_id == request_id]


@pytest.mark.parametrize("round_number", range(3))
def test_many_clients_at_once_on_two_copies_are_one_execution(copies, responses, key, round_number):
    patient = {**key, "Prefer": "wait=60"}  # longer than ask() does: whoever asked the other copy hears of the answer in time
    answers = [completed(one) for one in ask_at_once([(copies[number % 2], patient, {}) for number in range(CLIENTS)])]
    assert all(answer == answers[0] for answer in answers)
    assert len(responses_to(responses, answers[0]["request_id"], copies[0], answers[0]["session_id"])) == 1


def test_after_it_is_complete_the_answer_is_the_stored_one(copies, responses, key):
    first = completed(ask(copies[0], key))
    for copy in [*copies, *copies]:
        assert completed(ask(copy, key)) == first
    assert len(responses_to(responses, first["request_id"], copies[1], first["session_id"])) == 1


@pytest.mark.parametrize("other", [
    {"query": "coffee grinder"}, {"limit": 1}, {"filters": {"in_stock": True}}, {"session_id": "another-session"}, {"user_id": "bob"},
])
def test_another_body_is_refused(copies, key, other):
    completed(ask(copies[0], key))
    for copy in copies:
        problem(ask(copy, key, **other), 422, field="Idempotency-Key")


def test_another_body_at_the_same_moment_is_refused(copies, responses, key):
    """One of the two is carried out, whichever came first, and the clients of the other hear that their key is used."""
    asks = [(copies[number % 2], key, {"query": "tea pot" if number % 4 < 2 else "coffee grinder"}) for number in range(CLIENTS)]
    answers = ask_at_once(asks)
    done = [(one[2]["query"], answer.json()) for one, answer in zip(asks, answers) if answer.status_code == 200]
    assert done and len({query for query, _ in done}) == 1
    assert all(content == done[0][1] for _, content in done)
    for one, answer in zip(asks, answers):
        if one[2]["query"] != done[0][0]:
            problem(answer, 422, field="Idempotency-Key")
    assert len(responses_to(responses, done[0][1]["request_id"], copies[0], done[0][1]["session_id"])) == 1


def test_a_request_id_is_such_a_key_too(copies):
    request_id = str(uuid.uuid4())
    first = completed(ask(copies[0], {}, request_id=request_id))
    assert completed(ask(copies[1], {}, request_id=request_id)) == first
    problem(ask(copies[1], {}, query="coffee grinder", request_id=request_id), 422, field="request_id")


def test_without_waiting_the_same_key_gives_the_same_place(copies, key):
    first, second = (ask(copy, {**key, "Prefer": "respond-async"}) for copy in copies)
    places = {answer.headers.get("location") or f"/api/v1/requests/{answer.json()['request_id']}" for answer in (first, second)}
    assert first.status_code == 202 and second.status_code in (200, 202) and len(places) == 1


@pytest.mark.parametrize("bad", ["x" * 256])
def test_a_key_that_is_too_long(copies, bad):
    problem(ask(copies[0], {"Idempotency-Key": bad}), 422, field="Idempotency-Key")
