"""Kafka and tenants: the header of who may be trusted with it, and topics that are one tenant's own."""

import collections
import json
import uuid

import pytest
from checks import problem
from harness import Producer, Reader, wait_until
from live_client import Live, is_answer

ACME = "acme"
QUESTION = b'{"search":{"query":"usb c cable","limit":3}}'
TOPICS = {"STEWARD_TENANT_TOPICS": f"{ACME}=steward.acme, other=steward.other"}


def of(tenant):
    return {"Steward-Tenant": tenant}


@pytest.fixture(scope="module")
def bound(stack, dependencies):
    """The edge, told of the topics."""
    if dependencies.authority:
        pytest.skip("with access rules topics of single tenants are made and allowed by an operator: docs/tls.md")
    with stack.told(TOPICS, "orchestrator"):
        yield stack.copy("orchestrator").client


@pytest.fixture(scope="module", autouse=True)
def cable_of_acme(stack):
    catalog = stack.copy("catalog").client
    answer = catalog.put("/products/acme-cable", headers=of(ACME), json={"title": "Acme usb c cable"})
    assert answer.status_code in (200, 201), answer.text
    wait_until(lambda: catalog.get("/stats", headers=of(ACME)).json()["indexed"] == 1, 15, "it can be searched")


@pytest.fixture
def answers(dependencies, bound):
    with Reader(dependencies.brokers, "steward.acme.responses") as reader:
        yield reader


@pytest.fixture
def dead(dependencies, bound):
    with Reader(dependencies.brokers, "steward.acme.requests-dlt") as reader:
        yield reader


def titles(record):
    return [product["title"] for product in json.loads(record.value).get("products", [])]


# ---- the header ----

def test_the_header_says_whose_a_request_is(producer, responses, edge, session_id):
    producer.send("steward.requests", QUESTION, session_id, {"steward-tenant": ACME.encode()})
    record = responses.of_key(session_id)
    assert titles(record) == ["Acme usb c cable"] and record.headers["steward-tenant"] == ACME.encode()
    assert json.loads(record.value)["session_id"] == session_id
    assert edge.get(f"/api/v1/sessions/{session_id}", headers=of(ACME)).status_code == 200
    problem(edge.get(f"/api/v1/sessions/{session_id}"), 404)


def test_a_key_may_have_the_tenant_in_it(producer, responses, session_id):
    """As the keys of the edge have it: then both fall on one partition."""
    producer.send("steward.requests", QUESTION, f"{ACME}/{session_id}", {"steward-tenant": ACME.encode()})
    record = responses.of_key(f"{ACME}/{session_id}")
    assert json.loads(record.value)["session_id"] == session_id and titles(record) == ["Acme usb c cable"]


def test_the_same_ids_by_kafka(producer, responses, session_id):
    same = {"ce_id": uuid.uuid4().hex.encode(), "ce_specversion": b"1.0", "ce_source": b"/me", "ce_type": b"steward.v1.Request"}
    for headers in ({}, {"steward-tenant": ACME.encode()}, {}):
        producer.send("steward.requests", QUESTION, session_id, {**same, **headers})
    producer.send("steward.requests", QUESTION, session_id)  # answered after all that the same tenant asked before
    responses.of_key(session_id, count=3)
    got = [record for record in responses.records if record.key == session_id.encode()]
    assert sorted(record.headers.get("steward-tenant", b"default") for record in got) == [b"acme", b"default", b"default"]
    assert len({record.headers["ce_id"] for record in got}) == 3, "each tenant is answered, and who repeats itself is not"


@pytest.mark.parametrize("name", [b"*", b"a,b", b"a/b", b"x" * 65, "ü".encode()])
def test_what_is_no_tenant_is_set_aside(producer, responses, dead_requests, session_id, name):
    producer.send("steward.requests", QUESTION, session_id, {"steward-tenant": name})
    letter = dead_requests.of_key(session_id)
    assert b"steward-tenant may have letters" in letter.headers["kafka_dlt-exception-message"]
    assert json.loads(responses.of_key(session_id).value)["problem"]["status"] == 400


# ---- topics of their own ----

def test_a_topic_is_its_tenants(producer, answers, responses, bound, session_id):
    producer.send("steward.acme.requests", QUESTION, session_id)
    record = answers.of_key(session_id)
    assert titles(record) == ["Acme usb c cable"]
    content = json.loads(record.value)
    assert content["session_id"] == session_id
    assert bound.get(f"/api/v1/requests/{content['request_id']}", headers=of(ACME)).json()["status"] == "COMPLETED"
    problem(bound.get(f"/api/v1/requests/{content['request_id']}"), 404)
    assert all(record.key != session_id.encode() for record in responses.records), "answered where all can read it"


@pytest.mark.parametrize("name", [b"default", b"acme", b"other", b"*"])
def test_it_may_not_name_a_tenant(producer, answers, dead, session_id, name):
    producer.send("steward.acme.requests", QUESTION, session_id, {"steward-tenant": name})
    letter = dead.of_key(session_id)
    assert letter.value == QUESTION and b"steward-tenant" in letter.headers["kafka_dlt-exception-message"]
    refused = json.loads(answers.of_key(session_id).value)
    assert refused["problem"]["status"] == 400 and "steward-tenant" in refused["problem"]["detail"]


def test_another_tenants_ids_are_of_no_use(producer, answers, edge, bound, session_id):
    """Neither in the key, nor in the body."""
    other = edge.post("/api/v1/search", headers=of("other"), json={"query": "cable", "session_id": session_id}).json()
    before = edge.get(f"/api/v1/sessions/{session_id}", headers=of("other")).json()
    producer.send("steward.acme.requests", json.dumps({
        "request_id": other["request_id"], "session_id": session_id, "search": {"query": "usb c cable"}}).encode(), "k1" + session_id)
    assert titles(answers.of_key("k1" + session_id)) == ["Acme usb c cable"]
    producer.send("steward.acme.requests", json.dumps({"session_id": session_id, "erase": {}}).encode(), f"other/{session_id}")
    assert json.loads(answers.of_key(f"other/{session_id}").value)["status"] == "COMPLETED"
    assert edge.get(f"/api/v1/sessions/{session_id}", headers=of("other")).json() == before


def test_who_watches_hears_of_it(producer, answers, bound, stack, session_id):
    with Live(stack.copy("orchestrator").port, additional_headers=of(ACME)) as live:
        live.search("cable", session_id=session_id)
        producer.send("steward.acme.requests", b'{"live":true,"search":{"query":"usb c cable"}}', session_id)
        told = live.until(is_answer)[-1]
        assert told["response"]["products"][0]["title"] == "Acme usb c cable"


def test_a_killed_copy_loses_no_answer(dependencies, stack, bound, session_id):
    """What was told before the crash is known, what was not is told, and each once."""
    producer = Producer(dependencies.brokers)
    keys = [f"{session_id}-{number}".encode() for number in range(40)]

    def ask_all():
        for key in keys:
            producer.send_later("steward.acme.requests", QUESTION, key)
        producer.flush()

    with Reader(dependencies.brokers, "steward.acme.responses") as answers:
        ask_all()
        copy = stack.copy("orchestrator")
        copy.kill()
        copy.start()
        stack.wait_ready()
        ask_all()  # whatever was told of the first is there when the second is answered

        def told():
            return collections.Counter(record.key for record in list(answers.records) if record.key in keys)

        wait_until(lambda: min(told()[key] for key in keys) >= 2, 40, "all are answered")
        assert set(told().values()) == {2}


@pytest.mark.parametrize("text, why", [
    ("acme", "is not TENANT=NAME"), ("a/b=steward.x", "is not TENANT=NAME"), ("acme=a b", "is not TENANT=NAME"),
    ("acme=x,acme=y", "has topics already"), ("a=steward", "another's"), ("a=x,b=x", "another's")])
def test_what_cannot_be_is_said_at_start(stack, text, why):
    copy = stack.refused("orchestrator", {"STEWARD_TENANT_TOPICS": text})
    assert why in copy.log() and copy.exit_code == 1
