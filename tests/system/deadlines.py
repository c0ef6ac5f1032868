"""A test that hangs is one failed test, and the others go on: a plugin of pytest, which pytest.ini loads.

First pytest-timeout interrupts it with a signal, and its fixtures clean up. What does not let itself be interrupted, or
hangs again in cleaning up, ends its process with the stacks of all threads. Of several workers xdist then starts another
one, which goes on after that test."""

import faulthandler
import os
import sys

import pytest

MARGIN_S = 60  # for cleaning up after the interruption
STDERR = pytest.StashKey()  # as it was before output was captured


def pytest_addoption(parser):
    parser.addini("timeout_margin", "seconds until a test that was interrupted ends its process", default=str(MARGIN_S))


def pytest_configure(config):
    config.stash[STDERR] = os.dup(sys.__stderr__.fileno())


def pytest_unconfigure(config):
    faulthandler.cancel_dump_traceback_later()
    os.close(config.stash[STDERR])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    arm(item, limit(item) + margin(item))
    try:
        return (yield)
    finally:
        faulthandler.cancel_dump_traceback_later()


@pytest.hookimpl(trylast=True)
def pytest_exception_interact(node):
    """pytest disarms it here, for the sake of debuggers; the fixtures are yet to clean up."""
    if isinstance(node, pytest.Item) and not node.config.option.usepdb:
        arm(node, margin(node))


def arm(item, seconds):
    faulthandler.dump_traceback_later(seconds, exit=True, file=item.config.stash[STDERR])


def margin(item):
    return float(item.config.getini("timeout_margin"))


def limit(item):
    """What pytest-timeout gives it."""
    marker = item.get_closest_marker("timeout")
    if marker:
        return float(marker.args[0] if marker.args else marker.kwargs["timeout"])
    return float(item.config.getoption("timeout") or item.config.getini("timeout"))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Only the process that hands out the tests asks for it."""
    from xdist.scheduler import LoadFileScheduling  # pylint: disable=import-outside-toplevel

    class OnceEach(LoadFileScheduling):
        """xdist would give the test that a worker died of to the next one, and so on, until none is left; and a worker whose
        first file has nothing left to do, or one test alone, would wait for more and be told nothing."""

        def remove_node(self, node):
            files = self.assigned_work[node]
            died_of = next((test for tests in files.values() for test, is_done in tests.items() if not is_done), None)
            for file, tests in list(files.items()):
                if died_of in tests:
                    tests[died_of] = True
                if all(tests.values()):
                    del files[file]
            super().remove_node(node)
            return died_of

        def schedule(self):
            super().schedule()
            for node in self.nodes:
                self._reschedule(node)

    return OnceEach(config, log)
