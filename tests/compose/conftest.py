"""The whole system in containers, from a clean clone, once for all tests, which follow each other as in an operator's week."""

import pytest
from engine import BASE, Engine, NoEngine
from harness import wait_until
from project import Project, clone


def pytest_addoption(parser):
    parser.addoption("--rebuild", action="store_true", help="build the images once more and compare them")


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--rebuild"):
        for item in items:
            if item.get_closest_marker("builds"):
                item.add_marker(pytest.mark.skip(reason="builds the images once more: ./dev test compose --rebuild"))


@pytest.fixture(scope="session")
def engine():
    try:
        with Engine() as running:
            made = running.want_images()
            print(f"made here, for they cannot be pulled: {', '.join(made) or 'nothing'}")
            yield running
    except NoEngine as trouble:
        pytest.skip(f"no containers here: {trouble}")


@pytest.fixture(scope="session")
def project(engine):
    clone()
    with Project(engine) as made:
        made.build()
        yield made


@pytest.fixture(scope="session")
def base_size(engine):
    return int(engine.docker("image", "inspect", "--format", "{{.Size}}", BASE).stdout)


@pytest.fixture(scope="session")
def started(project):
    """Seconds from docker-compose up to all being healthy, the images being there; all products can be found then."""
    try:
        seconds = project.up()
        project.wait_indexed()
        return seconds
    except BaseException:
        print(project.logs())
        raise


@pytest.fixture
def stack(project, started):
    wait_until(lambda: project.client.get("/readyz").status_code == 200, 60, "the edge is ready")
    return project
