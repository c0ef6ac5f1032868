"""The profile observability: Prometheus finds every copy. Grafana and Jaeger are not run: they cannot be had where these tests
must run; what they are given is checked by tests/system/test_observability.py and test_traces.py."""

import pytest
from harness import wait_until
from local import ports, services
from project import wait_scraped


@pytest.fixture(scope="module")
def prometheus(project, started):
    port = ports.free(1)[0]
    project.up("--scale", "catalog=2", "--no-recreate")
    project.compose("--profile", "observability", "up", "-d", "--no-recreate", "--scale", "catalog=2", "prometheus",
                    HOST_PROMETHEUS_PORT=str(port))
    yield f"http://127.0.0.1:{port}/api/v1"
    project.compose("--profile", "observability", "rm", "-sfv", "prometheus")
    project.compose("up", "-d", "--no-recreate", "--scale", "catalog=1")


def test_every_copy_is_found(prometheus):
    wait_scraped(prometheus, {name: "2" if name == "catalog" else "1" for name in services.NAMES})


def test_the_alerts_are_known(prometheus, stack):
    groups = stack.client.get(f"{prometheus}/rules").json()["data"]["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    assert len(rules) >= 8
    wait_until(lambda: not [rule["name"] for group in stack.client.get(f"{prometheus}/rules").json()["data"]["groups"]
                            for rule in group["rules"] if rule["health"] != "ok"], 60, "every rule can be computed", every=1)
