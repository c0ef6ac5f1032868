"""A Debian system of its own, booted by its own systemd in namespaces, on this machine's network."""

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from harness import run, wait_until
from harness.child import Child
from local import debian, process

BASE = debian.OUT / "base"
BOOT = Path(__file__).parent / "boot.sh"
INCLUDED = "systemd,systemd-sysv,dbus,init-system-helpers,ca-certificates"


class NoMachine(Exception):
    """None can be booted here; the text says why."""


def make_base():
    """debootstrap's smallest system, and systemd; made once."""
    if BASE.exists():
        return
    if not shutil.which("debootstrap"):
        raise NoMachine("there is no debootstrap: apt-get install debootstrap")
    debian.OUT.mkdir(parents=True, exist_ok=True)
    unfinished = debian.OUT / "base.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    done = run("debootstrap", "--variant=minbase", f"--include={INCLUDED}", "bookworm", unfinished, seconds=1200, check=False)
    if done.returncode != 0:
        raise NoMachine(f"debootstrap could not make a system: {done.stdout[-300:]}{done.stderr[-300:]}")
    (unfinished / "etc/hostname").write_text("steward-test\n")
    unfinished.rename(BASE)


def cgroups():
    """Where those of version 2 are."""
    for line in Path("/proc/self/mounts").read_text().splitlines():
        _, place, kind, options, *_ = line.split()
        if kind == "cgroup2" and "rw" in options.split(","):
            return Path(place)
    raise NoMachine("no cgroups of version 2 are mounted here")


class Machine:
    """with Machine() as machine: machine.run("systemctl", "status")"""

    def __init__(self):
        if os.geteuid() != 0:
            raise NoMachine("to boot a system needs root")
        parent = cgroups()
        make_base()
        self.folder = Path(tempfile.mkdtemp(prefix="machine-", dir=debian.OUT))
        self.cgroup = parent / f"steward-{self.folder.name}"
        self.log = self.folder / "boot.log"
        self.child = Child(process.Spec(name="machine", argv=[str(BOOT), str(BASE), str(self.folder), str(self.cgroup)],
                                        env=dict(os.environ), log=str(self.log)))
        self.pid = None

    def __enter__(self):
        self.child.start()
        try:
            wait_until(lambda: self.is_up() or not self.child.is_running(), 60, "systemd is up")
            if not self.child.is_running():
                raise NoMachine(f"no system can be booted here: {self.log.read_text()[-400:]}")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *ignored):
        self.child.kill()  # and with unshare goes what it started
        with contextlib.suppress(AssertionError):
            wait_until(self.remove_cgroups, 20, "its cgroups are gone")
        shutil.rmtree(self.folder, ignore_errors=True)

    def remove_cgroups(self):
        for folder, _, _ in os.walk(self.cgroup, topdown=False):
            os.rmdir(folder)
        return not self.cgroup.exists()

    def is_up(self):
        children = Path(f"/proc/{self.child.pid}/task/{self.child.pid}/children").read_text().split()
        self.pid = int(children[0])
        return self.run("systemctl", "is-system-running", check=False).stdout.strip() in ("running", "degraded")

    def run(self, *words, seconds=60, check=True, **settings):
        """A command in it, as root, with these variables."""
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8",
                       **{name: str(value) for name, value in settings.items()}}
        return run("/usr/bin/nsenter", "-t", self.pid, "-a", *words, seconds=seconds, check=check, env=environment)

    def path(self, name):
        """A file of it, from outside."""
        return Path(f"/proc/{self.pid}/root") / name.lstrip("/")

    def take(self, files, folder):
        """Copies of these, for it to have."""
        self.path(folder).mkdir(parents=True)
        for file in files:
            shutil.copyfile(file, self.path(folder) / file.name)

    # ---- what systemd says ----

    def shows(self, unit, what):
        return self.run("systemctl", "show", "-P", what, unit).stdout.strip()

    def journal(self, unit):
        return self.run("journalctl", "-u", unit, "-n", "40", "--no-pager", "-o", "cat", check=False).stdout
