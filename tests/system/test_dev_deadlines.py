"""A test that hangs is one failed test, and a run that hangs is ended."""

import os
import signal
import subprocess
import sys
import xml.etree.ElementTree as xml

import pytest
from harness import ROOT
from local import process

SETTINGS = """[pytest]
timeout = 2
timeout_margin = 2
timeout_method = signal
addopts = -p deadlines --dist loadfile --no-loadscope-reorder -p no:cacheprovider -p no:schemathesis -p no:hypothesispytest
"""
GOOD = "def test_good(): pass\n"
HANGING = """import pytest, signal, time

@pytest.fixture
def hanging():
    yield
    time.sleep(1000)

def test_first(): pass
def test_that_is_interrupted(): time.sleep(1000)
def test_between(): pass
def test_that_is_not():
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
    time.sleep(1000)
def test_after_it(): pass
def test_whose_fixture_hangs(hanging): time.sleep(1000)
def test_last(): pass
"""
HANG = {"test_that_is_interrupted", "test_that_is_not", "test_whose_fixture_hangs"}


@pytest.mark.parametrize("workers", [1, 2])
def test_each_test_that_hangs_is_one_failure(tmp_path, workers):
    (tmp_path / "pytest.ini").write_text(SETTINGS)
    (tmp_path / "test_hanging.py").write_text(HANGING)
    for number in range(4):  # one test each: what is left when a worker dies must be handed out, too
        (tmp_path / f"test_good_{number}.py").write_text(GOOD)
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "-n", str(workers), "--junitxml", "report.xml", "."], cwd=tmp_path,
                          env={**os.environ, "PYTHONPATH": str(ROOT / "tests/system")}, capture_output=True, text=True,
                          timeout=90, check=False)
    cases = [(case.get("name"), {part.tag for part in case} & {"failure", "error"}) for case in
             xml.parse(tmp_path / "report.xml").iter("testcase")]
    failed = {name for name, trouble in cases if trouble}
    assert failed - {""} <= HANG and len([1 for _, trouble in cases if not trouble]) == 8, done.stdout + done.stderr
    for name in HANG:
        assert f"{name} - " in done.stdout, done.stdout
    assert "time.sleep" in done.stdout, "it is said where a test was"
    assert "in test_that_is_not" in done.stderr, "it is said where it was, even by one that had to be ended"


@pytest.mark.parametrize("on_interrupt", [signal.SIG_DFL, signal.SIG_IGN], ids=["asked", "made to"])
def test_a_run_that_hangs_is_ended(tmp_path, on_interrupt):
    pid = tmp_path / "pid"

    def begin():  # before its program starts, however slowly it does
        pid.write_text(str(os.getpid()))
        signal.signal(signal.SIGINT, on_interrupt)

    assert process.run_within(1, ["sleep", "1000"], patience=1, preexec_fn=begin) is None
    assert process.start_time(int(pid.read_text())) is None


def test_a_run_that_ends_has_its_exit_code():
    assert process.run_within(60, [sys.executable, "-c", "raise SystemExit(7)"]) == 7
