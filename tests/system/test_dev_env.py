"""./dev env: what a shell is told of a stack."""

import subprocess
from urllib.parse import urlsplit

import pytest
from local import paths, private, stack


@pytest.fixture
def made(tmp_path, monkeypatch):
    for name in ("STEWARD_KAFKA_BROKERS", "STEWARD_POSTGRES_URL", "STEWARD_REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(paths, "RUN", tmp_path)
    monkeypatch.setattr(stack, "PORTS", tmp_path / "ports.json")

    def make(is_secure):
        one = stack.Stack(is_secure=is_secure)
        if one.authority:
            one.authority.prepare()
        for store in (one.postgres, one.redis):
            store.folder.mkdir()
            private.secret(store.folder / "password")
        return one
    return make


@pytest.mark.parametrize("is_secure", [False, True], ids=["in the clear", "encrypted"])
def test_every_address_can_be_exported(made, is_secure):
    told = made(is_secure).addresses()
    done = subprocess.run(["sh", "-c", "env"], env=told, capture_output=True, text=True, check=True)
    assert {f"{name}={value}" for name, value in told.items()} <= set(done.stdout.splitlines())
    assert all(isinstance(value, str) for value in told.values())
    assert ("STEWARD_KAFKA_SSL_KEY" in told) == ("STEWARD_REDIS_CA" in told) == is_secure


def test_the_tool_finds_the_databases_in_a_shell_that_was_told_the_addresses(made):
    one = made(False)
    assert urlsplit(one.addresses()["STEWARD_POSTGRES_URL"]).path == "/postgres"
    for environment in ({}, one.addresses()):
        told = one.tool_settings({**environment, "STEWARD_URL": "http://elsewhere"})
        assert urlsplit(told["STEWARD_POSTGRES_URL"]).path == "/steward_orchestrator"
        assert urlsplit(told["STEWARD_CATALOG_POSTGRES_URL"]).path == "/steward_catalog"
        assert told["STEWARD_URL"] == "http://elsewhere"


def test_a_secret_is_kept_and_for_its_owner_alone(tmp_path):
    file = tmp_path / "secret"
    first = private.secret(file)
    assert len(first) >= 32 and private.secret(file) == first
    assert file.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["secret"]
