"""The access rules of docs/kafka.md, on a broker that allows nothing by default: what they let through, and what not."""

import re
import shlex
import shutil

import confluent_kafka
import pytest
from confluent_kafka import admin
from harness import wait_until
from harness.child import Child
from harness.dependencies import STARTED_WITHIN_S, new_folder
from local import kafka, paths, ports

USERS = ["acme", "backend", "steward", "stranger"]  # the last has a password, and no rule speaks of it
REQUESTS, RESPONSES = "steward.requests", "steward.responses"
ACME_REQUESTS, ACME_RESPONSES = "steward.acme.requests", "steward.acme.responses"
INSIDE = "steward.catalog.commands"
TOPICS = [REQUESTS, RESPONSES, ACME_REQUESTS, ACME_RESPONSES, INSIDE]
EVERY_RULE = admin.AclBindingFilter(admin.ResourceType.ANY, None, admin.ResourcePatternType.ANY, None, None,
                                    admin.AclOperation.ANY, admin.AclPermissionType.ANY)
QUESTION = b'{"search":{"query":"usb c cable"}}'

GUARDED = """
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,PROXIED:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT
listener.name.proxied.sasl.enabled.mechanisms=PLAIN
listener.name.proxied.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required {users};
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS
"""


def password_of(user):
    return f"password-of-{user}"


class GuardedKafka(kafka.Kafka):
    """Who comes by the second listener shows a password; by the first one come the broker itself, and we as its admin."""

    def prepare(self):
        super().prepare()
        users = " ".join(f'user_{user}="{password_of(user)}"' for user in USERS)
        with open(self.folder / "server.properties", "a") as file:
            file.write(GUARDED.format(users=users))

    def settings_of(self, user):
        return {"bootstrap.servers": f"127.0.0.1:{self.proxied[0]}", "security.protocol": "sasl_plaintext",
                "sasl.mechanism": "PLAIN", "sasl.username": user, "sasl.password": password_of(user), "log_level": 0}


def documented_rules():
    """What the commands of the page add."""
    page = (paths.ROOT / "docs/kafka.md").read_text().replace("\\\n", " ")
    for line in re.findall(r"^acl (--.+)$", page, re.MULTILINE):
        yield from bindings(shlex.split(line))


def bindings(words):
    """As kafka-acls.sh understands these words; a word that is not here is a mistake."""
    options = {}
    while words:
        name = words.pop(0)
        assert name in ("--allow-principal", "--operation", "--topic", "--group", "--cluster", "--resource-pattern-type"), name
        options.setdefault(name, []).append("kafka-cluster" if name == "--cluster" else words.pop(0))
    kind = next(kind for kind in ("topic", "group", "cluster") if f"--{kind}" in options)
    resource = admin.ResourceType.BROKER if kind == "cluster" else admin.ResourceType[kind.upper()]
    pattern = options.get("--resource-pattern-type", ["literal"])[0]
    for operation in options["--operation"]:
        yield admin.AclBinding(
            resource, options[f"--{kind}"][0], admin.ResourcePatternType[pattern.upper()], options["--allow-principal"][0], "*",
            admin.AclOperation[re.sub(r"(?<=[a-z])(?=[A-Z])", "_", operation).upper()], admin.AclPermissionType.ALLOW)


@pytest.fixture(scope="module")
def broker():
    folder = new_folder()
    (folder / "log").mkdir(parents=True)
    kafka.jars()
    port, controller, guarded = ports.free(3)
    broker = GuardedKafka(folder / "kafka", port, controller, folder / "log/kafka.log", proxied=(guarded, guarded))
    broker.prepare()
    child = Child(broker.spec()).start()
    try:
        broker.wait_ready(STARTED_WITHIN_S)
        ours = admin.AdminClient({"bootstrap.servers": broker.brokers})
        rules = list(documented_rules())
        done = ours.create_topics([admin.NewTopic(topic, 1, 1) for topic in TOPICS])
        for future in [*done.values(), *ours.create_acls(rules).values()]:
            future.result(20)
        wait_until(lambda: len(ours.describe_acls(EVERY_RULE).result(20)) == len(rules), 20, "the rules are in force")
        yield broker
    finally:
        child.kill()
        shutil.rmtree(broker.folder)  # the log stays, to read after a failure


# ---- what a user tries ----

def write(broker, user, topic):
    """As an idempotent producer: that takes no further right."""
    told = []
    producer = confluent_kafka.Producer({**broker.settings_of(user), "enable.idempotence": True, "message.timeout.ms": 15000})
    producer.produce(topic, QUESTION, key="session", on_delivery=lambda error, message: told.append(error))
    assert producer.flush(20) == 0
    if told[0]:
        raise confluent_kafka.KafkaException(told[0])


def read(broker, user, topic):
    settings = {**broker.settings_of(user), "group.id": f"{user}-reads", "enable.auto.commit": False, "enable.partition.eof": True}
    with confluent_kafka.Consumer(settings) as ours:
        known = ours.list_topics(topic, 20).topics[topic]
        if known.error:
            raise confluent_kafka.KafkaException(known.error)
        ours.assign([confluent_kafka.TopicPartition(topic, 0, 0)])
        message = ours.poll(20)
        assert message, f"nothing is heard of {topic}"
        if message.error() and message.error().code() != confluent_kafka.KafkaError._PARTITION_EOF:
            raise confluent_kafka.KafkaException(message.error())


def keep_place(broker, user, group):
    """Of a consumer group, in the topic that its user may read."""
    place = confluent_kafka.TopicPartition(ACME_RESPONSES if user == "acme" else RESPONSES, 0, 1)
    ours = admin.AdminClient(broker.settings_of(user))
    ours.alter_consumer_group_offsets([confluent_kafka.ConsumerGroupTopicPartitions(group, [place])])[group].result(20)


def make(broker, user, topic):
    ours = admin.AdminClient(broker.settings_of(user))
    ours.create_topics([admin.NewTopic(topic, 1, 1)])[topic].result(20)


@pytest.mark.parametrize("user, act, on", [
    ("acme", write, ACME_REQUESTS),
    ("acme", read, ACME_RESPONSES),
    ("acme", keep_place, "acme-answers"),
    ("backend", write, REQUESTS),
    ("backend", read, RESPONSES),
    ("backend", keep_place, "backend-answers"),
    ("steward", make, "steward.interactions"),
    ("steward", write, ACME_RESPONSES),
    ("steward", write, INSIDE),
    ("steward", read, INSIDE),
    ("steward", keep_place, "steward-catalog"),
])
def test_who_has_the_right_to_it_does_it(broker, user, act, on):
    act(broker, user, on)


@pytest.mark.parametrize("user, act, on", [
    ("acme", write, REQUESTS),
    ("acme", write, ACME_RESPONSES),
    ("acme", write, INSIDE),
    ("acme", read, RESPONSES),
    ("acme", read, ACME_REQUESTS),
    ("acme", read, INSIDE),
    ("acme", make, "steward.acme.more"),
    ("acme", keep_place, "steward-orchestrator"),
    ("backend", write, ACME_REQUESTS),
    ("backend", write, INSIDE),
    ("backend", read, INSIDE),
    ("backend", keep_place, "acme-answers"),
    ("steward", make, "elsewhere"),
    ("stranger", write, REQUESTS),
    ("stranger", write, ACME_REQUESTS),
    ("stranger", read, RESPONSES),
    ("stranger", keep_place, "acme-answers"),
])
def test_who_lacks_the_right_to_it_is_refused(broker, user, act, on):
    with pytest.raises(confluent_kafka.KafkaException, match="(TOPIC|GROUP|CLUSTER)_AUTHORIZATION_FAILED"):
        act(broker, user, on)


def test_who_has_another_password_is_nobody(broker):
    settings = {**broker.settings_of("acme"), "sasl.password": "guessed"}
    with pytest.raises(confluent_kafka.KafkaException):
        admin.AdminClient(settings).list_topics(timeout=3)
