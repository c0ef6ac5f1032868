"""What has to be installed (packages.txt), and installing it with apt."""

import os
import shutil
import subprocess
from pathlib import Path

from .trouble import Trouble

LIST = Path(__file__).resolve().parents[1] / "packages.txt"
POLICY = Path("/usr/sbin/policy-rc.d")


def wanted(groups):
    """The entries of those groups, each a list of packages of which one is enough."""
    entries = []
    for line in LIST.read_text().splitlines():
        words = line.split("#")[0].split()
        if words and groups.intersection(words[0].split(",")):
            entries.append(words[1].split("|"))
    return entries


def missing(groups):
    """The packages to install; one call of dpkg-query for all of them."""
    entries = wanted(groups)
    names = [name for entry in entries for name in entry]
    done = subprocess.run(["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *names],
                          capture_output=True, text=True, check=False)
    there = {line.split()[0] for line in done.stdout.splitlines() if line.endswith(" installed")}
    return [entry[0] for entry in entries if not there.intersection(entry)]


def has_apt():
    return bool(shutil.which("apt-get") and shutil.which("dpkg-query"))


def install_command(names):
    return "apt-get install -y --no-install-recommends " + " ".join(names)


def ensure(groups, say):
    """Installs what is missing, or says what to do. `say` is told what is going on."""
    if not has_apt():
        return check_without_apt(groups)
    names = missing(groups)
    if not names:
        return None
    say(f"installing {', '.join(names)}")
    install(names)
    left = missing(groups)
    if left:
        raise Trouble(f"Could not install {', '.join(left)}. By hand: sudo apt-get update && sudo {install_command(left)}")
    return None


def check_without_apt(groups):
    tools = [tool for tool in ("gcc", "cmake", "ninja", "protoc-c", "java", "mvn", "postgres", "redis-server")
             if not shutil.which(tool)]
    if not tools or (tools == ["postgres"] and shutil.which("initdb")):
        return
    names = " ".join(entry[0] for entry in wanted(groups))
    raise Trouble(f"This system has no apt, and these programs are missing: {', '.join(tools)}.\n"
                  f"Install what your system calls these Debian packages:\n  {names}\n"
                  f"or run ./dev up in a Debian 12 container: docs/containers.md, Without images, has the command")


def install(names):
    root = [] if os.geteuid() == 0 else become_root(names)
    if not any(Path("/var/lib/apt/lists").glob("*_Packages*")):
        apt(root, ["update"])
    arguments = ["install", "-y", "--no-install-recommends", *names]
    with_quiet_services(root, lambda: apt(root, arguments) or (apt(root, ["update"]) and apt(root, arguments)))


def become_root(names):
    if not shutil.which("sudo"):
        raise Trouble(f"Missing packages, and there is no sudo. As root: {install_command(names)}")
    if subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0:
        return ["sudo", "-n"]
    if not os.isatty(0):
        raise Trouble(f"Missing packages, and sudo wants a password. Run: sudo {install_command(names)}")
    return ["sudo"]


def apt(root, arguments):
    done = subprocess.run([*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=120",
                           *arguments], stdin=None if root else subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(done.stderr.strip()[-800:])
    return done.returncode == 0


def with_quiet_services(root, action):
    """Debian starts a server when it is installed; ours are private, so nothing is started."""
    if POLICY.exists():
        return action()
    subprocess.run([*root, "sh", "-c", f"printf '#!/bin/sh\\nexit 101\\n' > {POLICY} && chmod 755 {POLICY}"], check=False)
    try:
        return action()
    finally:
        subprocess.run([*root, "rm", "-f", str(POLICY)], check=False)
