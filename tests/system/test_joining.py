"""A copy takes its place among the others when it can do the work: not while it begins, and not if it cannot begin at all."""

import psycopg
import pytest
from checks import completed
from confluent_kafka import ConsumerGroupState
from confluent_kafka.admin import AdminClient
from harness import wait_until


@pytest.fixture
def members(dependencies):
    """How many copies of a service share its commands, once they agree about it."""
    admin = AdminClient({"bootstrap.servers": dependencies.brokers})

    def count(service):
        group = admin.describe_consumer_groups([f"steward-{service}"])[f"steward-{service}"].result(10)
        return group.state == ConsumerGroupState.STABLE and len(group.members)
    return count


def rebalances(copy):
    [line] = [line for line in copy.client.get("/metrics").text.split("\n") if line.startswith("steward_kafka_rebalances_total ")]
    return float(line.split()[1])


def test_who_cannot_begin_disturbs_nobody(stack, members, tmp_path):
    """Its partitions would be silent until its session has timed out."""
    composer = stack.copy("response-composer")
    wait_until(lambda: members("response-composer") == 1, 20, "it is alone")
    before = rebalances(composer)
    for _ in range(3):
        stack.refused("response-composer", {"STEWARD_COMPOSER_TEXTS": tmp_path / "nothing"})
    assert members("response-composer") == 1
    assert rebalances(composer) == before


def test_media_stays_ready_while_it_joins(stack, members):
    """It takes uploads from its start on, and its place in the group when its works are warm."""
    wait_until(lambda: members("media") == 1, 20, "it is alone")
    with stack.one_more("media") as copy:
        seen = set()

        def has_joined():
            seen.add(copy.client.get("/readyz").text)
            return "steward_kafka_rebalances_total 0\n" not in copy.client.get("/metrics").text
        wait_until(has_joined, 60, "it does its share", every=0.005)
    assert seen == {"ready\n"}


def test_a_catalogue_joins_when_its_products_can_be_found(stack, dependencies, members, search):
    wait_until(lambda: members("catalog") == 1, 20, "it is alone")
    with psycopg.connect(dependencies.database_url("catalog")) as holder:
        holder.execute("LOCK TABLE products IN ACCESS EXCLUSIVE MODE")
        copy = stack.start("catalog")
        try:
            wait_until(lambda: "still loading" in copy.client.get("/readyz").text, 20, "it loads")
            before = rebalances(stack.copy("catalog"))
            assert completed(search("tea pot"))
            assert members("catalog") == 1
            assert rebalances(stack.copy("catalog")) == before
            holder.rollback()
            copy.wait_ready(30)
            wait_until(lambda: members("catalog") == 2, 20, "it does its share")
        finally:
            assert copy.stop(10) == 0
    wait_until(lambda: members("catalog") == 1, 20, "it has left")
    assert completed(search("tea pot"))
