#!/usr/bin/env python3
"""Ask Steward over Kafka and print the answer: the question goes to steward.requests, the answer comes from
steward.responses with the same key and in the same encoding.

    pip install -r requirements.txt
    python search.py "usb c cable"                       JSON, nothing to compile
    python -m grpc_tools.protoc -I ../../../proto --python_out=. $(cd ../../../proto && find steward -name '*.proto')
    python search.py --protobuf "usb c cable"            protobuf, with the classes that protoc made

Brokers: --brokers or STEWARD_KAFKA_BROKERS (`eval "$(./dev env)"`), else 127.0.0.1:9092."""
import argparse
import json
import os
import sys
import time
import uuid

from confluent_kafka import Consumer, Producer, TopicPartition

REQUESTS = "steward.requests"
RESPONSES = "steward.responses"


def from_now_on(brokers, topic):
    """A reader of all that comes from now on. It belongs to no group's work: it only looks."""
    consumer = Consumer({"bootstrap.servers": brokers, "group.id": f"example-{uuid.uuid4()}", "enable.auto.commit": False})
    partitions = consumer.list_topics(topic, timeout=10).topics[topic].partitions
    ends = [TopicPartition(topic, number, consumer.get_watermark_offsets(TopicPartition(topic, number), timeout=10)[1])
            for number in partitions]
    consumer.assign(ends)
    return consumer


def send(brokers, session, value, content_type):
    """The same partitioner as Java's, so that a session's requests keep their order whoever sends them."""
    producer = Producer({"bootstrap.servers": brokers, "partitioner": "murmur2_random", "enable.idempotence": True})
    failures = []
    producer.produce(REQUESTS, value, key=session,
                     headers={"content-type": content_type, "ce_specversion": "1.0", "ce_id": str(uuid.uuid4()),
                              "ce_source": "/examples/python", "ce_type": "steward.v1.Request"},
                     on_delivery=lambda error, record: failures.append(error) if error else None)
    if producer.flush(15) or failures:
        sys.exit(f"the request was not taken: {failures or 'no broker answered'}")


def answer_of(consumer, session, patience_s):
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        record = consumer.poll(0.2)
        if record is not None and not record.error() and record.key() == session.encode():
            return record.value()
    sys.exit(f"no answer within {patience_s} s: is the system up (./dev status)?")


def as_json(query, limit):
    return json.dumps({"search": {"query": query, "limit": limit, "locale": "en-US"}}).encode()


def show_json(value):
    answer = json.loads(value)
    show(answer["status"], answer.get("message", ""),
         [(product["title"], product["price"]["amount_minor"] if "price" in product else None, product.get("reasons", []))
          for product in answer.get("products", [])], answer.get("problem", {}).get("title"))


def as_protobuf(query, limit):
    from steward.v1 import request_pb2
    return request_pb2.Request(
        search=request_pb2.SearchRequest(query=query, limit=limit, locale="en-US")).SerializeToString()


def show_protobuf(value):
    from steward.v1 import request_pb2
    answer = request_pb2.Response.FromString(value)
    show(request_pb2.Workflow.State.Name(answer.status), answer.message,
         [(product.title, product.price.amount_minor if product.HasField("price") else None, product.reasons)
          for product in answer.products], answer.problem.title if answer.HasField("problem") else None)


def show(status, message, products, problem):
    print(status, problem or message)
    for title, minor, reasons in products:
        price = "" if minor is None else f"{minor / 100:10.2f}"
        print(f"{price:>10}  {title}  ({'; '.join(reasons)})")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("query")
    parser.add_argument("--protobuf", action="store_true", help="instead of JSON")
    parser.add_argument("--limit", type=int, default=5)
    parser.add_argument("--session", default=f"example-{uuid.uuid4()}")
    parser.add_argument("--patience", type=float, default=15, metavar="SECONDS")
    parser.add_argument("--brokers", default=os.environ.get("STEWARD_KAFKA_BROKERS", "127.0.0.1:9092"))
    options = parser.parse_args()
    write, show_answer, content_type = ((as_protobuf, show_protobuf, "application/protobuf") if options.protobuf
                                        else (as_json, show_json, "application/json"))
    consumer = from_now_on(options.brokers, RESPONSES)  # before asking, or the answer might be there first
    try:
        send(options.brokers, options.session, write(options.query, options.limit), content_type)
        show_answer(answer_of(consumer, options.session, options.patience))
    finally:
        consumer.close()


if __name__ == "__main__":
    main()
