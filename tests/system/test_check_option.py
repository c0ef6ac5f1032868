"""--check: a program asks the process that has its settings how it is, as a container's health check does."""

import subprocess

import pytest
from harness import wait_until
from local import ports, services


@pytest.fixture
def check(stack):
    def run(service, port, option="--check", **settings):
        return subprocess.run([services.program(service, stack.build), option], env={"STEWARD_PORT": str(port), **settings},
                              capture_output=True, text=True, check=False, timeout=20, cwd="/")
    return run


@pytest.mark.parametrize("service", services.NAMES)
def test_one_that_is_ready(check, stack, service):
    done = check(service, stack.copy(service).port)
    assert (done.returncode, done.stdout) == (0, "ready\n"), done.stderr
    assert check(service, stack.copy(service).port, "--check-alive").returncode == 0


@pytest.mark.parametrize("address", ["0.0.0.0", "localhost"])
def test_the_address_is_that_of_the_settings(check, stack, address):
    assert check("media", stack.copy("media").port, STEWARD_ADDRESS=address).returncode == 0


@pytest.mark.parametrize("address, asked", [("::", "[::1]"), ("::1", "[::1]"), ("127.0.0.9", "127.0.0.9")])
def test_where_nobody_listens(check, address, asked):
    port = ports.free(1)[0]
    done = check("media", port, STEWARD_ADDRESS=address)
    assert done.returncode == 1 and f"http://{asked}:{port}/readyz" in done.stderr


@pytest.mark.breaks
def test_one_that_is_not_ready_says_why(check, stack, dependencies):
    port = stack.copy("catalog").port
    with dependencies.proxy("postgres").away():
        done = wait_until(lambda: "postgres" in (done := check("catalog", port)).stderr and done, 20, "it says what is away")
        assert done.returncode == 1 and not done.stdout
        assert check("catalog", port, "--check-alive").returncode == 0


def test_settings_that_are_wrong(check):
    done = check("media", "seventy")
    assert done.returncode == 2 and "STEWARD_PORT" in done.stderr
