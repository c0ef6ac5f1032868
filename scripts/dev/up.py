"""Installs what is missing, builds, starts Postgres, Redis, Kafka and the six processes, loads the demo catalogue.

Safe to repeat: what runs and has not changed is left alone. Addresses that are configured (STEWARD_KAFKA_BROKERS,
STEWARD_POSTGRES_URL, STEWARD_REDIS_URL, in the environment or in .env) are used instead of own instances."""

import argparse
import concurrent.futures
import fcntl
import gzip
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

from local import build, kafka, packages, paths, plan, process, say, services, web
from local.settings import configured, from_file
from local.stack import PARTITIONS, Stack, without_password
from local.trouble import Trouble

DEMO = paths.ROOT / "data/demo/catalogue.jsonl.gz"
READY_SECONDS = 60


def main():
    parser = argparse.ArgumentParser(prog="./dev up", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--first-port", type=int, help="port of the orchestrator, the others follow (default 8000)")
    parser.add_argument("--no-build", action="store_true", help="run what was built before")
    parser.add_argument("--tls", action="store_true",
                        help="encrypt what goes to Kafka, Postgres and Redis, with certificates and access rules of its own")
    parser.add_argument("--only", choices=["dependencies"], help="start Kafka, Postgres and Redis only")
    arguments = parser.parse_args()
    builds = not arguments.no_build and not arguments.only
    began = time.monotonic()
    paths.LOGS.mkdir(parents=True, exist_ok=True)
    with open(paths.RUN / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with say.Step("Packages") as step:
            packages.ensure({"run"} | (web.groups() if builds else set()), step.note)
        if builds:
            with say.Step("Build"):
                build.build("release", services.TARGETS)
            with say.Step("Page") as step:
                make_page(step.note)
        stack = Stack(arguments.first_port, arguments.tls)
        start_dependencies(stack)
        if not arguments.only:
            allow_services(stack)
            start_services(stack)
            load_demo(stack)
    print_summary(stack, time.monotonic() - began, arguments.only)


def make_page(note):
    """Everything else goes on without it."""
    try:
        web.make(note)
    except Trouble as trouble:
        said = str(trouble).splitlines()
        note(f"not built: {said[0]} {said[-1]}" if len(said) > 1 else f"not built: {said[0]}")


def start_dependencies(stack):
    stack.choose_ports()
    if stack.authority:
        with say.Step("Certificates"):
            stack.authority.prepare()
    if stack.kafka:
        with say.Step("Kafka's jars"):
            kafka.jars()
    names = ", ".join(type(instance).__name__ for instance in stack.own())
    with say.Step(names or "Configured Kafka, Postgres, Redis"):
        with concurrent.futures.ThreadPoolExecutor() as pool:
            list(pool.map(lambda instance: instance.prepare(), stack.own()))
            ensure(stack.own_specs())
            list(pool.map(lambda instance: instance.wait_ready(), stack.own()))
    stack.remember_own()
    with say.Step("Databases"):
        stack.make_databases()


def allow_services(stack):
    """What each may do in Kafka, and the topics, which none may make."""
    if stack.kafka and stack.authority:
        with say.Step("Topics and access rules"):
            stack.kafka.allow(paths.RELEASE, partitions=PARTITIONS)


def ensure(specs):
    """Puts these into the plan, beside what is there, and has a supervisor follow it."""
    before = {spec.name: spec for spec in plan.specs()}
    wanted = {**before, **{spec.name: spec for spec in specs}}
    plan.save(wanted.values())
    wake_supervisor()
    expected = {spec.name: spec.fingerprint() for spec in specs}
    if not process.wait_until(lambda: is_followed(expected), 30):
        raise Trouble(f"The supervisor does not follow: see {paths.LOGS}/supervisor.log")


def wake_supervisor():
    """An older one goes without a word: its processes stay, and the new one adopts them."""
    running = plan.supervisor()
    if running and plan.read(plan.STATE)["supervisor"].get("version") == plan.supervisor_version():
        os.kill(running[0], signal.SIGHUP)
        return
    if running:
        process.stop(*running, signal.SIGKILL)
    with open(paths.LOGS / "supervisor.log", "ab") as log:
        subprocess.Popen([sys.executable, str(paths.ROOT / "scripts/dev/supervise.py")], stdin=subprocess.DEVNULL,
                         stdout=log, stderr=subprocess.STDOUT, start_new_session=True, cwd=paths.ROOT)


def is_followed(expected):
    known = plan.read(plan.STATE).get("processes", {})
    return all(name in known and known[name]["fingerprint"] == mark for name, mark in expected.items())


def start_services(stack):
    environment = {**from_file(), **os.environ}
    specs = [services.spec(name, stack.service_settings(name), paths.LOGS / f"{name}.log", environment=environment)
             for name in services.NAMES]
    show(specs[services.NAMES.index("orchestrator")], web.SETTING, web.built())
    for spec in specs:
        show(spec, web.DOCUMENTS_SETTING, web.built_documents())
    with say.Step("Orchestrator and five services"):
        restarts = {name: entry["restarts"] for name, entry in plan.read(plan.STATE).get("processes", {}).items()}
        ensure(specs)
        wait_ready(stack, restarts)


def show(spec, setting, folder):
    """What is built is read by a process when it starts: another page, another start."""
    if folder and not configured(setting):
        spec.env[setting] = str(folder)
        spec.version += f" {web.built_version()}"


def wait_ready(stack, restarts):
    end = time.monotonic() + READY_SECONDS
    waiting = list(services.NAMES)
    while waiting:
        why = {name: not_ready(stack, name) for name in waiting}
        waiting = [name for name in waiting if why[name]]
        for name in waiting:
            entry = plan.read(plan.STATE).get("processes", {}).get(name, {})
            if entry.get("restarts", 0) - restarts.get(name, 0) > 3:
                raise Trouble(f"{name} keeps ending ({entry['last_end']}). Its last words:\n{last_words(name)}")
        if waiting and time.monotonic() > end:
            reasons = "\n".join(f"  {name}: {why[name]}" for name in waiting)
            raise Trouble(f"Not ready after {READY_SECONDS} s:\n{reasons}\nSee ./dev logs, ./dev doctor")
        if waiting:
            time.sleep(0.05)


def not_ready(stack, name):
    """Why it is not, in its words; empty: it is."""
    try:
        with urllib.request.urlopen(f"{stack.url(name)}/readyz", timeout=2) as answer:
            return "" if answer.status == 200 else f"status {answer.status}"
    except urllib.error.HTTPError as error:
        return error.read(400).decode(errors="replace").strip()
    except OSError as error:
        return str(error)


def last_words(name):
    lines = (paths.LOGS / f"{name}.log").read_text(errors="replace").splitlines()
    return "\n".join("  " + line for line in lines[-8:])


def catalogue(stack):
    with urllib.request.urlopen(f"{stack.url('catalog')}/stats", timeout=10) as answer:
        return json.load(answer)


def is_indexed(stack):
    stats = catalogue(stack)
    return stats["indexed_sequence"] == stats["sequence"]


def load_demo(stack):
    """Once, into a catalogue that is empty; returns when all of it can be found."""
    if not DEMO.exists():
        return
    with say.Step("Demo catalogue") as step:
        products = catalogue(stack)["products"]
        if products:
            step.note(f"{products} products are there")
            return
        done = subprocess.run([paths.BIN / "steward", "catalog", "import", DEMO], env={**os.environ, **stack.addresses()},
                              capture_output=True, text=True, check=False, timeout=120)
        if done.returncode != 0:
            raise Trouble(f"steward catalog import: {done.stderr.strip() or done.stdout.strip()}")
        if not process.wait_until(lambda: is_indexed(stack), 30):
            raise Trouble(f"The demo catalogue cannot be found 30 s after it was loaded. Its log:\n{last_words('catalog')}")
        with gzip.open(DEMO) as lines:
            step.note(f"{sum(1 for _ in lines)} products loaded")


def print_summary(stack, seconds, only):
    print(f"\n{say.good('Ready')} after {seconds:.1f} s.\n")
    if not only:
        for name in services.NAMES:
            print(f"  {name:<18} {stack.url(name)}")
    print(f"  {'Kafka':<18} {stack.brokers}")
    print(f"  {'PostgreSQL':<18} {without_password(stack.postgres_url)}")
    print(f"  {'Redis':<18} {without_password(stack.redis_url)}")
    if stack.authority:
        print(f"  {'Certificates':<18} {stack.authority.folder}: trust {stack.authority.ca.name} in there")
    if only:
        return
    kcat = f"kcat -F {stack.kafka.admin_conf} -b {stack.brokers}" if stack.kafka and stack.authority else f"kcat -b {stack.brokers}"
    if web.built() or configured(web.SETTING):
        print(f"\n  {say.bold('The page to use it')}: {stack.url('orchestrator')}/")
    elif web.why_not():
        print(f"\n  {web.why_not()}")
    print(f"""
Try:
  curl -s {stack.url("orchestrator")}/api/v1/search -H 'Content-Type: application/json' \\
       -d '{{"query":"wireless headphones under 100","limit":3}}'
  echo '{{"search":{{"query":"usb c cable"}}}}' | {kcat} -P -t steward.requests -k my-session
  {kcat} -C -q -e -t steward.responses -f '%k %s\\n' | grep -a '^my-session '
  ./dev steward search "running shoes size 42"

{say.dim("./dev status · ./dev logs -f · ./dev env · ./dev down")}""")


if __name__ == "__main__":
    say.run(main)
