"""./dev's supervisor: what ends is started again; what it left behind is adopted; nothing stays."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
import supervise
from harness import ROOT, wait_until
from local import process


class Running:
    """A supervisor of its own plan, in a folder of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.work = None

    def plan(self, **commands):
        entries = [{"name": name, "argv": argv, "env": dict(os.environ), "log": str(self.folder / "log" / f"{name}.log")}
                   for name, argv in commands.items()]
        (self.folder / "plan.json").write_text(json.dumps({"processes": entries}))
        if self.work:
            self.work.send_signal(signal.SIGHUP)

    def start(self):
        environment = {**os.environ, "STEWARD_DEV_RUN": str(self.folder)}
        self.work = subprocess.Popen([sys.executable, ROOT / "scripts/dev/supervise.py"], env=environment)

    def state(self, name):
        """Of a process that is alive; else nothing."""
        try:
            entry = json.loads((self.folder / "state.json").read_text())["processes"][name]
        except (OSError, KeyError):
            return None
        return entry if process.is_alive(entry["pid"], entry["started"]) else None

    def wait(self, name, is_so=lambda entry: True):
        return wait_until(lambda: (entry := self.state(name)) and is_so(entry) and entry, 10, f"{name} runs")

    def stop(self):
        if self.work and self.work.poll() is None:
            self.work.terminate()
            self.work.wait(20)


@pytest.fixture
def running(tmp_path):
    (tmp_path / "log").mkdir()
    supervised = Running(tmp_path)
    yield supervised
    supervised.stop()


def test_what_ends_is_started_again_and_counted(running):
    running.plan(sleeper=["sleep", "1000"])
    running.start()
    first = running.wait("sleeper")
    os.kill(first["pid"], signal.SIGKILL)
    second = running.wait("sleeper", lambda entry: entry["pid"] != first["pid"])
    assert second["restarts"] == 1 and "SIGKILL" in second["last_end"]


def test_what_keeps_ending_is_started_again_and_again(running):
    running.plan(broken=["false"])
    running.start()
    wait_until(lambda: "exit 1" in (running.folder / "state.json").read_text(), 10)
    wait_until(lambda: json.loads((running.folder / "state.json").read_text())["processes"]["broken"]["restarts"] >= 4, 10)


def test_the_pauses_grow_and_are_forgiven_after_a_while():
    watched = supervise.Watched(process.Spec(name="broken", argv=["false"]))
    for wanted in (0, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 15, 15):
        watched.since = time.time()
        before = time.monotonic()
        watched.ended("exit 1")
        assert watched.start_at - time.monotonic() <= wanted <= watched.start_at - before + 1e-6
    watched.since = time.time() - supervise.STEADY - 1
    watched.ended("exit 1")
    assert watched.start_at <= time.monotonic()


def test_stopping_stops_everything(running):
    running.plan(one=["sleep", "1000"], two=["sleep", "1000"])
    running.start()
    entries = [running.wait("one"), running.wait("two")]
    running.stop()
    assert not any(process.is_alive(entry["pid"], entry["started"]) for entry in entries)
    assert not (running.folder / "state.json").exists()


def test_the_plan_is_followed(running):
    running.plan(one=["sleep", "1000"], two=["sleep", "1000"])
    running.start()
    one, two = running.wait("one"), running.wait("two")
    running.plan(one=["sleep", "1000"], two=["sleep", "2000"], three=["sleep", "3000"])
    running.wait("three")
    assert running.wait("two", lambda entry: entry["pid"] != two["pid"])["restarts"] == 0
    assert running.state("one")["pid"] == one["pid"]


def test_a_supervisor_that_was_killed_has_a_successor(running):
    running.plan(sleeper=["sleep", "1000"])
    running.start()
    before = running.wait("sleeper")
    running.work.kill()
    running.work.wait()
    running.start()
    wait_until(lambda: json.loads((running.folder / "state.json").read_text())["supervisor"]["pid"] == running.work.pid, 10)
    assert running.state("sleeper")["pid"] == before["pid"]
    os.kill(before["pid"], signal.SIGKILL)
    assert running.wait("sleeper", lambda entry: entry["pid"] != before["pid"])["restarts"] == 1


def test_a_number_that_is_used_again_is_not_ours():
    started = process.start_time(os.getpid())
    assert process.is_alive(os.getpid(), started)
    assert not process.is_alive(os.getpid(), started - 1)
    assert process.stop(os.getpid(), started - 1), "nothing is stopped that is not ours"


def test_what_was_taken_down_is_not_started_with_less_that_is_asked_for_next(running):
    running.plan(one=["sleep", "1000"], other=["sleep", "1000"])
    running.start()
    running.wait("other")
    subprocess.run([ROOT / "dev", "down"], env={**os.environ, "STEWARD_DEV_RUN": str(running.folder)}, check=True, timeout=30)
    assert not running.state("one") and not running.state("other")
    assert not (running.folder / "plan.json").exists(), "./dev up puts what it is asked for beside what is planned"
