"""The support archive: secrets are planted wherever it looks, and looked for in what it holds."""

import gzip
import json
import tarfile
import uuid

import pytest


@pytest.fixture
def planted():
    """Secrets by where they are planted."""
    return {name: f"planted{uuid.uuid4().hex}" for name in ("key", "sasl", "postgres", "log", "reason")}


def test_no_secret_is_in_it(cli, tmp_path, planted, producer, dead_requests, session_id):
    producer.send("steward.requests", f'{{"password":"{planted["reason"]}"'.encode(), session_id)
    dead_requests.of_key(session_id)
    logs = tmp_path / "log"
    logs.mkdir()
    (logs / "catalog.log").write_text(
        f'connecting to postgresql://u:{planted["log"]}@db/x\nAuthorization: Bearer {planted["log"]}\n'
        f'st_live_8fG2kQ1z_{planted["log"]}_1 {planted["key"]}\nthe last line\n')
    (logs / "notes.txt").write_text(planted["log"])
    file = tmp_path / "bundle.tar.gz"
    said = json.loads(cli("bundle", file, "--logs", logs, "--json", settings={
        "STEWARD_KEY": planted["key"],
        "STEWARD_KAFKA_SASL_PASSWORD": planted["sasl"],
        "STEWARD_CATALOG_POSTGRES_URL": f"postgresql://u:{planted['postgres']}@127.0.0.1:1/x",
    }).stdout)
    assert file.stat().st_mode & 0o077 == 0
    whole = gzip.decompress(file.read_bytes())
    assert {where: secret for where, secret in planted.items() if secret.encode() in whole} == {}
    with tarfile.open(file) as archive:
        names = archive.getnames()
        text = {name: archive.extractfile(name).read().decode() for name in names}
    assert len(names) == said["files"]
    assert "the last line" in text["logs/catalog.log"] and "logs/notes.txt" not in names
    assert "STEWARD_KAFKA_BROKERS" in text["config.txt"] and "steward.requests" in text["topics.json"]
    assert session_id in text["dead-letters.json"]
    assert all("steward_ready 1" in text[f"metrics/{name}.txt"] for name in (
        "orchestrator", "media", "catalog", "response-composer", "device-adapter", "monitoring"))


def test_it_is_made_when_everything_is_away(stack, tmp_path, cli):
    nowhere = "http://127.0.0.1:9"
    settings = {f"STEWARD_{name}URL": nowhere for name in ("", "MEDIA_", "CATALOG_", "COMPOSER_", "DEVICE_", "MONITORING_")}
    file = tmp_path / "bundle.tar.gz"
    cli("bundle", file, settings=settings)
    with tarfile.open(file) as archive:
        health = archive.extractfile("health.json").read().decode()
    assert '"ok":false' in health and "exit code 4" in health
    assert "File exists" in cli("bundle", file, code=1).stderr
