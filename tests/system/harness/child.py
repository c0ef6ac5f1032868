"""A process of the test: it goes when the test goes."""

import os
import signal

from local import process


class Child:
    """Started from a Spec; may be killed, stopped, paused and started again. is_wanted: it was not told to end."""

    def __init__(self, spec):
        self.spec = spec
        self.popen = None
        self.is_wanted = False

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
        self.is_wanted = True
        return self

    def signal(self, number):
        os.kill(self.pid, number)

    @property
    def exit_code(self):
        """None while it runs, and before it was started; of a signal, the number below 0."""
        return self.popen.poll() if self.popen else None

    def kill(self):
        """SIGKILL, and gone."""
        self.is_wanted = False
        if self.is_running():
            self.signal(signal.SIGKILL)
            self.popen.wait(10)

    def pause(self):
        self.signal(signal.SIGSTOP)

    def resume(self):
        if self.is_running():
            self.signal(signal.SIGCONT)

    def stop(self, seconds=None):
        """Asks it to stop; its exit code. AssertionError when it does not within the time."""
        self.is_wanted = False
        if not self.is_running():
            return self.exit_code
        self.signal(self.spec.stop_signal)
        return self.wait_ended(seconds or self.spec.patience)

    def wait_ended(self, seconds):
        self.is_wanted = False
        if not process.wait_gone(self.pid, process.start_time(self.pid), seconds):
            raise AssertionError(f"{self.name} did not end within {seconds} s; see {self.spec.log}")
        return self.popen.wait()

    def restart(self):
        self.stop()
        return self.start()

    def log(self):
        with open(self.spec.log, errors="replace") as file:
            return file.read()
