"""A search from any Kafka producer: the answer has the question's key and encoding."""

import json
import shutil
import struct
import subprocess
import uuid

import pytest
from harness.messages import catalog_pb2, request_pb2

STATES = request_pb2.Workflow


def ask(query="usb c cable", **more):
    return request_pb2.Request(search=request_pb2.SearchRequest(query=query, limit=3), **more)


def assert_answers(response, query_has="Cable"):
    assert response.status == STATES.COMPLETED
    assert response.products and query_has in response.products[0].title


def test_json(producer, responses, session_id):
    producer.send("steward.requests", b'{"search":{"query":"usb c cable","limit":3}}', session_id)
    record = responses.of_key(session_id)
    content = json.loads(record.value)
    assert content["status"] == "COMPLETED" and content["session_id"] == session_id
    assert "Cable" in content["products"][0]["title"]


def test_json_with_blanks_before_it_needs_its_content_type(producer, responses, session_id):
    producer.send("steward.requests", b' \n{"search":{"query":"usb c cable"}}', session_id, {"content-type": b"application/json"})
    assert json.loads(responses.of_key(session_id).value)["status"] == "COMPLETED"


def test_protobuf(producer, responses, session_id):
    producer.send("steward.requests", ask().SerializeToString(), session_id)
    record = responses.of_key(session_id)
    response = request_pb2.Response.FromString(record.value)
    assert_answers(response)
    assert response.session_id == session_id


def test_the_answer_is_a_cloud_event(producer, responses, session_id):
    producer.send("steward.requests", ask().SerializeToString(), session_id)
    headers = responses.of_key(session_id).headers
    assert headers["ce_specversion"] == b"1.0" and headers["ce_type"] == b"steward.v1.Response"
    assert headers["ce_id"] and headers["ce_source"] and headers["ce_time"]
    assert headers["content-type"] in (b"application/protobuf", b"application/x-protobuf")


@pytest.mark.parametrize("frame", [
    b"\x00" + struct.pack(">i", 41) + b"\x00",              # the first message of the schema
    b"\x00" + struct.pack(">i", 41) + b"\x04\x00\x02",      # two indexes: 0, 1
    b"\x01" + uuid.UUID(int=77).bytes + b"\x00",            # schema by its GUID
])
def test_confluent_frames(producer, responses, session_id, frame):
    producer.send("steward.requests", frame + ask().SerializeToString(), session_id)
    value = responses.of_key(session_id).value
    assert value[:1] == frame[:1]
    # The frame's length is that of the question's, or of one that names another message by its indexes.
    bodies = (value[len(frame):], value[len(frame) - 1:], value[len(frame) - 2:])
    assert any(parses(body) for body in bodies)


def parses(body):
    try:
        return request_pb2.Response.FromString(body).status == STATES.COMPLETED
    except Exception:  # pylint: disable=broad-except
        return False


def test_cloud_events_binary(producer, responses, session_id):
    identity = str(uuid.uuid4())
    headers = {"ce_specversion": b"1.0", "ce_id": identity.encode(), "ce_source": b"/tests", "ce_type": b"steward.v1.Request",
               "content-type": b"application/protobuf", "traceparent": b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}
    producer.send("steward.requests", ask().SerializeToString(), session_id, headers)
    record = responses.of_key(session_id)
    response = request_pb2.Response.FromString(record.value)
    assert_answers(response)
    assert response.request_id == identity
    assert record.headers["traceparent"].split(b"-")[1] == b"4bf92f3577b34da6a3ce929d0e0e4736"


def test_cloud_events_structured(producer, responses, session_id):
    event = {"specversion": "1.0", "id": str(uuid.uuid4()), "source": "/tests", "type": "steward.v1.Request",
             "datacontenttype": "application/json", "data": {"search": {"query": "usb c cable", "limit": 3}}}
    producer.send("steward.requests", json.dumps(event).encode(), session_id,
                  {"content-type": b"application/cloudevents+json; charset=utf-8"})
    record = responses.of_key(session_id)
    assert record.headers["content-type"].startswith(b"application/cloudevents+json")
    answer = json.loads(record.value)
    assert answer["specversion"] == "1.0" and answer["type"] == "steward.v1.Response"
    assert answer["data"]["status"] == "COMPLETED"


def test_the_same_event_twice_is_answered_once(producer, responses, session_id):
    headers = {"ce_specversion": b"1.0", "ce_id": str(uuid.uuid4()).encode(), "ce_source": b"/tests", "ce_type": b"steward.v1.Request"}
    for _ in range(3):
        producer.send("steward.requests", ask().SerializeToString(), session_id, headers)
    producer.send("steward.requests", ask("tea pot").SerializeToString(), session_id)
    got = responses.of_key(session_id, count=2)
    assert [request_pb2.Response.FromString(record.value).products[0].title for record in got][1] == "Tea Pot"
    assert len([record for record in responses.records if record.key == session_id.encode()]) == 2


def test_without_a_key_the_request_is_its_own_session(producer, responses):
    identity = str(uuid.uuid4())
    producer.send("steward.requests", ask(request_id=identity).SerializeToString())
    record = responses.find(lambda one: identity.encode() in one.value)
    response = request_pb2.Response.FromString(record.value)
    assert response.request_id == identity and response.session_id


def test_filters_and_sort_in_protobuf(producer, responses, session_id):
    request = ask("cable")
    request.search.filters.brands.append("Corda")
    request.search.sort = catalog_pb2.Sort.PRICE_ASCENDING
    producer.send("steward.requests", request.SerializeToString(), session_id)
    response = request_pb2.Response.FromString(responses.of_key(session_id).value)
    assert [product.product_id for product in response.products] == ["T-014", "T-013"]


UNREADABLE = {
    "not protobuf": b"\xff\xff\xff\xff garbage",
    "cut off": request_pb2.Request(search=request_pb2.SearchRequest(query="usb c cable")).SerializeToString()[:-3],
    "bad UTF-8": b"\x52\x06\x0a\x04\xff\xfe\xfd\xfc",
    "half JSON": b'{"search":{"query":',
    "unknown field": b'{"search":{"query":"x","colour":"red"}}',
    "a short frame": b"\x00\x00\x00",
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_set_aside_and_answered(producer, responses, dead_requests, session_id, name):
    value = UNREADABLE[name]
    partition, offset = producer.send("steward.requests", value, session_id, {"mine": b"kept"})
    dead = dead_requests.of_key(session_id)
    assert dead.value == value and dead.headers["mine"] == b"kept"
    assert dead.headers["kafka_dlt-original-topic"] == b"steward.requests"
    assert dead.headers["kafka_dlt-exception-message"]
    assert int_of(dead.headers["kafka_dlt-original-partition"]) == partition
    assert int_of(dead.headers["kafka_dlt-original-offset"]) == offset
    answer = responses.of_key(session_id)
    assert b"FAILED" in answer.value or request_pb2.Response.FromString(answer.value).status == STATES.FAILED


def int_of(value):
    """Spring writes numbers as binary; text is accepted too."""
    return int(value) if value.isdigit() else int.from_bytes(value, "big")


def test_a_request_that_makes_no_sense_fails_with_a_reason(producer, responses, session_id):
    producer.send("steward.requests", b'{"search":{"query":""}}', session_id)
    content = json.loads(responses.of_key(session_id).value)
    assert content["status"] == "FAILED" and "query" in json.dumps(content["problem"])


@pytest.mark.skipif(not shutil.which("kcat"), reason="kcat is not installed")
def test_kcat(dependencies, responses, session_id):
    subprocess.run(["kcat", "-b", dependencies.brokers, "-P", "-t", "steward.requests", "-k", session_id],
                   input=b'{"search":{"query":"usb c cable"}}\n', check=True, timeout=20)
    responses.of_key(session_id)
    got = subprocess.run(["kcat", "-b", dependencies.brokers, "-C", "-q", "-e", "-o", "beginning", "-t", "steward.responses", "-f", "%k %s\n"],
                         capture_output=True, text=True, errors="replace", check=True, timeout=30).stdout
    mine = [line.split(" ", 1)[1] for line in got.splitlines() if line.startswith(session_id)]
    assert len(mine) == 1 and json.loads(mine[0])["status"] == "COMPLETED"
