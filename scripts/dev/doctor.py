"""Looks for the usual trouble on this machine and says what to do about each."""

import argparse
import os
import shutil
import time
from pathlib import Path

from local import kafka, packages, paths, plan, ports, say, services
from local.stack import Stack

NEEDED_MEMORY_MB = 1200
NEEDED_DISK_MB = 3000


def main():
    argparse.ArgumentParser(prog="./dev doctor", description=__doc__).parse_args()
    troubles = 0
    for look in LOOKS:
        for fine, text, remedy in look():
            print(f"  {say.good('ok ') if fine else say.bad('!! ')} {text}")
            if not fine:
                troubles += 1
                print(f"      {say.bold(remedy)}")
    print(f"\n{troubles} to look at." if troubles else "\nNothing found.")
    return 1 if troubles else 0


def look_at_packages():
    if not packages.has_apt():
        yield False, "this system has no apt", "install the packages of scripts/dev/packages.txt, or see docs/containers.md"
        return
    names = packages.missing({"run"})
    yield not names, f"packages: {', '.join(names) + ' missing' if names else 'all there'}", f"sudo {packages.install_command(names)}"
    for group, what in (("test", "./dev test"), ("check", "./dev check")):
        names = packages.missing({group})
        if names:
            yield True, f"packages for {what}: {', '.join(names)} will be installed by it", ""


def look_at_java():
    version = kafka.java_version()
    major = version.partition('"')[2].partition(".")[0]
    fine = major.isdigit() and int(major) >= 17
    yield fine, f"Java: {version or 'none'}", "Kafka 4 needs Java 17 or later: sudo apt-get install default-jre-headless"


def look_at_memory():
    amounts = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
    available = int(amounts["MemAvailable"].split()[0]) // 1024
    fine = available >= NEEDED_MEMORY_MB or bool(plan.running())
    yield fine, f"memory: {available} MB available", f"about {NEEDED_MEMORY_MB} MB are needed, most of it by Kafka: close something"


def look_at_disk():
    free = shutil.disk_usage(paths.ROOT).free >> 20
    yield free >= NEEDED_DISK_MB, f"disk: {free} MB free", f"{NEEDED_DISK_MB} MB should be free; ./dev clean --data removes old data"


def look_at_rights():
    yield os.access(paths.ROOT, os.W_OK), f"{paths.ROOT} can be written", "clone the repository as the user that runs it"
    owner = paths.RUN.stat().st_uid if paths.RUN.exists() else os.geteuid()
    yield owner == os.geteuid(), ".run is ours", "it belongs to another user (sudo?): run ./dev as that user, or sudo rm -r .run"


def look_at_locale():
    name = os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE") or os.environ.get("LANG") or ""
    fine = "utf-8" in name.lower() or "utf8" in name.lower()
    yield fine, f"locale: {name or 'not set'}", "export LANG=C.UTF-8, or text may look odd"


def look_at_ports():
    stack, running = Stack(), plan.running()
    wanted = [(name, services.port_of(name, stack.first_port)) for name in services.NAMES]
    wanted += [(name, port) for name, port in stack.ports.items()]
    taken = [(name, port) for name, port in wanted if name.partition("_")[0] not in running and not ports.is_free(port)]
    for name, port in taken:
        pid, program = ports.listener(port)
        who = f"process {pid} ({program})" if pid else "a process that we may not see"
        moves = name not in services.NAMES
        remedy = "./dev up takes another one" if moves else "stop it, or: ./dev up --first-port 9000"
        yield moves, f"port {port} of {name} is taken by {who}; {remedy}" if moves else f"port {port} of {name} is taken by {who}", remedy
    if not taken:
        yield True, f"ports: {wanted[0][1]} to {wanted[5][1]} and those of Kafka, Postgres and Redis are free or ours", ""


def look_at_processes():
    entries = plan.read(plan.STATE).get("processes", {})
    if not entries:
        yield True, "nothing is running", ""
        return
    running = plan.running()
    yield bool(plan.supervisor()) or not running, "the supervisor watches", "it was killed; ./dev up starts one that takes over"
    for name, entry in entries.items():
        if name not in running and entry["last_end"]:
            yield False, f"{name} is down: {entry['last_end']}", f"./dev logs {name}"
        elif entry["restarts"] > 3:
            yield False, f"{name} was started again {entry['restarts']} times", f"./dev logs {name}"
    for name in (name for name in services.NAMES if name in running):
        spec = next((spec for spec in plan.specs() if spec.name == name), None)
        built = services.program(name)
        if spec and built.exists() and not services.is_of_last_build(spec):
            yield False, f"{name} runs an older build than build/release", "./dev up"


def ancestors(process):
    """Its parent, the parent of that, and so on."""
    while process > 1:
        try:
            process = int(Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
        except OSError:
            return
        yield process


def look_for_strangers():
    """Programs of ours that no state knows, and that no known one started: left by a run whose .run was removed."""
    known = {entry["pid"] for entry in plan.running().values()}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit() or int(folder.name) in known:
            continue
        try:
            program = os.readlink(folder / "exe")
        except OSError:
            continue
        inside = program.startswith(str(paths.RELEASE / "bin")) and "/steward-" in program
        if inside and "/build/system/" not in os.readlink(folder / "cwd") and known.isdisjoint(ancestors(int(folder.name))):
            yield False, f"process {folder.name} ({Path(program).name}) runs unwatched", f"kill {folder.name}"


def look_at_configured():
    for name, value in Stack().configured.items():
        if value:
            host, _, port = value.rpartition("@")[2].removeprefix("redis://").partition("/")[0].partition(",")[0].rpartition(":")
            fine = ports.answers(int(port), host or "127.0.0.1", 2) if port.isdigit() else True
            yield fine, f"{name} is configured ({host}:{port})", "nobody answers there; unset it to use an own instance"


def look_at_clock():
    year = time.gmtime().tm_year
    if not 2024 <= year <= 2100:
        yield False, f"clock: {time.strftime('%Y-%m-%d %H:%M:%S')}", "set the clock: timestamps and time-outs depend on it"
        return
    newest = max(path.stat().st_mtime for path in paths.ROOT.iterdir())
    ahead = newest - time.time()
    yield ahead < 60, f"clock: {time.strftime('%Y-%m-%d %H:%M:%S %Z')}", f"files are {ahead:.0f} s in the future: set the clock, or ninja builds again and again"


LOOKS = (look_at_packages, look_at_java, look_at_memory, look_at_disk, look_at_rights, look_at_locale, look_at_ports,
         look_at_processes, look_for_strangers, look_at_configured, look_at_clock)

if __name__ == "__main__":
    say.run(main)
