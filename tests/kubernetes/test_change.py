"""What changes under load: new versions, lost pods, drained nodes, more clients, other secrets. Nothing may be lost."""

import base64
import json
import time

import httpx
import pytest
from cluster import Refused, here, kubectl, pods_of, read, ready_pods, rolled_out, wait_until
from local import services

GROWING = ["orchestrator", "catalog", "response-composer"]


def assert_nothing_lost(load):
    assert not load.failures, f"{len(load.failures)} of {sum(load.answers.values())}: {load.failures[:5]}"
    assert sum(load.answers.values()) > 20, load.answers


def some_more(load, count=50):
    """Until so many more requests were answered."""
    wanted = sum(load.answers.values()) + len(load.failures) + count
    wait_until(lambda: sum(load.answers.values()) + len(load.failures) >= wanted, 120, f"{count} more requests")


def test_a_rolling_update_of_everything(all_ready, load):
    before = {service: set(pods_of(service)) for service in services.NAMES}
    with load:
        some_more(load)
        for service in services.NAMES:
            here("rollout", "restart", f"deployment/steward-{service}")
            rolled_out(service)
        some_more(load)
    assert_nothing_lost(load)
    for service in services.NAMES:
        assert not before[service] & set(pods_of(service)), f"{service} was not replaced"


@pytest.mark.parametrize("service", GROWING)
def test_a_pod_is_deleted(all_ready, load, service):
    """There are two, and one goes: kubectl delete ends it as every scale-down does."""
    here("patch", "hpa", f"steward-{service}", "--type=merge", "-p", '{"spec":{"minReplicas":2}}')
    try:
        wait_until(lambda: len(ready_pods(service)) >= 2, 120, f"two copies of {service}")
        with load:
            some_more(load)
            here("delete", "pod", ready_pods(service)[0], "--wait=true", timeout=90)
            some_more(load)
        assert_nothing_lost(load)
    finally:
        here("patch", "hpa", f"steward-{service}", "--type=merge", "-p", '{"spec":{"minReplicas":1}}')


def evict(pod):
    eviction = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": pod, "namespace": "steward"}}
    kubectl("create", "--raw", f"/api/v1/namespaces/steward/pods/{pod}/eviction", "-f", "-", put_in=json.dumps(eviction))


def test_a_drain_takes_one_copy_at_a_time(all_ready):
    here("patch", "hpa", "steward-catalog", "--type=merge", "-p", '{"spec":{"minReplicas":2}}')
    try:
        pods = wait_until(lambda: len(ready_pods("catalog")) >= 2 and ready_pods("catalog"), 120, "two copies of catalog")
        evict(pods[0])
        with pytest.raises(Refused, match="disruption budget"):
            evict(pods[1])
        rolled_out("catalog")
    finally:
        here("patch", "hpa", "steward-catalog", "--type=merge", "-p", '{"spec":{"minReplicas":1}}')


def test_copies_come_with_the_load(all_ready, load):
    with load:
        wait_until(lambda: read("get", "hpa", "steward-orchestrator")["status"].get("desiredReplicas", 0) >= 2, 240,
                   "the autoscaler wants more copies of the orchestrator")
        wait_until(lambda: len(ready_pods("orchestrator")) >= 2, 120, "they are ready")
        some_more(load)
    assert_nothing_lost(load)


def test_another_password(all_ready, load):
    """Postgres takes the new one, the Secret gets it, the catalogue is rolled out: nobody sees it happen."""
    name = read("get", "deployment", "steward-catalog")["spec"]["template"]["spec"]["containers"][0]["env"]
    secret = next(one["valueFrom"]["secretKeyRef"]["name"] for one in name if one["name"] == "STEWARD_POSTGRES_URL")
    password = f"new-{time.monotonic_ns()}"
    url = base64.b64encode(f"postgresql://steward_catalog:{password}@postgres/steward_catalog".encode()).decode()
    with load:
        some_more(load)
        here("exec", "postgres-0", "--", "psql", "-U", "postgres", "-c", f"ALTER ROLE steward_catalog PASSWORD '{password}'")
        here("patch", "secret", secret, "--type=merge", "-p", json.dumps({"data": {"url": url}}))
        here("rollout", "restart", "deployment/steward-catalog")
        rolled_out("catalog")
        some_more(load)
    assert_nothing_lost(load)
    assert httpx.post(f"{all_ready}/api/v1/search", json={"query": "headphones"}, timeout=20).json()["total"]
