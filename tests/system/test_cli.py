"""The command line tool."""

import json
import os
import subprocess

import pytest
from harness import wait_until


@pytest.fixture
def cli(stack, dependencies):
    program = stack.build / "bin/steward"
    others = {"CATALOG": "catalog", "MEDIA": "media", "COMPOSER": "response-composer", "DEVICE": "device-adapter",
              "MONITORING": "monitoring"}
    environment = {"PATH": os.environ["PATH"], "STEWARD_URL": stack.url(),
                   **{f"STEWARD_{name}_URL": stack.url(service) for name, service in others.items()},
                   "STEWARD_KAFKA_BROKERS": dependencies.brokers, "STEWARD_KAFKA_PARTITIONS": "3",
                   "STEWARD_POSTGRES_URL": dependencies.database_url("orchestrator"), "STEWARD_REDIS_URL": dependencies.redis.url}

    def run(*words, code=0, **more):
        done = subprocess.run([program, *map(str, words)], capture_output=True, text=True, check=False, timeout=60, env=environment, **more)
        assert done.returncode == code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done
    return run


VERBS = ["search", "requests", "sessions", "catalog", "dlt", "topics", "lag", "health", "config"]


def test_help(cli):
    text = cli("--help").stdout
    assert all(verb in text for verb in VERBS)
    assert cli("--version").stdout.strip()


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_has_help(cli, verb):
    assert verb in cli(verb, "--help").stdout


def test_a_verb_that_is_none(cli):
    program_says = cli("dance", code=2)
    assert "dance" in program_says.stderr


def test_search(cli):
    text = cli("search", "usb c cable").stdout
    assert "USB C Cable" in text
    content = json.loads(cli("search", "usb c cable", "--json").stdout)
    assert content["status"] == "COMPLETED" and content["products"]


def test_requests_and_sessions(cli):
    content = json.loads(cli("search", "tea pot", "--json").stdout)
    shown = json.loads(cli("requests", "show", content["request_id"], "--json").stdout)
    assert shown["status"] == "COMPLETED"
    session = json.loads(cli("sessions", "show", content["session_id"], "--json").stdout)
    assert session["session_id"] == content["session_id"]
    assert content["request_id"] in cli("requests", "list").stdout


def test_catalog_stats(cli):
    assert json.loads(cli("catalog", "stats", "--json").stdout)["products"] >= 20


def test_import_says_what_it_refused(cli, tmp_path):
    good = {"product_id": "I-1", "title": "Imported lamp", "brand": "Lux", "price": {"currency_code": "USD", "amount_minor": 100}}
    lines = [json.dumps(good), "{broken", json.dumps({**good, "product_id": "I-2", "title": ""})]
    file = tmp_path / "products.jsonl"
    file.write_text("\n".join(lines) + "\n")
    done = subprocess.CompletedProcess
    try:
        done = cli("catalog", "import", file, "--json")
    except AssertionError:
        done = cli("catalog", "import", file, "--json", code=1)
    said = done.stdout + done.stderr
    assert '2' in said and '3' in said
    wait_until(lambda: "Imported lamp" in cli("search", "imported lamp").stdout, 10)


def test_dead_letters(cli, producer, dead_requests, session_id):
    producer.send("steward.requests", b"\xff\xffbroken", session_id)
    dead_requests.of_key(session_id)
    assert session_id in cli("dlt", "list", "steward.requests").stdout


def test_topics_lag_health_config(cli):
    topics = cli("topics").stdout
    assert "steward.requests" in topics and "steward.requests-dlt" in topics
    assert "steward.catalog.commands" in cli("lag").stdout
    cli("health")
    assert "STEWARD_URL" in cli("config").stdout


def test_nobody_there(stack):
    done = subprocess.run([stack.build / "bin/steward", "search", "x"], capture_output=True, text=True, check=False, timeout=30,
                          env={"STEWARD_URL": "http://127.0.0.1:9"})
    assert done.returncode not in (0, 2) and "127.0.0.1:9" in done.stderr
