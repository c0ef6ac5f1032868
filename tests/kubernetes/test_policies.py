"""Who may talk to whom, and what the namespace refuses."""

import json
import uuid

import pytest
from cluster import Refused, here, kubectl
from local import paths

STORES = {"postgres": 5432, "kafka": 9092, "redis": 6379}


def pod(name, labels, command, rights=True):
    """One container with bash, as restricted as all others."""
    container = {"name": "it", "image": "postgres:15", "imagePullPolicy": "IfNotPresent", "command": ["bash", "-c", command],
                 "resources": {"limits": {"memory": "64Mi"}, "requests": {"cpu": "10m"}}}
    if rights:
        container["securityContext"] = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
    spec = {"restartPolicy": "Never", "containers": [container], "securityContext": {
        "runAsNonRoot": True, "runAsUser": 65532, "seccompProfile": {"type": "RuntimeDefault"}}}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "labels": labels}, "spec": spec}


def can_connect(labels, host, port):
    name = f"probe-{uuid.uuid4().hex[:8]}"
    command = f"timeout 5 bash -c '</dev/tcp/{host}/{port}' && echo reached || echo refused"
    here("apply", "-f", "-", put_in=json.dumps(pod(name, labels, command)))
    try:
        here("wait", "--for=jsonpath={.status.phase}=Succeeded", f"pod/{name}", "--timeout=60s", timeout=70)
        return here("logs", name).strip() == "reached"
    finally:
        here("delete", "pod", name, "--wait=false")


@pytest.mark.parametrize("store", STORES)
def test_a_stranger_reaches_no_store(edge, store):
    assert not can_connect({"app": "stranger"}, store, STORES[store])


@pytest.mark.parametrize("store, service, reaches", [
    ("kafka", "media", True), ("redis", "media", True), ("postgres", "media", False), ("postgres", "catalog", True)])
def test_a_service_reaches_what_it_needs_and_no_more(edge, store, service, reaches):
    labels = {"app.kubernetes.io/part-of": "steward", "app.kubernetes.io/name": f"steward-{service}"}
    assert can_connect(labels, store, STORES[store]) is reaches


def test_a_pod_with_more_rights_is_refused(edge):
    with pytest.raises(Refused, match="restricted"):
        here("apply", "-f", "-", put_in=json.dumps(pod("rights", {}, "true", rights=False)))


def test_the_production_overlay_is_accepted(edge):
    """In a namespace of its own: the dev overlay's jobs have the same names, and a job cannot be changed."""
    made = kubectl("kustomize", paths.ROOT / "deploy/k8s/overlays/production").replace("namespace: steward\n", "namespace: steward-dry\n")
    kubectl("create", "namespace", "steward-dry")
    try:
        kubectl("apply", "--dry-run=server", "--validate=strict", "-f", "-", put_in=made)
    finally:
        kubectl("delete", "namespace", "steward-dry", "--wait=false")
