"""A restore, rehearsed: backed up while everything runs, the databases emptied, put back, and the session goes on."""

import json
import shutil

import psycopg
import pytest
from checks import completed
from harness import wait_until

KEEPING = ("orchestrator", "catalog")


@pytest.fixture
def databases(dependencies):
    """Each as its own role, who sees all rows."""
    opened = {service: psycopg.connect(dependencies.database_url(service), autocommit=True, options="-c app.tenants=*",
                                       application_name="steward-tool")
              for service in KEEPING}
    yield opened
    for one in opened.values():
        one.close()


@pytest.fixture
def stopped(stack):
    """Everything stopped: stopped.now(); started again by `mended`."""
    class Stopped:
        @staticmethod
        def now():
            for copy in stack.copies:
                copy.stop()

    return Stopped


def empty(database):
    database.execute("DROP OWNED BY CURRENT_USER CASCADE")
    assert database.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


def rows(database, table):
    return database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


@pytest.mark.breaks
@pytest.mark.slow
def test_a_session_goes_on_after_everything_was_lost(cli, stack, stopped, databases, search, session_id, tmp_path, edge):
    before = search("tea pot", session_id=session_id).json()
    products = rows(databases["catalog"], "products")
    cli("keys", "create", "survivor", "--role", "viewer", "--bootstrap")
    keys = rows(databases["orchestrator"], "api_keys")
    said = json.loads(cli("backup", tmp_path / "backup", "--json").stdout)
    assert said["databases"] == 2 and said["partitions"] > 3
    after = search("lamp", session_id=session_id).json()

    assert "stop the services first" in cli("restore", tmp_path / "backup", "--yes", code=4).stderr
    stopped.now()
    for database in databases.values():
        empty(database)
    looked = cli("restore", tmp_path / "backup", code=2)
    assert "this Kafka" in looked.stdout and "--yes" in looked.stderr
    told = json.loads(cli("restore", tmp_path / "backup", "--yes", "--json").stdout)
    assert told == {"databases": 2, "same_kafka": True, "begun_anew": 0}
    assert rows(databases["catalog"], "products") == products
    assert rows(databases["orchestrator"], "api_keys") == keys >= 1
    stack.mend()

    session = edge.get(f"/api/v1/sessions/{session_id}").json()
    assert before["request_id"] in [one["request_id"] for one in session["requests"]]
    wait_until(lambda: edge.get(f"/api/v1/requests/{after['request_id']}").json().get("status") == "COMPLETED", 30,
               "what came after the backup is done again, from Kafka")
    going_on = search("usb c cable", session_id=session_id)
    assert completed(going_on)
    assert len(edge.get(f"/api/v1/sessions/{session_id}").json()["requests"]) == 3
    assert [row for row in databases["orchestrator"].execute(
        "SELECT relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid WHERE attname = 'tenant_id' AND relkind = 'r' "
        "AND NOT (relrowsecurity AND relforcerowsecurity)").fetchall()] == [], "row level security is as it was"


@pytest.mark.breaks
def test_another_kafka_is_read_from_its_beginning(cli, stack, stopped, databases, search, session_id, tmp_path):
    search("tea pot", session_id=session_id)
    cli("backup", tmp_path / "backup")
    manifest = json.loads((tmp_path / "backup/manifest.json").read_text())
    manifest["cluster"] = "another"
    (tmp_path / "backup/manifest.json").write_text(json.dumps(manifest))
    stopped.now()
    told = json.loads(cli("restore", tmp_path / "backup", "--yes", "--json").stdout)
    assert told["same_kafka"] is False and told["begun_anew"] > 0
    assert databases["orchestrator"].execute("SELECT max(next_offset) FROM fold_offsets").fetchone() == (-1,)
    stack.mend()
    assert completed(search("lamp", session_id=session_id))


def test_what_is_no_backup_is_refused(cli, tmp_path):
    cli("backup", tmp_path / "backup")
    assert (tmp_path / "backup").stat().st_mode & 0o077 == 0
    assert all(file.stat().st_mode & 0o077 == 0 for file in (tmp_path / "backup").iterdir())
    assert "is there already" in cli("backup", tmp_path / "backup", code=2).stderr
    assert "was not finished" in cli("restore", tmp_path, "--yes", code=3).stderr
    damaged = tmp_path / "damaged"
    shutil.copytree(tmp_path / "backup", damaged)
    with open(damaged / "catalog.dump", "r+b") as file:
        file.seek(100)
        file.write(b"x")
    assert "checksum" in cli("restore", damaged, "--yes", code=1).stderr
    (damaged / "catalog.dump").unlink()
    assert "not whole" in cli("restore", damaged, "--yes", code=1).stderr
    (damaged / "manifest.json").write_text('{"format":1}')
    assert "damaged" in cli("restore", damaged, "--yes", code=1).stderr


def test_no_password_is_among_the_complaints(cli, tmp_path):
    failed = cli("backup", tmp_path / "backup", code=1, settings={
        "STEWARD_POSTGRES_URL": "postgresql://nobody:very-secret-1@127.0.0.1:1/none"})
    assert "very-secret-1" not in failed.stdout + failed.stderr and "STEWARD_POSTGRES_URL" in failed.stderr
    assert not (tmp_path / "backup/manifest.json").exists()
