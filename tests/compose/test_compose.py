"""docker-compose up, and what an operator does with it afterwards. The tests follow each other on one system."""

import json
import uuid

import pytest
from checks import completed
from harness import Producer, Reader, wait_until
from project import LONG_RUNNING, ONCE

def chat(stack, session, message):
    answer = stack.client.post("/api/v1/chat", json={"session_id": session, "message": message})
    assert answer.status_code == 200, answer.text
    return answer.json()


def products_in(stack):
    code, said, trouble = stack.steward("catalog", "stats", "--json")
    assert code == 0, trouble
    return json.loads(said)["products"]


def test_up_makes_everything_healthy(stack, started):
    print(f"healthy after {started:.1f} s")
    assert set(stack.containers()) == LONG_RUNNING | ONCE
    assert not stack.unhealthy()


def test_nothing_is_published_beyond_this_machine(stack):
    for service, copies in stack.containers().items():
        published = [place for places in copies[0]["NetworkSettings"]["Ports"].values() for place in places or []]
        assert {place["HostIp"] for place in published} <= {"127.0.0.1"}, service


def test_services_have_no_rights(stack):
    for service, copies in stack.containers().items():
        if service in {"kafka", "postgres", "redis", "databases"}:
            continue
        host = copies[0]["HostConfig"]
        assert host["ReadonlyRootfs"] and host["CapDrop"] == ["ALL"] and "no-new-privileges:true" in host["SecurityOpt"], service


def test_a_search(stack):
    content = completed(stack.search("wireless headphones under 100", limit=3))
    assert content["products"] and all(product["price"]["amount_minor"] <= 10000 for product in content["products"])


def test_a_conversation(stack):
    session = str(uuid.uuid4())
    assert chat(stack, session, "show me gaming laptops")["products"]
    narrowed = chat(stack, session, "under 1500")["products"]
    assert narrowed and all(product["price"]["amount_minor"] <= 150000 for product in narrowed)


def test_the_page_and_the_documents(stack):
    page = stack.client.get("/")
    assert page.status_code == 200 and page.headers["content-type"].startswith("text/html")
    assert stack.client.get("/docs").status_code == 200
    assert stack.client.get("/openapi.json").status_code == 200


def test_a_request_from_kafka(stack):
    brokers, session = f"localhost:{stack.kafka_port}", str(uuid.uuid4())
    with Reader(brokers, "steward.responses") as responses:
        Producer(brokers).send("steward.requests", b'{"search":{"query":"usb c cable"}}', session)
        answer = json.loads(responses.of_key(session, 30).value)
    assert answer["status"] == "COMPLETED" and answer["products"]


def test_the_command_line_tool(stack):
    code, said, trouble = stack.steward("search", "usb c cable")
    assert code == 0 and "USB-C" in said, trouble
    assert products_in(stack) > 900


def test_everybody_may_search_and_a_key_may_write(stack):
    port = stack.compose("port", "catalog", "8002").stdout.strip().rsplit(":", 1)[1]
    product = {"product_id": "compose-1", "title": "Lamp", "price": {"currency_code": "USD", "amount_minor": 100}}
    url = f"http://127.0.0.1:{port}/products/compose-1"
    assert stack.client.put(url, json=product).status_code == 403
    code, said, trouble = stack.steward("keys", "create", "test", "--role", "operator", "--bootstrap", "--json")
    assert code == 0, trouble
    key = json.loads(said)["secret"]
    assert stack.client.put(url, json=product, headers={"Authorization": f"Bearer {key}"}).status_code == 201
    assert stack.client.delete(url, headers={"Authorization": f"Bearer {key}"}).status_code in (200, 204)


def test_monitoring_sees_all_six(stack):
    def seen():
        health = stack.client.get(f"http://127.0.0.1:{stack.monitoring_port}/health").json()
        return len({one["service"] for one in health["processes"]}) == 6
    wait_until(seen, 30, "monitoring has heard of all")


@pytest.mark.parametrize("service", ["redis", "catalog", "response-composer", "orchestrator", "postgres", "kafka"])
def test_what_is_restarted_comes_back(stack, service):
    stack.compose("restart", service)
    stack.wait_healthy()
    wait_until(lambda: completed(stack.search("tea pot")), 90, f"searches after a restart of {service}")


def test_two_copies_share_the_work(stack):
    stack.up("--no-recreate", "--scale", "catalog=2")
    assert len(stack.containers()["catalog"]) == 2
    for number in range(20):
        completed(stack.search("usb c cable", session_id=f"copies-{number}"))
    stack.compose("up", "-d", "--no-recreate", "--scale", "catalog=1")
    assert len(stack.containers()["catalog"]) == 1
    for number in range(20):
        completed(stack.search("usb c cable", session_id=f"copies-{number}"))


def test_another_version_takes_over_with_the_data(stack):
    """The same programs under another tag: every container of ours is made anew."""
    session = str(uuid.uuid4())
    chat(stack, session, "show me gaming laptops")
    images = stack.engine.docker("images", "--filter", "reference=steward/*:test", "--format", "{{.Repository}}").stdout.split()
    for image in images:
        stack.engine.docker("tag", f"{image}:test", f"{image}:next")
    before = {copy["Id"] for copies in stack.containers().values() for copy in copies}
    stack.up("--no-build", IMAGE_TAG="next")
    after = stack.containers()
    assert after["catalog"][0]["Config"]["Image"] == "steward/catalog:next" and after["catalog"][0]["Id"] not in before
    assert after["kafka"][0]["Id"] in before and after["postgres"][0]["Id"] in before
    assert chat(stack, session, "under 1500")["products"]


def test_down_and_up_keep_the_data_and_one_service_brings_what_it_needs(stack):
    session = str(uuid.uuid4())
    chat(stack, session, "show me gaming laptops")
    stack.down()
    assert not stack.containers()
    stack.up("orchestrator")
    assert set(stack.containers()) == {"kafka", "postgres", "redis", "databases", "orchestrator", "catalog", "response-composer"}
    narrowed = wait_until(lambda: chat(stack, session, "under 1500")["products"], 60, "the conversation goes on")
    assert all(product["price"]["amount_minor"] <= 150000 for product in narrowed)
    stack.up()
    demo = stack.engine.docker("logs", stack.containers()["demo"][0]["Id"])
    assert "nothing was imported" in demo.stdout
