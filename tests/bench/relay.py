"""The bare relay (relay.c) beside a stack: its three processes, and how large its messages are to be."""

import contextlib
import statistics

import confluent_kafka
from harness import wait_until
from harness.child import Child
from local import ports, process

import measure

PREFIX = "relay"
HOPS = ("requests", "catalog.commands", "catalog.events", "composer.commands", "composer.events", "responses")
ROLES = ("edge", "catalog", "composer")


def sizes_of_a_search(brokers):
    """The middle size of the messages of each hop, as real searches have left them on the topics."""
    return [round(statistics.median(sizes_on(brokers, f"steward.{hop}"))) for hop in HOPS]


def sizes_on(brokers, topic):
    consumer = confluent_kafka.Consumer({"bootstrap.servers": brokers, "group.id": "bench-sizes", "enable.auto.commit": False})
    try:
        left = 0
        places = []
        for number in consumer.list_topics(topic, timeout=10).topics[topic].partitions:
            place = confluent_kafka.TopicPartition(topic, number)
            low, high = consumer.get_watermark_offsets(place, timeout=10)
            place.offset = low
            left += high - low
            places.append(place)
        consumer.assign(places)
        sizes = []
        while len(sizes) < left:
            message = consumer.poll(5)
            assert message is not None, f"{topic} cannot be read"
            if not message.error():
                sizes.append(len(message.value()))
        assert sizes, f"there is nothing on {topic}"
        return sizes
    finally:
        consumer.close()


@contextlib.contextmanager
def running(dependencies, sizes, partitions):
    """The port of the edge of a relay that is ready, and its processes by name."""
    port = ports.free(1)[0]
    children = []
    for role in ROLES:
        own = ["--port", str(port)] if role == "edge" else []
        spec = process.Spec(
            name=f"relay-{role}",
            argv=[measure.program("relay"), role, "--prefix", PREFIX, "--sizes", ",".join(map(str, sizes)), *own],
            env={**process.clean_environment(), "STEWARD_KAFKA_BROKERS": dependencies.brokers,
                 "STEWARD_KAFKA_PARTITIONS": str(partitions)},
            log=str(dependencies.logs / f"relay-{role}.log"))
        children.append(Child(spec).start())
    try:
        wait_until(lambda: measure.answers(port), 30, "the relay's edge is ready")
        wait_until(lambda: measure.run_load("http", dependencies.brokers, "--port", port, "--warmup", 0, "--seconds", 0.5)
                   ["ok"]["count"] > 0, 30, "the relay passes messages on")
        yield port, {f"relay {role}": child.pid for role, child in zip(ROLES, children)}
    finally:
        for child in children:
            child.kill()
