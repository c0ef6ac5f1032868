"""Keeps what plan.json names running: a process that ends is started again at once, with a growing pause when it keeps
ending. SIGHUP: the plan has changed. SIGTERM: stop everything. A supervisor that was killed leaves its processes running; the
next one adopts them. Started by ./dev up."""

import os
import select
import shutil
import signal
import sys
import time

from local import paths, plan, process

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 15.0  # seconds before the second start in a row, and at most
STEADY = 20.0                           # seconds of life after which all is forgiven
LARGEST_LOG = 64 << 20                  # bytes; an older part is kept as .1


class Watched:
    """One process of the plan."""

    def __init__(self, spec):
        self.spec = spec
        self.pid = self.started = self.descriptor = self.child = None
        self.since = 0.0
        self.restarts = self.failures = 0
        self.start_at = 0.0
        self.last_end = ""

    def adopt(self, entry):
        """A process that a supervisor before us started."""
        self.pid, self.started, self.since = entry["pid"], entry["started"], entry["since"]
        self.restarts, self.last_end = entry["restarts"], entry["last_end"]
        self.descriptor = os.pidfd_open(self.pid)

    def start(self):
        try:
            self.child = process.spawn(self.spec)
        except OSError as trouble:
            self.ended(f"could not be started: {trouble}")
            return
        self.pid = self.child.pid
        self.started = process.start_time(self.pid)
        self.descriptor = os.pidfd_open(self.pid)
        self.since = time.time()

    def ended(self, why):
        """It has ended: when to start it again."""
        if self.descriptor is not None:
            os.close(self.descriptor)
        lived = time.time() - self.since
        self.pid = self.started = self.descriptor = self.child = None
        self.failures = 0 if self.since and lived > STEADY else self.failures + 1
        pause = 0 if self.failures <= 1 else min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (self.failures - 2))
        self.start_at = time.monotonic() + pause
        self.restarts += 1
        self.last_end = f"{why}, {time.strftime('%H:%M:%S')}"

    def why_ended(self):
        code = self.child.wait() if self.child else None
        if code is None:
            return "ended"
        return f"exit {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"

    def ask_to_stop(self):
        if self.pid and process.is_alive(self.pid, self.started):
            os.kill(self.pid, self.spec.stop_signal)

    def see_it_stop(self):
        if not self.pid:
            return
        if not process.wait_gone(self.pid, self.started, self.spec.patience):
            process.stop(self.pid, self.started, signal.SIGKILL)
        if self.child:
            self.child.wait()
        os.close(self.descriptor)
        self.pid = self.descriptor = self.child = None

    def state(self):
        return {"pid": self.pid, "started": self.started, "since": self.since, "restarts": self.restarts,
                "last_end": self.last_end, "fingerprint": self.spec.fingerprint()}


class Supervisor:
    def __init__(self):
        self.watched = {}
        self.signals = set()
        self.version = plan.supervisor_version()
        self.wake_in, self.wake_out = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(self.wake_out)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD):
            signal.signal(number, lambda got, frame: self.signals.add(got))

    def follow_plan(self):
        """Starts what is new, stops what is gone, and starts anew what has changed."""
        wanted = {spec.name: spec for spec in plan.specs()}
        before = plan.running()
        leaving = [w for w in self.watched.values()
                   if w.spec.name not in wanted or wanted[w.spec.name].fingerprint() != w.spec.fingerprint()]
        stop_all(leaving)
        for watched in leaving:
            del self.watched[watched.spec.name]
        for name, spec in wanted.items():
            if name in self.watched:
                continue
            watched = self.watched[name] = Watched(spec)
            entry = before.get(name)
            if entry and entry["fingerprint"] == spec.fingerprint() and process.is_alive(entry["pid"], entry["started"]):
                watched.adopt(entry)
            elif entry:
                process.stop(entry["pid"], entry["started"], spec.stop_signal, spec.patience)

    def notice_ends(self):
        for watched in self.watched.values():
            if watched.pid and not process.is_alive(watched.pid, watched.started):
                watched.ended(watched.why_ended())
                print(f"{watched.spec.name}: {watched.last_end}", flush=True)

    def start_due(self):
        for watched in self.watched.values():
            if not watched.pid and time.monotonic() >= watched.start_at:
                watched.start()

    def wait(self):
        """Until a process ends, a signal comes, or a pause is over."""
        watch = select.poll()
        watch.register(self.wake_in, select.POLLIN)
        for watched in self.watched.values():
            if watched.descriptor is not None:
                watch.register(watched.descriptor, select.POLLIN)
        due = [w.start_at - time.monotonic() for w in self.watched.values() if not w.pid]
        watch.poll(max(0.0, min(due + [10.0])) * 1000)
        try:
            os.read(self.wake_in, 512)
        except BlockingIOError:
            pass

    def tell(self):
        pid = os.getpid()
        plan.write(plan.STATE, {"supervisor": {"pid": pid, "started": process.start_time(pid), "version": self.version},
                                "processes": {name: w.state() for name, w in self.watched.items()}})

    def run(self):
        self.signals.add(signal.SIGHUP)
        while not self.signals & {signal.SIGTERM, signal.SIGINT}:
            if signal.SIGHUP in self.signals:
                self.signals.discard(signal.SIGHUP)
                self.follow_plan()
            self.notice_ends()
            self.start_due()
            self.tell()
            shorten_logs()
            self.wait()
        stop_all(self.watched.values())
        plan.STATE.unlink(missing_ok=True)


def stop_all(watched):
    """The services first, then what they depend on; those of a rank together."""
    for rank in sorted({w.spec.rank for w in watched}, reverse=True):
        together = [w for w in watched if w.spec.rank == rank]
        for one in together:
            one.ask_to_stop()
        for one in together:
            one.see_it_stop()


def shorten_logs():
    for log in paths.LOGS.glob("*.log"):
        if log.stat().st_size > LARGEST_LOG:
            shutil.copyfile(log, log.with_suffix(".log.1"))
            os.truncate(log, 0)


if __name__ == "__main__":
    if plan.supervisor():
        sys.exit("There is a supervisor already.")
    Supervisor().run()
