"""Kafka with TLS, certificates or passwords (SCRAM), and access rules: everything works with the rules of
deploy/kafka/acls.txt, and no service can do more. What each may do is written down here once more, by hand, as
docs/kafka.md has it."""

import json
import subprocess
import uuid
from pathlib import Path

import confluent_kafka
import pytest
from checks import completed, says
from confluent_kafka import KafkaError, TopicPartition
from confluent_kafka.admin import ScramCredentialInfo, ScramMechanism, UserScramCredentialUpsertion
from conftest import SETTINGS, load
from harness import Dependencies, Producer, Reader, Stack, wait_until
from local import kafka, process, services, tls

pytestmark = pytest.mark.slow

MAY_READ = {
    "orchestrator": {"requests", "responses", "progress", "catalog.events", "composer.events", "media.events"},
    "media": {"media.commands"},
    "catalog": {"catalog.commands", "catalog.changes", "interactions"},
    "response-composer": {"composer.commands"},
    "device-adapter": set(),
    "monitoring": {"telemetry"},
}
EVERY = {"telemetry", "warmup"}
MAY_WRITE = {
    "orchestrator": EVERY | {"requests", "responses", "progress", "interactions", "catalog.commands", "composer.commands",
                             "media.commands", "requests-dlt", "catalog.events-dlt", "composer.events-dlt", "media.events-dlt"},
    "media": EVERY | {"media.events", "media.commands-dlt"},
    "catalog": EVERY | {"catalog.events", "catalog.changes", "catalog.commands-dlt", "interactions-dlt"},
    "response-composer": EVERY | {"composer.events", "interactions", "composer.commands-dlt"},
    "device-adapter": EVERY,
    "monitoring": EVERY,
}
GROUPS = {"orchestrator", "media", "catalog", "response-composer"}


@pytest.fixture(scope="module")
def dependencies():
    with Dependencies(is_secure=True) as running:
        yield running


@pytest.fixture(scope="module")
def stack(dependencies):
    with Stack(dependencies, settings=SETTINGS) as running:
        running.wait_ready(100)
        load(running)
        yield running


@pytest.fixture(scope="module")
def topics(dependencies, stack):
    """All there are, without `steward.` in front."""
    names = confluent_kafka.admin.AdminClient({"bootstrap.servers": dependencies.brokers}).list_topics(timeout=10).topics
    found = {name.removeprefix("steward.") for name in names if name.startswith("steward.")}
    assert found >= set().union(*MAY_READ.values(), *MAY_WRITE.values())
    return found


def as_user(dependencies, user, **more):
    """How a client of Confluent's comes as a user."""
    shown = dependencies.authority.certificate(user)
    return {"bootstrap.servers": dependencies.proxied_brokers, "security.protocol": "SSL",
            "ssl.ca.location": str(dependencies.authority.ca), "ssl.certificate.location": str(shown.certificate),
            "ssl.key.location": str(shown.key), **more}


def test_search_and_chat_are_answered(edge, search):
    assert completed(search("tea pot"))["products"]
    answer = edge.post("/api/v1/chat", json={"session_id": str(uuid.uuid4()), "message": "do you have a tea pot"})
    assert answer.status_code == 200, answer.text


def test_what_is_shown_is_recorded(stack, search):
    request_id = completed(search("tea pot"))["request_id"]
    wait_until(lambda: request_id in stack.copy("catalog").get("/rank/log", params={"limit": 1000}).text, 20, "it is recorded")


def test_record_that_cannot_be_read_is_set_aside(dependencies, stack):
    with Reader(dependencies.brokers, "steward.requests-dlt") as dead:
        Producer(dependencies.brokers).send("steward.requests", b"{", key=b"secure")
        assert dead.of_key(b"secure").value == b"{"


def test_changed_product_is_found_by_all_copies(stack):
    with stack.one_more("catalog") as second:
        product = {"product_id": "secure-1", "title": "Zirconium kettle", "price": {"currency_code": "USD", "amount_minor": 100}}
        put = stack.copy("catalog").client.put("/products", json={"products": [product]})
        assert put.status_code == 200, put.text
        wait_until(lambda: "secure-1" in second.post("/search", json={"query": "zirconium"}).text, 10, "the other copy has it")


def test_monitoring_hears_everybody(stack):
    def heard():
        text = json.dumps(stack.copy("monitoring").get("/health").json())
        return all(name in text for name in services.NAMES)
    wait_until(heard, 15, "all six are heard of")


def test_nothing_was_forbidden_to_them(stack):
    """Runs after those above: what they did was allowed."""
    for copy in stack.copies:
        said = copy.log()
        assert "uthorization failed" not in said, said[-3000:]


@pytest.mark.parametrize("service", services.NAMES)
def test_service_cannot_write_what_is_not_its_own(dependencies, topics, service):
    producer = confluent_kafka.Producer(as_user(dependencies, kafka.user_of(service), **{"message.timeout.ms": 15000}))
    told = {}
    for topic in topics - MAY_WRITE[service]:
        producer.produce(f"steward.{topic}", b"forged",
                         on_delivery=lambda error, message: told.__setitem__(message.topic(), error and error.code()))
    assert producer.flush(30) == 0
    assert told == {f"steward.{topic}": KafkaError.TOPIC_AUTHORIZATION_FAILED for topic in topics - MAY_WRITE[service]}


def refusal(consumer, besides):
    """The code of the first error that is another one; a record is a mistake."""
    def told():
        message = consumer.poll(1)
        assert message is None or message.error(), message.value()
        return message.error().code() if message is not None and message.error().code() != besides else None

    return wait_until(told, 30, "the broker refuses")


@pytest.mark.parametrize("service", services.NAMES)
def test_service_cannot_read_what_is_not_its_own(dependencies, topics, service):
    """What it may write it may see there: so the broker is asked for records of these, of others for the topic itself."""
    consumer = confluent_kafka.Consumer(as_user(dependencies, kafka.user_of(service), **{
        "group.id": f"steward-{service}", "enable.auto.commit": False, "auto.offset.reset": "earliest"}))
    try:
        for topic in topics - MAY_READ[service]:
            name = f"steward.{topic}"
            if topic in MAY_WRITE[service]:
                consumer.assign([TopicPartition(name, 0, 0)])
                assert refusal(consumer, KafkaError.GROUP_AUTHORIZATION_FAILED) == KafkaError.TOPIC_AUTHORIZATION_FAILED
                consumer.unassign()
            else:
                seen = consumer.list_topics(name, timeout=20).topics[name]
                assert seen.error and seen.error.code() == KafkaError.TOPIC_AUTHORIZATION_FAILED
    finally:
        consumer.close()


@pytest.mark.parametrize("service", services.NAMES)
def test_service_cannot_join_the_group_of_another(dependencies, stack, service):
    for other in services.NAMES:
        if other == service and service in GROUPS:
            continue
        consumer = confluent_kafka.Consumer(as_user(dependencies, kafka.user_of(service), **{"group.id": f"steward-{other}"}))
        consumer.subscribe(["steward.requests"])
        try:
            assert refusal(consumer, KafkaError.TOPIC_AUTHORIZATION_FAILED) == KafkaError.GROUP_AUTHORIZATION_FAILED
        finally:
            consumer.close()


PASSWORD = "known to two: " + uuid.uuid4().hex


@pytest.fixture(scope="module")
def with_password(dependencies, tmp_path_factory):
    """Settings of a user with a password, which is in a file."""
    admin = confluent_kafka.admin.AdminClient({"bootstrap.servers": dependencies.brokers})
    credential = UserScramCredentialUpsertion("steward-media", ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 8192),
                                              PASSWORD.encode())
    for done in admin.alter_user_scram_credentials([credential]).values():
        done.result(30)
    file = tmp_path_factory.mktemp("secret") / "password"
    file.write_text(PASSWORD + "\n")
    return {"STEWARD_KAFKA_BROKERS": f"127.0.0.1:{dependencies.kafka.passwords}",
            "STEWARD_KAFKA_SECURITY_PROTOCOL": "sasl_ssl", "STEWARD_KAFKA_SASL_MECHANISM": "SCRAM-SHA-512",
            "STEWARD_KAFKA_SASL_USERNAME": "steward-media", "STEWARD_KAFKA_SASL_PASSWORD_FILE": file,
            "STEWARD_KAFKA_SSL_CERTIFICATE": "", "STEWARD_KAFKA_SSL_KEY": ""}


@pytest.fixture
def newer_library(tmp_path):
    """Debian 12's librdkafka cannot log in to Kafka 4 with SCRAM; the one in Confluent's Python package can."""
    packed = Path(confluent_kafka.__file__).parents[1] / "confluent_kafka.libs"
    (tmp_path / "librdkafka.so.1").symlink_to(next(packed.glob("librdkafka*.so.1")))
    return {"LD_LIBRARY_PATH": tmp_path}


def test_password_is_accepted(preparing, with_password, newer_library):
    child = preparing("media", **with_password, **newer_library)
    assert child.wait_ended(60) == 0, child.log()
    assert "prepared" in child.log()
    assert PASSWORD not in child.log()


def test_wrong_password_is_refused(preparing, with_password, newer_library, tmp_path):
    wrong = tmp_path / "password"
    wrong.write_text("not it\n")
    settings = {**with_password, "STEWARD_KAFKA_SASL_PASSWORD_FILE": wrong}
    assert says(preparing("media", **settings, **newer_library), "authentication failed")


def test_library_that_cannot_says_so(preparing, with_password):
    """Debian 12's. With a newer one there is nothing to say."""
    assert says(preparing("media", **with_password), "cannot log in to kafka 4 and later with scram", "prepared")


def test_password_is_not_shown(dependencies, with_password):
    env = {**process.clean_environment(), **{name: str(value) for name, value in with_password.items()}}
    config = subprocess.run([services.program("media", dependencies.build), "--config"], env=env, cwd="/", text=True,
                            capture_output=True, check=True).stdout
    assert "STEWARD_KAFKA_SASL_PASSWORD" in config and PASSWORD not in config


def test_without_a_certificate_nobody_comes(preparing):
    child = preparing("media", STEWARD_KAFKA_SSL_CERTIFICATE="", STEWARD_KAFKA_SSL_KEY="")
    assert says(child, "certificate required", "bad certificate")


def test_broker_of_another_authority_is_refused(preparing, tmp_path):
    stranger = tls.Authority(tmp_path / "stranger").prepare()
    assert says(preparing("media", STEWARD_KAFKA_SSL_CA=stranger.ca), "certificate verify failed")


def test_broker_with_the_certificate_of_another_host_is_refused(dependencies, preparing, tls_server):
    elsewhere = dependencies.authority.certificate("elsewhere", ["kafka.example"])
    port = tls_server(elsewhere)
    child = preparing("media", STEWARD_KAFKA_BROKERS=f"127.0.0.1:{port}")
    assert says(child, "mismatch", "certificate verify failed")


@pytest.mark.usefixtures("stack")  # its start makes the rules
def test_rules_are_as_the_file_says(dependencies, tmp_path):
    """Applied once more nothing changes; one that is too much is named, and goes with --prune."""
    def apply(*words, user=kafka.ADMIN):
        env = {**process.clean_environment(), "STEWARD_KAFKA_BROKERS": dependencies.proxied_brokers,
               **{name: str(value) for name, value in dependencies.kafka.client_settings(user).items()}}
        return subprocess.run([dependencies.build / "bin/steward", "acls", "apply", *words], env=env, cwd=tmp_path,
                              capture_output=True, text=True, check=False, timeout=60)

    assert apply(str(kafka.ACLS), "--dry-run", "--prune").returncode == 0
    more = tmp_path / "more.txt"
    more.write_text(kafka.ACLS.read_text() + "media read topic steward.requests\n")
    assert apply(str(more), "--dry-run").returncode == 1
    made = apply(str(more))
    assert "+ User:steward-media allow read topic steward.requests" in made.stdout
    named = apply(str(kafka.ACLS), "--prune", "--dry-run")
    assert named.returncode == 1
    assert "- User:steward-media allow read topic steward.requests" in named.stdout
    assert apply(str(kafka.ACLS), "--prune").returncode == 0
    assert json.loads(apply(str(kafka.ACLS), "--dry-run", "--json").stdout) == {
        "rules": len(rules()), "missing": 0, "surplus": 0, "changed": False}
    forbidden = apply(str(more), user=kafka.user_of("media"))
    assert forbidden.returncode != 0 and "do it as one who may alter the cluster" in forbidden.stderr


def rules():
    return [line for line in kafka.ACLS.read_text().splitlines() if line and not line.startswith("#")]
