"""The Debian packages, made once; and one machine on which they are installed, whose tests follow each other."""

import pytest
from harness import Dependencies, wait_until
from local import debian, ports, services
from machine import Machine, NoMachine


@pytest.fixture(scope="session")
def packages():
    """{name: file}"""
    return {file.name.split("_")[0]: file for file in debian.make()}


@pytest.fixture(scope="session")
def machine():
    try:
        with Machine() as booted:
            yield booted
    except NoMachine as trouble:
        pytest.skip(f"no machine to install them on: {trouble}")


@pytest.fixture(scope="session")
def installed(machine, packages):
    """As an operator does it: files, and what they need from Debian's archive."""
    machine.take(packages.values(), "/root/packages")
    machine.run("apt-get", "-q", "update", seconds=300)
    machine.run("apt-get", "-q", "install", "-y", "--no-install-recommends",
                *(f"/root/packages/{file.name}" for file in packages.values()), seconds=300)
    return machine


@pytest.fixture(scope="session")
def dependencies():
    with Dependencies(is_secure=False) as running:
        yield running


@pytest.fixture(scope="session")
def configured(installed, dependencies):
    """Their settings written, as docs/server.md says; {service: port}."""
    port = dict(zip(services.NAMES, ports.free(len(services.NAMES))))
    for service in services.NAMES:
        told = {"STEWARD_PORT": port[service], "STEWARD_KAFKA_PARTITIONS": 3,
                "STEWARD_ACCOUNTS_URL": f"http://127.0.0.1:{port['orchestrator']}", **dependencies.settings(service)}
        if service == "orchestrator":
            told["STEWARD_CATALOG_URL"] = f"http://127.0.0.1:{port['catalog']}"
        with open(installed.path(f"/etc/steward/{service}.env"), "a", encoding="utf-8") as file:
            file.writelines(f"{name}={value}\n" for name, value in told.items())
    return port


@pytest.fixture(scope="session")
def started(installed, configured):
    installed.run("systemctl", "start", "steward.target")
    wait_ready(installed)
    return installed


def wait_ready(machine):
    for service in services.NAMES:
        unit = f"steward-{service}"
        try:
            wait_until(lambda: machine.shows(unit, "StatusText") == "ready", 90, f"{unit} is ready", every=0.3)
        except AssertionError as trouble:
            raise AssertionError(f"{trouble}\n{machine.shows(unit, 'StatusText')}\n{machine.journal(unit)}") from None
