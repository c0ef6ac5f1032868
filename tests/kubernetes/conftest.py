"""The dev overlay on a real cluster, in the namespace "steward", which is removed afterwards.

./dev test k8s builds the images, brings them to the cluster, and runs this on the cluster's own network."""

import os

import httpx
import pytest
from cluster import NAMESPACE, Refused, here, kubectl, node_address, rolled_out, trouble, wait_until
from load import Load
from local import paths, services

OVERLAY = paths.ROOT / "deploy/k8s/overlays/dev"
READY_SECONDS = 300


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    if report.failed:
        try:
            report.sections.append(("the cluster", trouble()))
        except Refused as error:
            report.sections.append(("the cluster", str(error)))
    return report


@pytest.fixture(scope="session")
def edge():
    """The address of the orchestrator's NodePort, when everything is ready and the demo catalogue can be searched."""
    if os.environ.get("STEWARD_TEST_NO_CLUSTER"):
        pytest.skip(os.environ["STEWARD_TEST_NO_CLUSTER"])
    kubectl("delete", "namespace", NAMESPACE, "--ignore-not-found", timeout=180)
    kubectl("apply", "-k", OVERLAY)
    here("wait", "--for=condition=Available", "deployment", "--all", f"--timeout={READY_SECONDS}s", timeout=READY_SECONDS + 10)
    here("wait", "--for=condition=Complete", "job", "--all", f"--timeout={READY_SECONDS}s", timeout=READY_SECONDS + 10)
    url = f"http://{node_address()}:30800"
    wait_until(lambda: found(url), 60, "the products of the demo catalogue that are asked for can be found")
    yield url
    kubectl("delete", "namespace", NAMESPACE, timeout=180)


def found(url):
    """The import is over before the index has everything."""
    answer = httpx.post(url + "/api/v1/search", json={"query": "wireless headphones under 100"}, timeout=20, trust_env=False)
    return answer.status_code == 200 and answer.json()["total"] >= 3


@pytest.fixture
def load(edge):
    return Load(edge)


@pytest.fixture
def all_ready(edge):
    """Before a test that harms something, everything is as it was."""
    for service in services.NAMES:
        rolled_out(service)
    return edge
