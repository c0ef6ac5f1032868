"""Every process is alive, ready, and tells of itself."""

import json
import shutil
import subprocess

import httpx
import pytest
from local import services
from prometheus_client.parser import text_string_to_metric_families

every_service = pytest.mark.parametrize("service", services.NAMES)


@every_service
def test_alive_and_ready(stack, service):
    copy = stack.copy(service)
    assert copy.get("/healthz").status_code == 200
    assert copy.get("/readyz").status_code == 200


@every_service
def test_health_says_everything(stack, service):
    answer = stack.copy(service).get("/health")
    assert answer.status_code == 200
    assert answer.text.replace(" ", "").startswith('{"status":"ok"')
    health = answer.json()
    assert health["service"] == service
    assert health["version"]
    assert {one["name"] for one in health["dependencies"]} >= {"kafka"}
    assert all(one["available"] for one in health["dependencies"])


@pytest.mark.parametrize("service", ["media", "device-adapter"])
def test_what_is_still_to_come_is_said(stack, service):
    assert stack.copy(service).get("/health").json()["to_come"]


@every_service
def test_metrics_can_be_read_by_prometheus(stack, service):
    answer = stack.copy(service).get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    families = {family.name: family for family in text_string_to_metric_families(answer.text)}
    assert families["steward_ready"].samples[0].value == 1
    assert all(family.documentation for family in families.values() if family.samples)


@every_service
@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool is not installed")
def test_promtool_accepts_the_metrics(stack, service):
    text = stack.copy(service).get("/metrics").content
    done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@every_service
def test_the_program_describes_itself(stack, service):
    program = services.program(service, stack.build)

    def say(option):
        return subprocess.run([program, option], capture_output=True, text=True, check=True, timeout=10,
                              env={"STEWARD_POSTGRES_URL": "postgresql://me:geheim@127.0.0.1/x"}, cwd="/").stdout

    assert "STEWARD_PORT" in say("--help")
    assert "STEWARD_PORT" in say("--config-markdown")
    assert "geheim" not in say("--config")
    assert say("--version").strip()


@every_service
def test_a_setting_out_of_its_range_is_named(stack, service):
    program = services.program(service, stack.build)
    done = subprocess.run([program], capture_output=True, text=True, check=False, timeout=10, env={"STEWARD_PORT": "70000"}, cwd="/")
    assert done.returncode != 0
    assert "STEWARD_PORT" in done.stderr and "65535" in done.stderr


def test_unknown_paths_and_methods(stack):
    for service in services.NAMES:
        url = stack.url(service)
        assert httpx.get(f"{url}/no/such/path").status_code == 404
        refused = httpx.delete(f"{url}/healthz")
        assert refused.status_code == 405 and "GET" in refused.headers["allow"]


def test_logs_are_lines_of_json(stack):
    lines = [line for line in stack.copy("catalog").log().splitlines() if line.strip()]
    assert lines
    for line in lines:
        said = json.loads(line)
        assert said["level"] and said["service"] == "catalog"
