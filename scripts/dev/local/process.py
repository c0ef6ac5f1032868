"""Processes, named by pid and start time, so that a pid that is used again is never taken for ours."""

import ctypes
import dataclasses
import hashlib
import os
import pwd
import select
import signal
import subprocess
import time
from pathlib import Path

PR_SET_PDEATHSIG = 1


@dataclasses.dataclass
class Spec:
    """How a process is started and stopped."""

    name: str
    argv: list
    env: dict = dataclasses.field(default_factory=dict)
    cwd: str = "/"
    log: str = "/dev/null"
    user: str = ""  # of another user, when we are root
    stop_signal: int = signal.SIGTERM
    patience: float = 12.0  # seconds to stop in
    rank: int = 1  # stopped in falling order
    version: str = ""  # another one: it must be started anew

    def fingerprint(self):
        """Names how it is run; the rest of the environment may differ from shell to shell."""
        ours = sorted((name, value) for name, value in self.env.items() if name.startswith("STEWARD_"))
        parts = [self.argv, ours, self.cwd, self.user, self.version]
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def start_time(pid):
    """When the process began, in the kernel's ticks; None: there is none."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (OSError, ValueError):
        return None
    fields = stat[stat.rindex(")") + 2 :].split()
    return None if fields[0] in "ZX" else int(fields[19])


def is_alive(pid, started):
    return bool(pid) and started is not None and start_time(pid) == started


def spawn(spec, die_with_parent=False):
    """Starts it in a session of its own; its output goes to its log."""
    as_user = {}
    if spec.user:
        account = pwd.getpwnam(spec.user)
        as_user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    libc = ctypes.CDLL(None, use_errno=True)

    def in_child():
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        if die_with_parent:
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)

    Path(spec.log).parent.mkdir(parents=True, exist_ok=True)
    with open(spec.log, "ab") as log:
        return subprocess.Popen(
            spec.argv, env=spec.env, cwd=spec.cwd, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
            start_new_session=True, preexec_fn=in_child, **as_user)


def wait_gone(pid, started, seconds):
    """True when the process has ended in that time. Works for any process, not only for a child."""
    if not is_alive(pid, started):
        return True
    try:
        descriptor = os.pidfd_open(pid)
    except OSError:
        return True
    try:
        watch = select.poll()
        watch.register(descriptor, select.POLLIN)
        return bool(watch.poll(max(0, seconds) * 1000)) or not is_alive(pid, started)
    finally:
        os.close(descriptor)


def stop(pid, started, stop_signal=signal.SIGTERM, patience=12.0):
    """Asks it to stop, and ends it when it does not. True: it stopped by itself."""
    if not is_alive(pid, started):
        return True
    try:
        os.kill(pid, stop_signal)
        if wait_gone(pid, started, patience):
            return True
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return True
    wait_gone(pid, started, 5)
    return False


def run_within(seconds, argv, patience=30.0, **options):
    """Runs it to its end: its exit code. None: it took longer and was ended; asked with SIGINT first, as from a terminal."""
    with subprocess.Popen(argv, **options) as work:
        try:
            return work.wait(seconds)
        except subprocess.TimeoutExpired:
            work.send_signal(signal.SIGINT)
            try:
                work.wait(patience)
            except subprocess.TimeoutExpired:
                work.kill()
            return None


def wait_until(is_done, seconds, every=0.05):
    """Asks again and again until it is so; the last answer."""
    end = time.monotonic() + seconds
    while True:
        answer = is_done()
        if answer or time.monotonic() >= end:
            return answer
        time.sleep(every)


def clean_environment():
    """The environment without any setting of Steward's: a private stack is told everything."""
    return {name: value for name, value in os.environ.items() if not name.startswith("STEWARD_")}
