"""`steward topics`, `lag` and the filters of `dlt`, against a broker that another client has changed."""

import json
import uuid

import pytest
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, NewTopic
from checks import everything_is_read, lags
from harness import wait_until


@pytest.fixture
def broker(dependencies, stack):
    return AdminClient({"bootstrap.servers": dependencies.brokers})


def settings_of(broker, topic):
    asked = ConfigResource(ConfigResource.Type.TOPIC, topic)
    return {name: entry.value for name, entry in broker.describe_configs([asked])[asked].result(10).items()}


def set_some(broker, topic, settings):
    """None: as the broker has it."""
    changes = [ConfigEntry(name, value, incremental_operation=AlterConfigOpType.SET if value else AlterConfigOpType.DELETE)
               for name, value in settings.items()]
    changed = ConfigResource(ConfigResource.Type.TOPIC, topic, incremental_configs=changes)
    broker.incremental_alter_configs([changed])[changed].result(10)


def checked(cli, code=0):
    return json.loads(cli("topics", "check", "--json", code=code).stdout)


def test_the_topics_of_a_new_stack_are_as_they_should_be(cli):
    assert checked(cli) == {"ok": True, "faults": []}
    assert "as they should be" in cli("topics", "check").stdout


def test_what_was_changed_is_told_and_repaired(cli, broker):
    topic = "steward.composer.events"
    set_some(broker, topic, {"cleanup.policy": "compact", "retention.ms": "60000", "segment.bytes": "20971520"})
    try:
        wait_until(lambda: len(checked(cli, 1)["faults"]) == 2, 10)
        faults = {fault["what"]: fault for fault in checked(cli, 1)["faults"]}
        assert faults["cleanup.policy"]["is"] == "compact" and faults["cleanup.policy"]["wanted"] == "delete"
        assert faults["retention.ms"]["is"] == "60000" and int(faults["retention.ms"]["wanted"]) >= 86400000
        assert {fault["topic"] for fault in faults.values()} == {topic}
        cli("topics", "repair", "--dry-run", code=1)
        assert settings_of(broker, topic)["cleanup.policy"] == "compact", "a dry run changes nothing"
        cli("topics", "repair")
        now = settings_of(broker, topic)
        assert (now["cleanup.policy"], now["retention.ms"]) == ("delete", "86400000")
        assert now["segment.bytes"] == "20971520", "what somebody set beside it stays"
        assert checked(cli)["ok"]
    finally:
        set_some(broker, topic, {"cleanup.policy": None, "retention.ms": None, "segment.bytes": None})


def test_a_topic_that_may_be_told_twice_by_mistake_is_mended(cli, broker):
    """The broker's refusal of old records is what keeps answers from being told twice."""
    set_some(broker, "steward.responses", {"message.timestamp.before.max.ms": None})
    wait_until(lambda: not checked(cli, 1)["ok"], 10)
    cli("topics", "repair")
    assert settings_of(broker, "steward.responses")["message.timestamp.before.max.ms"] == "2000"


def test_missing_topics_are_made(cli, broker):
    name = "steward.alerts-dlt"
    broker.delete_topics([name])[name].result(10)
    wait_until(lambda: name not in broker.list_topics(timeout=10).topics, 10)
    faults = checked(cli, 1)["faults"]
    assert [(fault["topic"], fault["what"]) for fault in faults] == [(name, "topic")]
    assert json.loads(cli("topics", "create", "--json").stdout) == {"created": 1}
    wait_until(lambda: checked(cli)["ok"], 10)
    assert settings_of(broker, name)["retention.ms"] == "2592000000"
    assert json.loads(cli("topics", "create", "--json").stdout) == {"created": 0}


def test_partitions_are_added_only_when_told(cli, broker):
    """On topics of a tenant, which nothing on this stack reads."""
    name = f"shop-{uuid.uuid4().hex[:8]}"
    settings = {"STEWARD_TENANT_TOPICS": f"acme={name}"}
    for topic in (f"{name}.requests", f"{name}.responses"):
        broker.create_topics([NewTopic(topic, num_partitions=1, replication_factor=1)])[topic].result(10)
    try:
        def partitions():
            return len(broker.list_topics(f"{name}.requests", timeout=10).topics[f"{name}.requests"].partitions)

        cli("topics", "repair", code=1, settings=settings)
        assert partitions() == 1
        cli("topics", "repair", "--partitions", settings=settings)
        assert partitions() == 3
    finally:
        for topic in broker.list_topics(timeout=10).topics:
            if topic.startswith(name):
                try:
                    broker.delete_topics([topic])[topic].result(10)
                except KafkaException:
                    pass


def test_lag_by_group_and_topic(cli, search):
    everything_is_read(cli, search)
    content = json.loads(cli("lag", "--json").stdout)
    for row in content["topics"]:
        parts = [part for part in content["lags"] if (part["group"], part["topic"]) == (row["group"], row["topic"])]
        assert row["partitions"] == len(parts) and row["lag"] == sum(part["lag"] for part in parts)
    assert ("steward-catalog", "steward.catalog.commands", 3) in [(row["group"], row["topic"], row["partitions"]) for row in content["topics"]]
    assert content["total"] == sum(row["lag"] for row in content["topics"])


def test_lag_of_a_stopped_service_is_seen(cli, stack, edge, search):
    catalog = stack.copy("catalog")
    everything_is_read(cli, search)
    catalog.pause()
    try:
        edge.post("/api/v1/search", json={"query": "lamp"}, headers={"Prefer": "respond-async"})

        def behind():
            return [(row["group"], row["topic"], row["lag"], row["behind"]) for row in lags(cli)["topics"] if row["lag"]]

        # What the orchestrator has read is committed a moment after.
        wait_until(lambda: behind() == [("steward-catalog", "steward.catalog.commands", 1, 1)], 20)
        said = cli("lag", "--max", "0", code=1)
        assert "1 records behind" in said.stderr
    finally:
        catalog.resume()
    wait_until(lambda: json.loads(cli("lag", "--max", "0", "--json", code=None).stdout)["total"] == 0, 30)


def test_dead_letters_are_picked_out(cli, producer, dead_requests, session_id):
    other = f"{session_id}-other"
    for key in (session_id, other):
        producer.send("steward.requests", b"\xff\xffbroken", key)
        dead_requests.of_key(key)

    def listed(*words):
        return [letter["key"] for letter in json.loads(cli("dlt", "list", "steward.requests", "--json", *words).stdout)["letters"]]

    assert listed("--key", session_id) == [session_id]
    assert {session_id, other} <= set(listed("--since", "5m"))
    assert session_id not in listed("--until", "5m")
    assert listed("--key", session_id, "--reason", "no reason has this") == []
    assert "30m" in cli("dlt", "list", "--since", "yesterday", code=2).stderr

    dry = cli("dlt", "replay", "steward.requests", "--key", session_id, "--again", "--dry-run").stdout
    assert f"key {session_id}" in dry and other not in dry and "1 dead letters would be sent" in dry
    assert json.loads(cli("dlt", "replay", "steward.requests", "--key", session_id, "--again", "--json").stdout)["sent"] == 1
    dead_requests.of_key(session_id, count=2)
    assert len([one for one in dead_requests.records if one.key == other.encode()]) == 1, "the other one was left where it is"
