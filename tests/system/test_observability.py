"""deploy/observability and the runbooks: rules and dashboards are well formed, do what they say, and name only what a running
process exports."""

import json
import re
import subprocess
import sys

import pytest
import yaml
from harness import wait_until
from local import paths, services
from prometheus_client.parser import text_string_to_metric_families

FOLDER = paths.ROOT / "deploy/observability"
RULES = sorted((FOLDER / "rules").glob("*.yml"))
SCRAPERS = ("prometheus.yml", "prometheus.tls.yml")
RUNBOOKS = paths.ROOT / "docs/runbooks"


def rules():
    return [rule for file in RULES for group in yaml.safe_load(file.read_text())["groups"] for rule in group["rules"]]


ALERTS = [rule for rule in rules() if "alert" in rule]
RECORDED = {rule["record"] for rule in rules() if "record" in rule}


def dashboards():
    return [json.loads(file.read_text()) for file in sorted((FOLDER / "grafana/dashboards").glob("*.json"))]


def promtool(*words):
    done = subprocess.run(["promtool", *map(str, words)], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def expressions():
    yield from ((rule.get("alert") or rule["record"], rule["expr"]) for rule in rules())
    for dashboard in dashboards():
        for panel in dashboard["panels"]:
            yield from ((f"{dashboard['title']}: {panel['title']}", target["expr"]) for target in panel["targets"])


def named_metrics(expression):
    without_texts = re.sub(r'"[^"]*"', '""', expression)
    return set(re.findall(r"\bsteward[a-z0-9_:]+", without_texts))


def test_the_rules_and_the_scraper_are_well_formed():
    promtool("check", "rules", *RULES)
    promtool("check", "config", FOLDER / "prometheus.yml")
    promtool("check", "config", "--syntax-only", FOLDER / "prometheus.tls.yml")  # its certificates are in containers


@pytest.mark.parametrize("scraper", SCRAPERS)
def test_a_scraper_knows_every_service(scraper):
    jobs = yaml.safe_load((FOLDER / scraper).read_text())["scrape_configs"]
    found = [one for job in jobs for one in job["dns_sd_configs"]]
    assert {one["names"][0]: one["port"] for one in found} == {name: services.port_of(name) for name in services.NAMES}


def test_who_is_scraped_over_https_is_known_by_its_own_name():
    jobs = yaml.safe_load((FOLDER / "prometheus.tls.yml").read_text())["scrape_configs"]
    assert all(job["tls_config"]["server_name"] == job["dns_sd_configs"][0]["names"][0] for job in jobs)
    in_the_clear = yaml.safe_load((FOLDER / "prometheus.yml").read_text())["scrape_configs"][0]["job_name"]
    assert all({"target_label": "job", "replacement": in_the_clear} in job["relabel_configs"] for job in jobs)


def test_the_alerts_fire_when_they_should_and_only_then():
    file = paths.ROOT / "tests/observability/alerts.yml"
    promtool("test", "rules", file)
    tried = {}
    for test in yaml.safe_load(file.read_text())["tests"]:
        for one in test["alert_rule_test"]:
            tried.setdefault(one["alertname"], set()).add(bool(one["exp_alerts"]))
    assert tried == {rule["alert"]: {True, False} for rule in ALERTS}, "each alert is seen to fire, and to be silent"


@pytest.mark.parametrize("alert", ALERTS, ids=lambda rule: rule["alert"])
def test_an_alert_says_what_to_do(alert):
    assert alert["labels"]["severity"] in ("critical", "warning")
    assert alert["annotations"]["summary"] and alert["annotations"]["description"]
    assert alert["annotations"]["runbook"] == f"docs/runbooks/{alert['alert']}.md"


@pytest.mark.parametrize("page", sorted(RUNBOOKS.glob("*.md")), ids=lambda page: page.stem)
def test_a_runbook_says_what_to_do(page):
    text = page.read_text()
    assert text.startswith(f"# {page.stem}\n")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["What it means", "What to look at", "What to do"]
    panels = [panel["title"] for dashboard in dashboards() for panel in dashboard["panels"]]
    assert not [name for name in re.findall(r"(?<![*`\w])\*([A-Z][^*\n]+)\*", text) if not any(title.startswith(name) for title in panels)]
    settings = (paths.ROOT / "docs/configuration.md").read_text()
    assert not [name for name in re.findall(r"STEWARD_[A-Z_]+", text) if f"`{name}`" not in settings]


def test_every_alert_has_its_runbook_and_none_is_left_over():
    names = [rule["alert"] for rule in ALERTS]
    assert len(names) == len(set(names))
    assert {page.stem for page in RUNBOOKS.glob("*.md")} == set(names)


def test_what_they_name_is_exported(stack, search, producer, dead_requests, session_id):
    search("lamp")
    producer.send("steward.requests", b"\xff\xffbroken", session_id)
    dead_requests.of_key(session_id)

    def all_are():
        exported = set(RECORDED)
        for copy in stack.copies:
            for family in text_string_to_metric_families(copy.get("/metrics").text):
                exported |= {sample.name for sample in family.samples}
        missing = {where: named_metrics(expression) - exported for where, expression in expressions()}
        assert {where: names for where, names in missing.items() if names} == {}
        return True

    wait_until(all_are, 20, "all are exported; some only when a process has heard of others")


def test_the_edge_is_measured_as_the_objectives_read_it(stack, search):
    """The labels that the rules select by are there, and the bound of the objective is one of the buckets."""
    search("lamp")
    samples = [sample for family in text_string_to_metric_families(stack.copy("orchestrator").get("/metrics").text)
               for sample in family.samples]
    assert any(one.name == "steward_http_requests_total" and one.labels["status"] == "2xx" and one.labels["route"] == "/api/v1/search"
               for one in samples)
    assert any(one.name == "steward_http_request_seconds_bucket" and one.labels["le"] == "0.5" for one in samples)


def test_the_dashboards_are_what_the_code_makes():
    done = subprocess.run([sys.executable, FOLDER / "grafana/dashboards.py", "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_dashboards_are_whole(tmp_path):
    made = dashboards()
    assert len({one["uid"] for one in made}) == len(made) >= 2
    for dashboard in made:
        places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in dashboard["panels"]]
        assert len(set(places)) == len(places) and len({panel["id"] for panel in dashboard["panels"]}) == len(places)
        for panel in dashboard["panels"]:
            assert panel["title"] and panel["fieldConfig"]["defaults"]["unit"] and panel["targets"]
    as_rules = [{"record": f"panel{number}", "expr": expression} for number, (_, expression) in enumerate(expressions())]
    file = tmp_path / "panels.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": as_rules}]}))
    promtool("check", "rules", file)  # it reads every expression
