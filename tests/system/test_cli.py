"""The command line tool."""

import json
import subprocess

import pytest
from harness import Reader, wait_until


VERBS = ["search", "trace", "pause", "resume", "drain", "loglevel", "requests", "sessions", "catalog", "audit", "dlt", "topics", "lag", "health", "config"]


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


@pytest.mark.parametrize("words, said", [
    (["dance"], 'no verb "dance"'), (["requests"], '"requests" needs an action'), (["requests", "dance"], 'no verb "requests dance"'),
    (["requests", "show"], "missing"), (["config", "more"], "too many"), (["search", "--loud"], "no option --loud"),
])
def test_what_is_typed_wrongly_is_told_as_json_if_that_is_asked_for(cli, words, said):
    assert said in cli(*words, code=2).stderr
    told = json.loads(cli(*words, "--json", code=2).stderr)
    assert said in told["error"] and told["code"] == 2


def test_a_refusal_names_the_field(cli):
    assert "query: must not be empty" in cli("search", "", code=1).stderr
    assert "session_id: at most 128 bytes" in cli("search", "tea", "--session", "x" * 129, code=1).stderr


def test_search(cli):
    text = cli("search", "usb c cable").stdout
    assert "USB C Cable" in text
    content = json.loads(cli("search", "usb c cable", "--json").stdout)
    assert content["status"] == "COMPLETED" and content["products"]


def test_search_with_a_filter(cli):
    def brands(*words):
        return {product["brand"] for product in json.loads(cli("search", *words, "--limit", "50", "--json").stdout)["products"]}

    all_of_them = brands("headphones")
    assert len(all_of_them) > 1
    one = sorted(all_of_them)[0]
    assert brands("headphones", "--filter", f'brand="{one}"') == {one}
    assert brands("--filter", f"brand='{one}' price<100000") == {one}
    others = brands("headphones", "--filter", f"brand!='{one}' price<100000")
    assert others and one not in others
    found = json.loads(cli("search", "--filter", "price<30", "--json").stdout)
    assert found["products"] and all(product["price"]["amount_minor"] < 3000 for product in found["products"])


@pytest.mark.parametrize(("text", "code", "said"), [
    ("brand=Asus, in_stock", 2, "--filter, character 12: a value is expected"),
    ("", 2, "--filter, character 1: a field as brand"),
    ("wieght<2kg", 1, "no product has an attribute wieght"),
])
def test_filters_that_mean_nothing(cli, text, code, said):
    assert said in cli("search", "lamp", "--filter", text, code=code).stderr


def test_requests_and_sessions(cli):
    content = json.loads(cli("search", "tea pot", "--json").stdout)
    shown = json.loads(cli("requests", "show", content["request_id"], "--json").stdout)
    assert shown["status"] == "COMPLETED"
    session = json.loads(cli("sessions", "show", content["session_id"], "--json").stdout)
    assert session["session_id"] == content["session_id"]
    assert content["request_id"] in cli("requests", "list").stdout


def test_catalog_stats(cli):
    assert json.loads(cli("catalog", "stats", "--json").stdout)["products"] >= 20


def test_import_leaves_a_catalogue_with_products_alone(cli, tmp_path):
    before = json.loads(cli("catalog", "stats", "--json").stdout)["products"]
    file = tmp_path / "products.jsonl"
    file.write_text(json.dumps({"product_id": "I-0", "title": "Never", "brand": "Lux"}) + "\n")
    said = json.loads(cli("catalog", "import", file, "--if-empty", "--json").stdout)
    assert said == {"complete": False, "products": before}
    assert json.loads(cli("catalog", "stats", "--json").stdout)["products"] == before


def test_import_says_what_it_refused(cli, tmp_path):
    good = {"product_id": "I-1", "title": "Imported lamp", "brand": "Lux", "price": {"currency_code": "USD", "amount_minor": 100}}
    lines = [json.dumps(good), "{broken", json.dumps({**good, "product_id": "I-2", "title": ""})]
    file = tmp_path / "products.jsonl"
    file.write_text("\n".join(lines) + "\n")
    said = json.loads(cli("catalog", "import", file, "--json", code=1).stdout)
    assert (said["accepted"], said["rejected"]) == (1, 2)
    assert sorted(one["line"] for one in said["rejects"]) == [2, 3]
    wait_until(lambda: "Imported lamp" in cli("search", "imported lamp").stdout, 10)


def test_dead_letters(cli, producer, dead_requests, session_id):
    producer.send("steward.requests", b"\xff\xffbroken", session_id)
    dead_requests.of_key(session_id)
    assert session_id in cli("dlt", "list", "steward.requests").stdout


def test_dead_letters_are_sent_again_as_they_were_and_purged(cli, dependencies, producer, dead_requests, session_id):
    def dlt(verb, *options):
        return json.loads(cli("dlt", verb, "steward.requests", *options, "--json").stdout)

    dlt("purge", "--all", "--yes")
    partition, _ = producer.send("steward.requests", b"\xff\xffbroken", session_id, {"mine": b"kept"})
    dead_requests.of_key(session_id)
    with Reader(dependencies.brokers, "steward.requests") as requests:
        assert dlt("replay", "--dry-run") == {"sent": 1, "dry_run": True}
        assert dlt("replay") == {"sent": 1, "dry_run": False}
        again = requests.of_key(session_id)
    assert len([one for one in requests.records if one.key == session_id.encode()]) == 1, "a dry run sends nothing"
    assert (again.partition, again.value, again.headers) == (partition, b"\xff\xffbroken", {"mine": b"kept"})
    dead_requests.of_key(session_id, count=2)  # it is as broken as before
    cli("dlt", "purge", "steward.requests", "--yes")
    assert dlt("replay", "--again") == {"sent": 1, "dry_run": False}, "only what was replayed is gone"


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


def test_access_rules_are_not_cut_off(cli, tmp_path):
    """With --prune, what stood behind the cut would be taken away."""
    rules = tmp_path / "acls.txt"
    rules.write_text("catalog read topic t\n" * 12 + "# a comment\n" * 22000)
    assert "has more than 262144 bytes" in cli("acls", "apply", str(rules), "--prune", code=2).stderr
