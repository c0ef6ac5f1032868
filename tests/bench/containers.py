"""The same searches asked of bare processes and of docker-compose, one after the other: what containers cost.

Both are given the same partitions, the same catalogue and the same load, which runs outside of them and reaches containers over
the ports that docker publishes. Needs a Docker Engine, or root to start one; the images are built first."""

import argparse
import sys

import measure
import report
from harness import ROOT, wait_until
from local import services

sys.path.insert(0, str(ROOT / "tests/compose"))

from engine import Engine, NoEngine  # noqa: E402
from project import Project, clone  # noqa: E402

PARTITIONS = 3
CLIENTS = (1, 16, 64, 256)
WAYS = ("http", "kafka")
WARM_UP_S = 4
SETTINGS = {"STEWARD_KAFKA_PARTITIONS": PARTITIONS, "STEWARD_LOG_LEVEL": "warn"}
UNLIMITED = "0"  # requests a second of one address: nobody is told to wait


def main(words):
    parser = argparse.ArgumentParser(prog="./dev bench containers", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5, help="each measurement, after a warm-up of 1 s (default 5)")
    parser.add_argument("--clients", type=int, nargs="+", default=list(CLIENTS), metavar="N", help="default 1 16 64 256")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/containers.md")
    arguments = parser.parse_args(words)
    try:
        with Engine() as engine:
            engine.want_images()
            text = f"{report.measured({'machine': measure.machine()}, './dev bench containers ' + ' '.join(words))}.\n\n"
            bare, inside = of_processes(arguments), of_containers(arguments, engine)
    except NoEngine as trouble:
        print(f"no containers here: {trouble}", file=sys.stderr)
        return 1
    text += f"{speeds(bare, inside)}\n\n{memories(bare, inside)}"
    print(text)
    if arguments.write:
        report.write("containers", text, "containers.md")
    return 0


def of_processes(arguments):
    with measure.running_stack(settings=SETTINGS) as (dependencies, stack):
        idle = {copy.service: measure.resident_mb(copy.pid) for copy in stack.copies}
        return runs(arguments, dependencies.brokers, stack.copy("orchestrator").port), idle


def of_containers(arguments, engine):
    clone()
    with Project(engine, "steward-bench") as project:
        project.build()
        project.environment |= {name: str(value) for name, value in SETTINGS.items()} | {"STEWARD_ANONYMOUS_RATE_PER_SECOND": UNLIMITED}
        project.up()
        project.wait_indexed()
        wait_until(lambda: project.client.get("/readyz").status_code == 200, 60, "the edge is ready")
        containers = project.containers()
        idle = {name: measure.resident_mb(containers[name][0]["State"]["Pid"]) for name in services.NAMES}
        return runs(arguments, f"localhost:{project.kafka_port}", project.port), idle


def runs(arguments, brokers, port):
    """{(way, clients): what the load counted}."""
    options = {"http": ["--port", port], "kafka": []}
    found = {}
    for way in WAYS:  # Java compiles what it runs often
        measure.run_load(way, brokers, *options[way], "--clients", 64, "--seconds", WARM_UP_S)
    for clients in arguments.clients:
        for way in WAYS:
            got = measure.run_load(way, brokers, *options[way], "--clients", clients, "--seconds", arguments.seconds)
            found[way, clients] = got
            print(f"  … {clients:>4} clients {way:<5} {got['rate']:>8.0f}/s  p50 {got['ok']['p50_ms']:>8.2f} ms", flush=True)
    return found


def speeds(bare, inside):
    lines = ["| clients | way | processes | containers | of that | processes' p50 | containers' p50 | processes' p99 | containers' p99 | failed |",
             "|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|"]
    for (way, clients), one in bare[0].items():
        other = inside[0][way, clients]
        lines.append(f"| {clients} | {way} | {one['rate']:.0f}/s | {other['rate']:.0f}/s | {report.ratio(other['rate'], one['rate']):.2f} | "
                     f"{one['ok']['p50_ms']:.2f} ms | {other['ok']['p50_ms']:.2f} ms | {one['ok']['p99_ms']:.0f} ms | "
                     f"{other['ok']['p99_ms']:.0f} ms | {one['refused']['count'] + other['refused']['count']} |")
    return "\n".join(lines)


def memories(bare, inside):
    lines = ["| resident idle | process | container |", "|---|---:|---:|"]
    lines += [f"| {name} | {bare[1][name]:.1f} MB | {inside[1][name]:.1f} MB |" for name in services.NAMES]
    return "\n".join(lines)
