"""Installed on a machine that systemd runs, and what an operator does with them. The tests follow each other."""

import signal

import httpx
import pytest
from checks import completed
from conftest import wait_ready
from harness import wait_until
from local import services

every_service = pytest.mark.parametrize("service", services.NAMES)


def main_pid(machine, unit):
    return int(machine.shows(unit, "MainPID"))


def signals(machine, unit, name):
    machine.run("systemctl", "kill", "--kill-whom=main", f"--signal={name}", unit)


def edit(machine, unit, *lines):
    """A drop-in, in force."""
    folder = machine.path(f"/etc/systemd/system/{unit}.service.d")
    folder.mkdir(parents=True)
    (folder / "test.conf").write_text("\n".join(["[Service]", *lines, ""]))
    machine.run("systemctl", "daemon-reload")
    machine.run("systemctl", "restart", unit)
    wait_ready(machine)


@pytest.fixture
def search(configured):
    def ask(query, **more):
        return httpx.post(f"http://127.0.0.1:{configured['orchestrator']}/api/v1/search", json={"query": query, **more}, timeout=30,
                          trust_env=False)
    return ask


@pytest.fixture
def tool(started, configured):
    def call(*words, **options):
        return started.run("steward", *words, STEWARD_URL=f"http://127.0.0.1:{configured['orchestrator']}",
                           STEWARD_CATALOG_URL=f"http://127.0.0.1:{configured['catalog']}",
                           STEWARD_MONITORING_URL=f"http://127.0.0.1:{configured['monitoring']}", **options)
    return call


@every_service
def test_it_waits_for_the_operator_to_start_it(installed, service):
    unit = f"steward-{service}"
    assert installed.shows(unit, "ActiveState") == "inactive"
    assert installed.run("systemctl", "is-enabled", unit, "steward.target").stdout.split() == ["enabled", "enabled"]


@every_service
def test_its_settings_are_for_its_own_user(installed, service):
    user = f"steward-{service}"
    others = [f"/etc/steward/{other}.env" for other in services.NAMES if other != service]
    assert installed.run("stat", "-c", "%a %U %G", f"/etc/steward/{service}.env").stdout == f"640 root {user}\n"
    assert installed.run("setpriv", f"--reuid={user}", "--init-groups", f"--regid={user}", "cat", f"/etc/steward/{service}.env").stdout
    for path in others:
        done = installed.run("setpriv", f"--reuid={user}", "--init-groups", f"--regid={user}", "cat", path, check=False)
        assert done.returncode != 0 and "Permission denied" in done.stderr


def test_started_they_are_ready(started, configured):
    for service in services.NAMES:
        assert started.run(f"steward-{service}", "--check", STEWARD_SETTINGS=f"/etc/steward/{service}.env").stdout == "ready\n"
        assert started.shows(f"steward-{service}", "User") == f"steward-{service}"


@every_service
def test_a_process_has_no_rights(started, service):
    status = started.path(f"/proc/{main_pid(started, f'steward-{service}')}/status").read_text()
    rights = dict(line.split(":\t") for line in status.splitlines() if line.startswith(("Cap", "NoNewPrivs", "Seccomp:")))
    assert {int(value, 16) for name, value in rights.items() if name.startswith("Cap")} == {0}
    assert rights["NoNewPrivs"] == "1" and rights["Seccomp"] == "2"


def test_a_first_search(tool, search):
    tool("catalog", "import", "/usr/share/steward/demo/catalogue.jsonl.gz", seconds=120)
    wait_until(lambda: len(completed(search("wireless headphones", limit=3))["products"]) == 3, 30, "the products are found")


def test_the_page_and_the_documents_are_served(started, configured):
    edge = f"http://127.0.0.1:{configured['orchestrator']}"
    for path in ("/", "/docs"):
        answer = httpx.get(edge + path, timeout=30, trust_env=False, follow_redirects=True)
        assert answer.status_code == 200 and "<html" in answer.text.lower(), path


@every_service
def test_one_that_is_killed_is_started_again(started, service):
    unit = f"steward-{service}"
    before = main_pid(started, unit)
    signals(started, unit, "SIGKILL")
    wait_until(lambda: main_pid(started, unit) not in (0, before), 30, f"{unit} runs again")
    wait_ready(started)


def test_one_that_hangs_is_started_again(started):
    unit = "steward-media"
    edit(started, unit, "WatchdogSec=3")
    hung = main_pid(started, unit)
    signals(started, unit, signal.SIGSTOP.name)
    wait_until(lambda: main_pid(started, unit) not in (0, hung), 60, "it runs again")
    wait_ready(started)
    assert "Watchdog timeout" in started.journal(unit)


def test_a_secret_may_be_a_credential(started):
    file = started.path("/etc/steward/catalog.env")
    name, lines = "STEWARD_POSTGRES_URL=", file.read_text().splitlines(keepends=True)
    secret = started.path("/root/catalog_postgres_url")
    secret.touch(mode=0o600)
    secret.write_text("".join(line[len(name):] for line in lines if line.startswith(name)))
    file.write_text("".join(line for line in lines if not line.startswith(name)))
    edit(started, "steward-catalog", "LoadCredential=postgres_url:/root/catalog_postgres_url",
         "Environment=STEWARD_POSTGRES_URL_FILE=%d/postgres_url")


def test_a_wrong_setting_is_said_and_not_tried_again(started):
    unit = "steward-device-adapter"
    file = started.path("/etc/steward/device-adapter.env")
    good = file.read_text()
    file.write_text(good + "STEWARD_LOG_LEVEL=loud\n")
    try:
        done = started.run("systemctl", "restart", unit, check=False)
        assert done.returncode != 0
        assert (started.shows(unit, "ActiveState"), started.shows(unit, "ExecMainStatus")) == ("failed", "2")
        wait_until(lambda: "STEWARD_LOG_LEVEL" in started.journal(unit), 20, "it is in the journal, which comes a little later")
        assert "debug, info, warn" in started.journal(unit).replace("|", ", ")
    finally:
        file.write_text(good)
    started.run("systemctl", "restart", unit)
    wait_ready(started)


def test_the_log_level_is_read_anew(started):
    file = started.path("/etc/steward/media.env")
    file.write_text(file.read_text() + "STEWARD_LOG_LEVEL=debug\n")
    before = main_pid(started, "steward-media")
    started.run("systemctl", "reload", "steward-media")
    wait_until(lambda: '"message":"log level set","log_level":"debug"' in started.journal("steward-media"), 20, "it says so")
    assert main_pid(started, "steward-media") == before


def test_what_is_away_is_in_the_status(started, dependencies):
    dependencies.proxy("kafka").cut()
    try:
        wait_until(lambda: "not ready: kafka" in started.shows("steward-monitoring", "StatusText"), 60, "it says what is away")
        assert started.shows("steward-monitoring", "ActiveState") == "active"
    finally:
        dependencies.proxy("kafka").mend()
    wait_ready(started)


def test_an_upgrade_keeps_the_settings_and_starts_anew_what_ran(started, packages, search):
    settings = {service: started.path(f"/etc/steward/{service}.env").read_text() for service in services.NAMES}
    before = {service: main_pid(started, f"steward-{service}") for service in services.NAMES}
    started.run("dpkg", "-i", *(f"/root/packages/{file.name}" for file in packages.values()), seconds=280)
    wait_ready(started)
    assert {service: started.path(f"/etc/steward/{service}.env").read_text() for service in services.NAMES} == settings
    assert all(main_pid(started, f"steward-{service}") != pid for service, pid in before.items())
    assert completed(search("wireless headphones"))["products"]


def test_stopped_they_have_finished(started):
    started.run("systemctl", "stop", "steward.target")
    for service in services.NAMES:
        wait_until(lambda: started.shows(f"steward-{service}", "ActiveState") == "inactive", 40, f"{service} has stopped")
        assert (started.shows(f"steward-{service}", "Result"), started.shows(f"steward-{service}", "ExecMainStatus")) == ("success", "0")


def test_removed_the_settings_stay_until_they_are_purged(started, packages):
    names = list(packages)
    started.run("dpkg", "--remove", *names, seconds=120)
    assert started.path("/etc/steward/catalog.env").exists() and not started.path("/usr/bin/steward-catalog").exists()
    started.run("dpkg", "--purge", *names, seconds=120)
    assert not started.path("/etc/steward").exists()
    assert not list(started.path("/etc/systemd/system").rglob("steward*.service"))
