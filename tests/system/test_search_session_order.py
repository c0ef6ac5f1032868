"""Requests of one session are answered one after the other, in their order, however fast they come."""

import json

COUNT = 40


def test_answers_come_in_the_order_of_the_questions(producer, responses, session_id):
    for number in range(COUNT):
        body = json.dumps({"request_id": f"{session_id}-{number}", "search": {"query": "usb c cable" if number % 2 else "tea pot"}})
        producer.send_later("steward.requests", body.encode(), session_id)
    producer.flush()
    got = [json.loads(record.value) for record in responses.of_key(session_id, seconds=30, count=COUNT)]
    assert [one["request_id"] for one in got] == [f"{session_id}-{number}" for number in range(COUNT)]
    assert {one["status"] for one in got} == {"COMPLETED"}


def test_many_sessions_do_not_wait_for_each_other(producer, responses, session_id):
    for number in range(200):
        producer.send_later("steward.requests", b'{"search":{"query":"coffee","limit":2}}', f"{session_id}-{number}")
    producer.flush()
    prefix = session_id.encode() + b"-"
    got = responses.find(lambda record: record.key and record.key.startswith(prefix), seconds=30, count=200)
    assert len({record.key for record in got}) == 200
