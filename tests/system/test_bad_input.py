"""Bad input, by HTTP and by Kafka: the right answer, with the field named, and nothing crashes or tells secrets."""

import json
import os
import random
import uuid

import pytest
from checks import completed, problem
from harness.messages import request_pb2

BAD = (400, 422)
SECRET = "geheim-4Xw"


@pytest.fixture(scope="module", autouse=True)
def all_lives_on(stack, dependencies):
    """After all of it: the same processes, ready, and no secret in any log."""
    before = {copy.name: copy.pid for copy in stack.copies}
    yield
    stack.wait_ready()
    assert all(copy.is_running() for copy in stack.copies) and {copy.name: copy.pid for copy in stack.copies} == before
    logs = {copy.name: copy.log() for copy in stack.copies}
    for secret in (SECRET, dependencies.postgres.password):
        assert not [name for name, log in logs.items() if secret in log]


@pytest.fixture(params=["orchestrator", "catalog", "response-composer"])
def address(request, stack):
    """(client, path) of each address that takes a body and does not write."""
    path = {"orchestrator": "/api/v1/search", "catalog": "/search", "response-composer": "/rank"}[request.param]
    return stack.copy(request.param).client, path


# ---- bytes that are no request ----

def deep(opening, closing, levels=2000):
    return (b'{"query":' + opening * levels + closing * levels + b"}")


BROKEN = {
    "nothing": b"",
    "blanks": b" \n\t ",
    "half an object": b'{"query":"x"',
    "two objects": b'{"query":"x"}{"query":"y"}',
    "a number": b"7",
    "an array": b'[{"query":"x"}]',
    "a name twice": b'{"query":"a","query":"b"}',
    "a name twice, written differently": b'{"query":"a","quer\\u0079":"b"}',
    "a name twice, below": b'{"query":"a","filters":{"in_stock":true,"in_stock":false}}',
    "bad UTF-8": b'{"query":"\xff\xfe"}',
    "overlong UTF-8": b'{"query":"\xc0\xaf"}',
    "UTF-8 of a surrogate": b'{"query":"\xed\xa0\x80"}',
    "half a surrogate pair": b'{"query":"\\ud83d"}',
    "a byte order mark": b'\xef\xbb\xbf{"query":"x"}',
    "UTF-16": '{"query":"x"}'.encode("utf-16"),
    "NUL in the text": b'{"query":"a\x00b"}',
    "NUL escaped": b'{"query":"a\\u0000b"}',
    "a control character": b'{"query":"a\nb"}',
    "deep arrays": deep(b"[", b"]"),
    "deep objects": deep(b'{"a":', b"1}"),
    "a huge number": b'{"query":"x","limit":1e999}',
    "a number of many digits": b'{"query":"x","limit":' + b"9" * 400 + b"}",
    "a number beyond its type": b'{"query":"x","limit":2147483648}',
    "not a number": b'{"query":"x","limit":NaN}',
    "a comment": b'{"query":"x"/* */}',
    "a comma too many": b'{"query":"x",}',
    "single quotes": b"{'query':'x'}",
    "another's type": b'{"query":{"text":"x"}}',
    "an unknown field": b'{"query":"x","nonsense":1}',
}


@pytest.mark.parametrize("name", BROKEN)
def test_http_bytes_that_are_no_request(address, name):
    client, path = address
    content = problem(client.post(path, content=BROKEN[name], headers={"Content-Type": "application/json"}), BAD)
    assert content["detail"]


LIMITS = [
    ({"query": ""}, "query", "empty"),
    ({"query": " \t "}, "query", "empty"),
    ({"query": "x" * 10240}, "query", "bytes"),
    ({"query": "x", "limit": 101}, "limit", "100"),
    ({"query": "x", "limit": -1}, "limit", "100"),
    ({"query": "x", "cursor": "y" * 600}, "cursor", ""),
    ({"query": "x", "locale": "y" * 99}, "locale", "35"),
    ({"query": "x", "session_id": "y" * 129}, "session_id", "128"),
    ({"query": "x", "user_id": "a\nb"}, "user_id", "control"),
    ({"query": "x", "request_id": " y"}, "request_id", "blanks"),
    ({"query": "x", "filters": {"min_rating": 6}}, "filters.min_rating", "5"),
    ({"query": "x", "filters": {"brands": ["b"] * 5000}}, "filters.brands", ""),
    ({"query": "x", "filters": {"price": {"min": {"amount_minor": -1}}}}, "filters.price.min.amount_minor", "from 0"),
    ({"query": "x", "filters": {"price": {"min": {"amount_minor": 9}, "max": {"amount_minor": 1}}}}, "filters.price", "above"),
]


@pytest.mark.parametrize("body, field, limit", LIMITS)
def test_http_a_limit_is_named_with_its_field(edge, body, field, limit):
    assert limit in problem(edge.post("/api/v1/search", json=body), BAD, field=field)["detail"]


TYPES = [
    ({"query": ["x"]}, "query"), ({"query": None, "limit": 1}, "query"), ({"query": "x", "limit": True}, "limit"),
    ({"query": "x", "limit": "1.5"}, "limit"), ({"query": "x", "limit": {}}, "limit"), ({"query": "x", "sort": 99}, "sort"),
    ({"query": "x", "filters": []}, "filters"), ({"query": "x", "filters": {"in_stock": "yes"}}, "filters.in_stock"),
    ({"query": "x", "filters": {"price": 5}}, "filters.price"), ({"query": "x", "filters": {"colours": [1]}}, "filters.colours"),
    ({"query": "x", "filters": {"price": {"min": {"amount": 5}}}}, "filters.price.min.amount"),
]


@pytest.mark.parametrize("body, field", TYPES)
def test_http_a_wrong_type_is_named_with_its_path(edge, body, field):
    problem(edge.post("/api/v1/search", json=body), BAD, field=field)


QUERIES = [
    "?!.,;:()[]{}<>", "-", "\"", "...", "שלום אוזניות", "‮ desrever", "سماعات لاسلكية", "🎧🎧🎧", "👨‍👩‍👧‍👦", "é" * 40, "x́" * 60, "'; DROP TABLE products; --", "1' OR '1'='1",
    "{{7*7}} ${jndi:ldap://127.0.0.1/x} <%= 1 %>", "%s%n%x%d", "../../etc/passwd", "<script>alert(1)</script>", "a " * 400, "a" * 900,
    "under under under", "between and", "$$$$", "-cable -cable", "without", "cheapest best rated newest", "99999999999999999999 usb",
    "under -5", "size size", "\u200b", "\ufeff", "\ud7ff\ue000",
]


@pytest.mark.parametrize("query", QUERIES)
def test_http_an_odd_query_is_only_a_query(edge, query):
    answer = edge.post("/api/v1/search", json={"query": query})
    if answer.status_code == 200:
        content = completed(answer)
        assert content["message"] and "49" not in content["message"]
    else:
        problem(answer, BAD, field="query")


# ---- somebody else's ----

def test_http_a_session_of_somebody_else(edge, session_id):
    completed(edge.post("/api/v1/search", json={"query": f"tea {SECRET}", "session_id": session_id, "user_id": "ann"}))
    body = {"query": "tea pot", "session_id": session_id, "user_id": "bob"}
    problem(edge.post("/api/v1/search", json=body), 403, field="session_id")
    refused = edge.get(f"/api/v1/sessions/{session_id}", params={"user_id": "bob"})
    problem(refused, 403, field="session_id")
    assert SECRET not in refused.text and "ann" not in refused.json()["detail"]


def test_kafka_a_session_of_somebody_else(producer, responses, session_id):
    for user in ("ann", "bob"):
        body = {"request_id": f"{session_id}-{user}", "session_id": session_id, "user_id": user, "search": {"query": "tea pot"}}
        producer.send("steward.requests", json.dumps(body).encode(), session_id)
    first, second = [json.loads(record.value) for record in responses.of_key(session_id, count=2)]
    assert first["status"] == "COMPLETED" and not first.get("problem")
    assert second["status"] == "FAILED" and second["problem"]["status"] == 403 and second["problem"]["field"] == "session_id"


@pytest.mark.parametrize("path", ["/api/v1/requests/", "/api/v1/sessions/"])
@pytest.mark.parametrize("name", ["%00", "a%0ab", "%ff%fe", "x" * 500, "'; drop table sessions; --", "%2e%2e%2f", "%27%20OR%201=1"])
def test_http_odd_ids(edge, path, name):
    problem(edge.get(path + name), (400, 404))


@pytest.mark.parametrize("name", ["Authorization", "Cookie", "X-Api-Key"])
def test_what_a_client_sends_as_a_secret_is_not_logged(edge, name):
    answer = edge.post("/api/v1/search", json={"query": "tea pot"}, headers={name: SECRET})
    if name == "Authorization":
        assert SECRET not in problem(answer, 401)["detail"]
        return
    completed(answer)
    problem(edge.post("/api/v1/search", content=b"{", headers={name: SECRET}), BAD)


# ---- Kafka ----

GOOD = request_pb2.Request(request_id="r", search=request_pb2.SearchRequest(query="usb c cable", limit=3)).SerializeToString()


def failed(record):
    """The status and problem of a refusal, in either encoding."""
    if record.value[:1] == b"{":
        content = json.loads(record.value)
        return content["status"], content["problem"]["status"], content["problem"].get("field", ""), content["problem"]["detail"]
    content = request_pb2.Response.FromString(record.value)
    return request_pb2.Workflow.State.Name(content.status), content.problem.status, content.problem.field, content.problem.detail


@pytest.mark.parametrize("length", range(1, len(GOOD)))
def test_kafka_protobuf_cut_off(producer, responses, session_id, length):
    """Cut between two fields it may still be a request, though one that asks for nothing; else it is set aside."""
    producer.send("steward.requests", GOOD[:length], session_id)
    status, code, _, detail = failed(responses.of_key(session_id))
    assert status == "FAILED" and code in BAD and detail


def test_kafka_random_bytes(producer, responses, session_id):
    """However random: one answer each, and whoever comes after them is served."""
    dice = random.Random(4)
    for number in range(200):
        producer.send_later("steward.requests", dice.randbytes(dice.randint(1, 300)), f"{session_id}-{number}")
    for number in range(200, 400):
        mixed = bytearray(GOOD)
        mixed[dice.randrange(len(mixed))] = dice.randrange(256)
        producer.send_later("steward.requests", bytes(mixed), f"{session_id}-{number}")
    producer.flush()
    prefix = f"{session_id}-".encode()
    got = responses.find(lambda one: one.key and one.key.startswith(prefix), 60, count=400)
    assert len(got) == len({one.key for one in got})
    producer.send("steward.requests", b'{"search":{"query":"tea pot"}}', session_id)
    assert json.loads(responses.of_key(session_id).value)["status"] == "COMPLETED"


KAFKA_BROKEN = {name: b'{"search":' + body + b"}" for name, body in BROKEN.items() if body.startswith(b"{") and not body.startswith(b"{'")}


@pytest.mark.parametrize("name", KAFKA_BROKEN)
def test_kafka_json_that_is_no_request(producer, responses, dead_requests, session_id, name):
    producer.send("steward.requests", KAFKA_BROKEN[name], session_id)
    status, code, _, detail = failed(responses.of_key(session_id))
    assert status == "FAILED" and code in BAD and detail
    assert dead_requests.of_key(session_id).value == KAFKA_BROKEN[name]


SEARCHES = [(body, field, limit) for body, field, limit in LIMITS if not field.endswith("_id")]


@pytest.mark.parametrize("body, field, limit", SEARCHES)
def test_kafka_a_limit_is_named_with_its_field(producer, responses, session_id, body, field, limit):
    producer.send("steward.requests", json.dumps({"search": body}).encode(), session_id)
    status, code, named, detail = failed(responses.of_key(session_id))
    assert status == "FAILED" and code in BAD and field in named and limit in detail


@pytest.mark.parametrize("query", QUERIES)
def test_kafka_an_odd_query_is_only_a_query(producer, responses, session_id, query):
    producer.send("steward.requests", json.dumps({"search": {"query": query}}).encode(), session_id)
    content = json.loads(responses.of_key(session_id).value)
    assert content["status"] == "COMPLETED" or content["problem"]["field"] == "query"


@pytest.mark.parametrize("topic", ["steward.catalog.commands", "steward.composer.commands", "steward.catalog.events",
                                   "steward.composer.events", "steward.telemetry", "steward.responses", "steward.progress"])
def test_kafka_rubbish_on_other_topics(producer, search, topic):
    for value in (os.urandom(100), b"{", b"", b"\x00" * 10, GOOD, b'{"query":"x"}'):
        producer.send(topic, value, f"rubbish-{uuid.uuid4()}")
    completed(search("tea pot"))


@pytest.mark.parametrize("key", [b"", b"\xff\xfe", b"k" * 5000, b"a\x00b", b"'; drop table sessions; --"])
def test_kafka_odd_keys_come_back_as_they_were(producer, responses, key):
    request_id = str(uuid.uuid4())
    body = {"request_id": request_id, "search": {"query": "tea pot"}}
    producer.send("steward.requests", json.dumps(body).encode(), key)
    record = responses.find(lambda one: request_id.encode() in one.value)
    assert (record.key or b"") == key and json.loads(record.value)["status"] == "COMPLETED"


@pytest.mark.parametrize("headers", [
    {"ce_specversion": b"9.9", "ce_id": b"1", "ce_type": b"steward.v1.Request", "ce_source": b"/x"},
    {"ce_type": b"nonsense.v1.Nothing"}, {"content-type": b"application/nonsense"}, {"ce_id": b"\xff\xfe"}, {"traceparent": b"\x00" * 99},
    {"ce_id": b"i" * 9000}, {"steward-reply-to": b"\xff" * 300}, {"ce_time": b"yesterday"},
])
def test_kafka_odd_headers_are_answered(producer, responses, session_id, headers):
    producer.send("steward.requests", b'{"search":{"query":"tea pot"}}', session_id, headers)
    assert json.loads(responses.of_key(session_id).value)["status"] in ("COMPLETED", "FAILED")
