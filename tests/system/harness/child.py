"""A process of the test: it goes when the test goes."""

import os
import signal

from local import process


class Child:
    """Started from a Spec; may be killed, stopped, paused and started again."""

    def __init__(self, spec):
        self.spec = spec
        self.popen = None

    @property
    def name(self):
        return self.spec.name

    @property
    def pid(self):
        return self.popen.pid

    def is_running(self):
        return self.popen is not None and self.popen.poll() is None

    def start(self):
        assert not self.is_running(), f"{self.name} runs already"
        self.popen = process.spawn(self.spec, die_with_parent=True)
        return self

    def signal(self, number):
        os.kill(self.pid, number)

    def kill(self):
        """SIGKILL, and gone."""
        if self.is_running():
            self.signal(signal.SIGKILL)
            self.popen.wait(10)

    def pause(self):
        self.signal(signal.SIGSTOP)

    def resume(self):
        self.signal(signal.SIGCONT)

    def stop(self, seconds=None):
        """Asks it to stop; its exit code. AssertionError when it does not within the time."""
        if not self.is_running():
            return self.popen.returncode if self.popen else None
        self.signal(self.spec.stop_signal)
        return self.wait_ended(seconds or self.spec.patience)

    def wait_ended(self, seconds):
        if not process.wait_gone(self.pid, process.start_time(self.pid), seconds):
            raise AssertionError(f"{self.name} did not end within {seconds} s; see {self.spec.log}")
        return self.popen.wait()

    def restart(self):
        self.stop()
        return self.start()

    def log(self):
        with open(self.spec.log, errors="replace") as file:
            return file.read()
