"""One real stack for all tests of a run. A test that breaks something is marked `breaks`; everything is mended after it."""

import uuid

import pytest
from harness import Dependencies, Producer, Reader, Stack, wait_until
from products import PRODUCTS


@pytest.fixture(scope="session")
def dependencies():
    with Dependencies() as running:
        yield running


@pytest.fixture(scope="session")
def stack(dependencies):
    settings = {"STEWARD_TELEMETRY_MS": 200}
    with Stack(dependencies, settings=settings) as running:
        running.wait_ready()
        load(running)
        yield running


def load(running):
    """Puts the small catalogue into it, and waits until all of it can be found."""
    catalog = running.copy("catalog")
    answer = catalog.client.put("/products", json={"products": PRODUCTS})
    assert answer.status_code == 200, answer.text
    assert answer.json()["accepted"] == len(PRODUCTS)
    wait_until(lambda: is_indexed(catalog), 15, "the catalogue can be searched")


def is_indexed(catalog):
    stats = catalog.client.get("/stats").json()
    return stats["indexed_sequence"] == stats["sequence"] and stats["indexed"] == stats["products"]


@pytest.fixture(autouse=True)
def mended(request):
    yield
    if request.node.get_closest_marker("breaks"):
        request.getfixturevalue("stack").mend()


@pytest.fixture
def edge(stack):
    """HTTP client of the orchestrator."""
    return stack.copy("orchestrator").client


@pytest.fixture
def search(edge):
    """Asks the edge: search("usb cable", limit=3) or search({...body...}, headers={...}); the answer as it is."""
    def ask(query, headers=None, **more):
        body = query if isinstance(query, dict) else {"query": query, **more}
        return edge.post("/api/v1/search", json=body, headers=headers or {})
    return ask


@pytest.fixture(scope="session")
def producer(dependencies, stack):
    return Producer(dependencies.brokers)


@pytest.fixture
def responses(dependencies, stack):
    with Reader(dependencies.brokers, "steward.responses") as reader:
        yield reader


@pytest.fixture
def dead_requests(dependencies, stack):
    with Reader(dependencies.brokers, "steward.requests-dlt") as reader:
        yield reader


@pytest.fixture
def session_id():
    return f"session-{uuid.uuid4()}"
