"""--prepare: a program makes its schema and the topics, and ends; what a migration job runs."""

import uuid

import psycopg
import pytest
from confluent_kafka.admin import AdminClient

NAME = f"prepared_{uuid.uuid4().hex[:8]}"


@pytest.fixture(scope="module")
def database(dependencies):
    dependencies.postgres.admin().make_databases([NAME], dependencies.postgres.password)
    return dependencies.postgres.url_of(NAME)


def tables(url):
    with psycopg.connect(url) as db:
        return {name for (name,) in db.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}


@pytest.mark.parametrize("service, table", [("orchestrator", "api_keys"), ("catalog", "products")])
def test_the_schema_is_made_and_a_second_time_changes_nothing(preparing, database, service, table):
    assert preparing(service, STEWARD_POSTGRES_URL=database).wait_ended(60) == 0
    made = tables(database)
    assert table in made
    assert preparing(service, STEWARD_POSTGRES_URL=database).wait_ended(60) == 0
    assert tables(database) == made


def test_topics_of_a_tenant_are_made(preparing, dependencies, database):
    if dependencies.authority:
        pytest.skip("with access rules topics are made by an operator: docs/tls.md")
    name = NAME.replace("_", "-")
    child = preparing("orchestrator", STEWARD_POSTGRES_URL=database, STEWARD_TENANT_TOPICS=f"acme={name}")
    assert child.wait_ended(60) == 0, child.log()
    topics = AdminClient({"bootstrap.servers": dependencies.brokers}).list_topics(timeout=20).topics
    assert {f"{name}.requests", f"{name}.responses", "steward.requests"} <= set(topics)


def test_what_trying_again_cannot_mend_ends_it_at_once(preparing, dependencies, database):
    secret = "geheim-7Kq"
    child = preparing("catalog", STEWARD_POSTGRES_URL=database.replace(dependencies.postgres.password, secret))
    assert child.wait_ended(60) == 1 and "password authentication failed" in child.log()
    assert secret not in child.log()
