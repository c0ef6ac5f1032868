"""A Kubernetes cluster as a test sees it: kubectl, and waiting for what it says."""

import json
import subprocess
import time

NAMESPACE = "steward"


class Refused(Exception):
    """kubectl ended with something else than 0; its words."""


def kubectl(*words, put_in=None, timeout=120):
    done = subprocess.run(["kubectl", *words], input=put_in, capture_output=True, text=True, check=False, timeout=timeout)
    if done.returncode != 0:
        raise Refused(f"kubectl {' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


def here(*words, **options):
    """kubectl in the namespace of Steward."""
    return kubectl("-n", NAMESPACE, *words, **options)


def read(*words):
    return json.loads(here(*words, "-o", "json"))


def pods_of(service):
    """Those that run and are not about to end."""
    found = read("get", "pods", "-l", f"app.kubernetes.io/name=steward-{service}")["items"]
    return [pod["metadata"]["name"] for pod in found
            if pod["status"]["phase"] == "Running" and "deletionTimestamp" not in pod["metadata"]]


def is_ready(pod):
    return any(one["type"] == "Ready" and one["status"] == "True" for one in pod["status"].get("conditions", []))


def ready_pods(service):
    found = read("get", "pods", "-l", f"app.kubernetes.io/name=steward-{service}")["items"]
    return [pod["metadata"]["name"] for pod in found if is_ready(pod) and "deletionTimestamp" not in pod["metadata"]]


def rolled_out(service, seconds=180):
    here("rollout", "status", f"deployment/steward-{service}", f"--timeout={seconds}s", timeout=seconds + 10)


def wait_until(holds, seconds, what):
    """holds() is asked until it is true; its value."""
    end = time.monotonic() + seconds
    while True:
        found = holds()
        if found:
            return found
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.5)


def node_address():
    node = json.loads(kubectl("get", "nodes", "-o", "json"))["items"][0]
    return next(one["address"] for one in node["status"]["addresses"] if one["type"] == "InternalIP")


def trouble():
    """What is said of the pods, for a failure's report."""
    said = [here("get", "pods", "-o", "wide"), here("get", "events", "--sort-by=.lastTimestamp")[-3000:]]
    for pod in read("get", "pods")["items"]:
        if not is_ready(pod) and pod["status"]["phase"] != "Succeeded":
            name = pod["metadata"]["name"]
            said.append(f"{name}: {here('logs', name, '--all-containers', '--tail=5', '--prefix')}")
    return "\n".join(said)
