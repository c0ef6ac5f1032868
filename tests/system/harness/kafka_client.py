"""An independent Kafka client (librdkafka's Python binding) for tests."""

import threading
import time

import confluent_kafka

from .wait import wait_until


class Record:
    """A message, read."""

    def __init__(self, message):
        self.topic, self.partition, self.offset = message.topic(), message.partition(), message.offset()
        self.key, self.value = message.key(), message.value()
        self.headers = dict(message.headers() or [])
        self.timestamp_ms = message.timestamp()[1]


class Producer:
    """murmur2, as Java producers do it."""

    def __init__(self, brokers, **settings):
        self.producer = confluent_kafka.Producer({"bootstrap.servers": brokers, "partitioner": "murmur2_random",
                                                  "linger.ms": 0, "acks": "all", **settings})

    def send(self, topic, value, key=None, headers=None, partition=-1):
        """Returns when the broker has it: (partition, offset)."""
        done = []
        self.send_later(topic, value, key, headers, partition, lambda error, message: done.append((error, message)))
        end = time.monotonic() + 15
        while not done and time.monotonic() < end:
            self.producer.poll(0.05)
        assert done, "the broker did not acknowledge"
        error, message = done[0]
        assert error is None, error
        return message.partition(), message.offset()

    def send_later(self, topic, value, key=None, headers=None, partition=-1, told=None):
        places = {} if partition < 0 else {"partition": partition}
        self.producer.produce(topic, value=value, key=key, headers=list((headers or {}).items()), on_delivery=told, **places)

    def flush(self, seconds=15):
        assert self.producer.flush(seconds) == 0, "not everything was acknowledged"


class Reader:
    """Reads all partitions of topics from a moment on, in a thread, and keeps every record."""

    def __init__(self, brokers, *topics, from_start=False, **settings):
        self.consumer = confluent_kafka.Consumer({"bootstrap.servers": brokers, "group.id": "test-reader", "enable.auto.commit": False,
                                                  "fetch.wait.max.ms": 50, "auto.offset.reset": "error", **settings})
        self.records = []
        self.arrived = threading.Condition()
        self.is_open = True
        self.assign(topics, from_start)
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def assign(self, topics, from_start):
        places = []
        for topic in topics:
            partitions = self.consumer.list_topics(topic, timeout=10).topics[topic].partitions
            assert partitions, f"there is no topic {topic}"
            for partition in partitions:
                place = confluent_kafka.TopicPartition(topic, partition)
                low, high = wait_until(lambda: self.consumer.get_watermark_offsets(place, timeout=10),
                                       10, f"{topic} has a leader")
                place.offset = low if from_start else high
                places.append(place)
        self.consumer.assign(places)

    def read(self):
        while self.is_open:
            message = self.consumer.poll(0.1)
            if message is None or message.error():
                continue
            with self.arrived:
                self.records.append(Record(message))
                self.arrived.notify_all()

    def find(self, wanted, seconds=15, count=1):
        """The first `count` records for which wanted(record) is true; waits for them."""
        def found():
            return [record for record in self.records if wanted(record)]

        with self.arrived:
            self.arrived.wait_for(lambda: len(found()) >= count, seconds)
            got = found()
        assert len(got) >= count, f"{len(got)} of {count} records after {seconds} s, of {len(self.records)} in all"
        return got[:count] if count > 1 else got[0]

    def of_key(self, key, seconds=15, count=1):
        key = key.encode() if isinstance(key, str) else key
        return self.find(lambda record: record.key == key, seconds, count)

    def close(self):
        self.is_open = False
        self.thread.join(5)
        self.consumer.close()

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        self.close()
