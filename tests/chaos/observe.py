"""What the run has left: the topics from their beginning, the tables of the orchestrator, and a watch on responses."""

import importlib
import threading
import time

import confluent_kafka
import psycopg
from checker import Session
from harness import wait_until
from messages import request_of, response_of  # makes the classes of the messages

state_pb2 = importlib.import_module("steward.v1.state_pb2")


def consumer_of(brokers):
    return confluent_kafka.Consumer({"bootstrap.servers": brokers, "group.id": "chaos", "enable.auto.commit": False,
                                     "fetch.wait.max.ms": 50, "auto.offset.reset": "error", "log_level": 0})


def places_of(consumer, topic, from_end):
    """Where to begin in each partition, and how many messages stand there."""
    places, count = [], 0
    known = consumer.list_topics(topic, timeout=10).topics[topic].partitions
    for number in known:
        place = confluent_kafka.TopicPartition(topic, number)
        low, high = wait_until(lambda: consumer.get_watermark_offsets(place, timeout=10), 20, f"{topic} can be read")
        place.offset = high if from_end else low
        places.append(place)
        count += high - low
    return places, count


def read_topic(brokers, topic, read):
    """read(message) of every message that is there."""
    consumer = consumer_of(brokers)
    try:
        places, count = places_of(consumer, topic, from_end=False)
        consumer.assign(places)
        found, end = [], time.monotonic() + 120
        while len(found) < count and time.monotonic() < end:
            message = consumer.poll(1)
            if message is not None and not message.error():
                found.append(read(message))
        assert len(found) == count, f"{len(found)} of {count} messages of {topic} could be read"
        return found
    finally:
        consumer.close()


def requests(brokers):
    return read_topic(brokers, "steward.requests", request_of)


def responses(brokers):
    return read_topic(brokers, "steward.responses", response_of)


def dead_letters(brokers):
    """The places of those on all topics of dead letters."""
    consumer = consumer_of(brokers)
    try:
        topics = [name for name in consumer.list_topics(timeout=10).topics if name.endswith("-dlt")]
    finally:
        consumer.close()
    return [letter for topic in topics
            for letter in read_topic(brokers, topic, lambda message: f"{message.topic()}/{message.partition()}/{message.offset()}")]


def sessions(url):
    with psycopg.connect(url) as connection:
        connection.execute("select set_config('app.tenants', '*', true)")
        return [session_of(*row) for row in connection.execute("select id, is_waiting, state from sessions")]


def session_of(name, is_waiting, state):
    kept = state_pb2.SessionState.FromString(bytes(state))
    return Session(name, is_waiting, kept.HasField("current"), len(kept.waiting))


def unsent(url):
    with psycopg.connect(url) as connection:
        return connection.execute("select topic, partition, length(unsent) from fold_offsets").fetchall()


class Watch:
    """Notes when each terminal response arrives on steward.responses."""

    def __init__(self, brokers, on_answer):
        self.consumer = consumer_of(brokers)
        self.consumer.assign(places_of(self.consumer, "steward.responses", from_end=True)[0])
        self.on_answer = on_answer
        self.is_open = True
        self.thread = threading.Thread(target=self.run, daemon=True, name="watch")
        self.thread.start()

    def run(self):
        while self.is_open:
            message = self.consumer.poll(0.1)
            if message is None or message.error():
                continue
            self.on_answer(response_of(message), time.time())

    def close(self):
        self.is_open = False
        self.thread.join(5)
        self.consumer.close()
