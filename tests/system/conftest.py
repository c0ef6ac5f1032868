"""One real stack for all tests of a worker. A test that breaks something is marked `breaks`; everything is mended after it."""

import os
import random
import subprocess
import uuid

import pytest
from checks import completed, warm
from harness import Dependencies, HandshakeServer, Producer, Reader, Stack, oidc, wait_until
from harness.child import Child
from harness.journeys import Journeys
from live_client import Live
from local import process, services, web
from products import PRODUCTS

# What is gone is missed sooner than by default.
SETTINGS = {
    "STEWARD_TELEMETRY_MS": 500,
    "STEWARD_PARTIAL_MS": 1500,  # a busy machine ranks slowly: only a composer that is paused takes so long
    "STEWARD_CATALOG_POPULAR_MS": 500,
    "STEWARD_LEARNING": "true",
    "STEWARD_CATALOG_QUERIES_FLUSH_MS": 200,
    "STEWARD_KAFKA_SESSION_TIMEOUT_MS": 3000,
    "STEWARD_POSTGRES_CONNECT_TIMEOUT_MS": 1000,
    web.DOCUMENTS_SETTING: web.built_documents() or "",
}


def pytest_addoption(parser):
    parser.addoption("--shuffle", metavar="SEED", help="files, and the tests in each, in another order: none may depend on it")


def pytest_collection_modifyitems(config, items):
    """Files that take long come first: else one worker begins them when the others are done."""
    seed = config.getoption("--shuffle")
    if seed is not None:
        place = {key: random.Random(f"{seed}/{key}").random() for item in items for key in (item.nodeid, str(item.path))}
        items.sort(key=lambda item: (place[str(item.path)], place[item.nodeid]))
        return
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """A failure says where the logs of its stacks are, and what they have taken and not taken from Kafka by then."""
    report = yield
    if report.failed:
        for stack in {id(one): one for one in item.funcargs.values() if isinstance(one, Stack)}.values():
            report.sections.append(("logs of the stack", str(stack.dependencies.logs)))
            report.sections.append(("what the stack has in hand", stack.in_hand()))
            report.sections.append(("what it said last", stack.last_words()))
    return report


@pytest.fixture(scope="session")
def dependencies():
    with Dependencies() as running:
        yield running


@pytest.fixture(scope="session")
def stack(dependencies):
    with Stack(dependencies, settings=SETTINGS) as running:
        running.wait_ready()
        load(running)
        warm(running.copy("media"))
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
    """No test is harmed by the one before it: who leaves something down without being marked so has failed."""
    yield
    stack = request.node.funcargs.get("stack")
    may_break = request.node.get_closest_marker("breaks")
    down = stack.down() if stack else []
    if stack and (down or may_break):
        stack.mend()
    assert may_break or not down, f"left down, without being marked `breaks`: {down}"


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


@pytest.fixture
def comes_back(stack, search):
    """Waits until everything is ready again and a search is answered, without a restart of any process."""
    def wait():
        before = pids(stack)
        stack.wait_ready(60)
        wait_until(lambda: completed(search("tea pot")), 60, "a search is answered")
        assert pids(stack) == before
    return wait


def pids(stack):
    return {copy.name: copy.pid for copy in stack.copies}


@pytest.fixture(scope="session")
def producer(dependencies, stack):
    return Producer(dependencies.brokers)


@pytest.fixture(scope="session")
def issuer():
    """An OpenID provider."""
    if oidc.missing():
        pytest.skip(f"there is no {oidc.missing()}")
    with oidc.Issuer() as running:
        yield running


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


@pytest.fixture
def port(stack):
    """Of the orchestrator."""
    return stack.copy("orchestrator").port


@pytest.fixture
def live(port):
    """A WebSocket to the edge."""
    with Live(port) as client:
        yield client


@pytest.fixture
def cli(stack, dependencies):
    """The command line tool on this stack: cli("lag", "--json").stdout; code: the exit code that it must have, None: any."""
    program = stack.build / "bin/steward"
    others = {"CATALOG": "catalog", "MEDIA": "media", "COMPOSER": "response-composer", "DEVICE": "device-adapter",
              "MONITORING": "monitoring"}
    environment = {"PATH": os.environ["PATH"], "STEWARD_URL": stack.url(),
                   **{f"STEWARD_{name}_URL": stack.url(service) for name, service in others.items()},
                   "STEWARD_KAFKA_BROKERS": dependencies.brokers, "STEWARD_KAFKA_PARTITIONS": "3",
                   "STEWARD_POSTGRES_URL": dependencies.database_url("orchestrator"),
                   "STEWARD_CATALOG_POSTGRES_URL": dependencies.database_url("catalog"), "STEWARD_REDIS_URL": dependencies.redis.url}

    def run(*words, code=0, settings=None, **more):
        done = subprocess.run([program, *map(str, words)], capture_output=True, text=True, check=False, timeout=60,
                              env={**environment, **(settings or {})}, cwd=dependencies.folder, **more)
        assert code is None or done.returncode == code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done
    return run


@pytest.fixture
def preparing(stack, tmp_path):
    """Starts a program that makes its schema and the topics, and ends (--prepare), told other things:
    preparing("catalog", STEWARD_POSTGRES_URL=...) is its process, which may be waited for, and its log read."""
    children = []

    def start(service, **settings):
        spec = services.spec(service, {**stack.settings_of(service), **settings}, tmp_path / f"prepare-{len(children)}.log",
                             build=stack.build, environment=process.clean_environment())
        spec.argv.append("--prepare")
        spec.cwd = str(tmp_path)
        children.append(Child(spec).start())
        return children[-1]

    yield start
    for child in children:
        child.kill()


@pytest.fixture(scope="module")
def journeys():
    """What people do with the page, in one browser."""
    with Journeys() as running:
        yield running


@pytest.fixture
def tls_server():
    """Starts servers on this machine that shake hands with a certificate and say nothing more: tls_server(certificate)
    is the port of one."""
    servers = []

    def start(certificate):
        servers.append(HandshakeServer(certificate).start())
        return servers[-1].port

    yield start
    for server in servers:
        server.stop()
