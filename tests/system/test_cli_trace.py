"""`steward trace`: what it tells of a request is what an independent reader sees in Kafka."""

import json
import uuid

from harness import Reader, wait_until

WAY = [("steward.requests", "Request"), ("steward.catalog.commands", "SearchCommand"), ("steward.catalog.events", "SearchResult"),
       ("steward.composer.commands", "RankCommand"), ("steward.composer.events", "RankResult"), ("steward.responses", "Response")]


def test_the_way_of_a_search(cli, dependencies, search, session_id):
    with Reader(dependencies.brokers, *[topic for topic, _ in WAY]) as reader:
        before, wanted, after = [search("lamp", session_id=session_id).json() for _ in range(3)]
        reader.of_key(session_id, count=18)
        seen = {(one.topic, one.partition, one.offset) for one in reader.records}
    traced = json.loads(cli("trace", wanted["request_id"], "--json").stdout)
    assert (traced["request_id"], traced["session_id"], traced["status"]) == (wanted["request_id"], session_id, "COMPLETED")
    assert [(hop["topic"], hop["type"]) for hop in traced["hops"]] == WAY
    assert [hop["attempt"] for hop in traced["hops"]] == [1] * 6
    assert [state["state"] for state in traced["states"]] == ["INITIAL", "SEARCHING", "RANKING", "COMPLETED"]
    ways = [{(hop["topic"], hop["partition"], hop["offset"]) for hop in json.loads(cli("trace", one["request_id"], "--json").stdout)["hops"]}
            for one in (before, wanted, after)]
    assert all(len(way) == 6 and way <= seen for way in ways)
    assert len(set.union(*ways)) == 18, "each record belongs to one request"
    text = cli("trace", wanted["request_id"]).stdout
    assert "= SEARCHING" in text and "steward.composer.commands/" in text


def test_the_way_of_a_request_of_a_plain_producer(cli, producer, responses):
    request_id = f"trace-{uuid.uuid4()}"
    producer.send("steward.requests", json.dumps({"request_id": request_id, "search": {"query": "lamp"}}).encode(), f"key-{request_id}")
    responses.of_key(f"key-{request_id}")
    traced = json.loads(cli("trace", request_id, "--json").stdout)
    assert [hop["topic"] for hop in traced["hops"]] == [topic for topic, _ in WAY]


def test_what_was_commanded_and_not_answered_is_seen(cli, stack, edge):
    composer = stack.copy("response-composer")
    composer.pause()
    try:
        asked = edge.post("/api/v1/search", json={"query": "lamp"}, headers={"Prefer": "respond-async"}).json()

        def seen():
            hops = json.loads(cli("trace", asked["request_id"], "--json").stdout)["hops"]
            return {hop["type"] for hop in hops}

        wait_until(lambda: "RankCommand" in seen(), 20, "the command is seen")
        assert "RankResult" not in seen()  # on a slow machine the answer without it is there, too
    finally:
        composer.resume()


def test_a_request_that_is_none(cli):
    assert "no such request" in cli("trace", str(uuid.uuid4()), code=3).stderr
