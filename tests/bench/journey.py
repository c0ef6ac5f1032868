"""The search journey against the bare relay, by HTTP and by Kafka, in one run on one broker; then what it costs.

For each number of clients the relay and the journey are measured one after the other, so that a machine that is slow for
a while is slow for both. Everything shares the machine: Kafka, Postgres, Redis, the six processes and the load."""

import argparse
import subprocess

from harness import wait_until
from local import services

import measure
import relay
import report
import scaling

PARTITIONS = 3
CLIENTS = (1, 16, 64, 256)
IDLE_CONNECTIONS = 10000
WARM_UP_S = 4
SETTINGS = {"STEWARD_KAFKA_PARTITIONS": PARTITIONS, "STEWARD_LOG_LEVEL": "warn"}


def main(words):
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5, help="each measurement, after a warm-up of 1 s (default 5)")
    parser.add_argument("--rounds", type=int, default=1, help="times that all is measured; the best counts (default 1)")
    parser.add_argument("--clients", type=int, nargs="+", default=list(CLIENTS), metavar="N", help="default 1 16 64 256")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/performance.md and docs/scaling.md")
    parser.add_argument("--check", action="store_true", help="exit code 1 when a goal is missed")
    arguments = parser.parse_args(words)
    results = run(arguments)
    command = "./dev bench " + " ".join(words)
    text = report.journey(results, command)
    print(text)
    if arguments.write:
        report.write("bench", text)
        report.write("scaling", f"{report.measured(results, command)}\n\n{scaling.table(results)}", "scaling.md")
    missed = [goal for goal in results["goals"] if not goal["met"]]
    return 1 if arguments.check and missed else 0


def run(arguments):
    results = {"machine": measure.machine(), "partitions": PARTITIONS}
    with measure.running_stack(settings=SETTINGS) as (dependencies, stack):
        say("syncs before")
        results["fsyncs"] = [measure.fsyncs_per_second(dependencies.folder)]
        results["memory_idle"] = memory(stack)
        for query in queries():
            measure.search(stack.url(), query)
        results["sizes"] = relay.sizes_of_a_search(dependencies.brokers)
        say(f"message sizes {results['sizes']}")
        with relay.running(dependencies, results["sizes"], PARTITIONS) as (relay_port, relay_pids):
            results["runs"] = compare(arguments, dependencies, stack, relay_port, relay_pids)
        results["memory_loaded"] = memory(stack)
        results["ready_ms"] = times_to_ready(stack)
        results["idle"] = idle_connections(stack)  # of a process that has no memory to use again
        results["healthz"] = healthz(stack)
        results["fsyncs"].append(measure.fsyncs_per_second(dependencies.folder))
    results["goals"] = report.goals(results)
    return results


def say(text):
    print(f"  … {text}", flush=True)


def queries():
    return [line for line in measure.QUERIES.read_text().splitlines() if line and not line.startswith("#")]


def compare(arguments, dependencies, stack, relay_port, relay_pids):
    """One entry for each way and number of clients; of several rounds the one with the highest rate."""
    observed = {**families(dependencies, stack), **{name: (pid, False) for name, pid in relay_pids.items()}}
    database = measure.Postgres(dependencies.postgres.url)
    ways = (
        ("relay", "http", ["--port", relay_port]),
        ("journey", "http", ["--port", stack.copy("orchestrator").port]),
        ("relay", "kafka", ["--requests", "relay.requests", "--responses", "relay.responses"]),
        ("journey", "kafka", []),
    )
    for _, way, options in ways:  # Java compiles what it runs often
        measure.run_load(way, dependencies.brokers, *options, "--clients", 64, "--seconds", WARM_UP_S)
    rows_before, runs, answered = database.settled_rows(), {}, 0
    for clients in arguments.clients:
        for _ in range(arguments.rounds):
            for what, way, options in ways:
                run_options = [*options, "--clients", clients, "--seconds", arguments.seconds]
                got = one_run(way, dependencies.brokers, run_options, observed, database)
                answered += got["answered"] if what == "journey" else 0
                key = (what, way, clients)
                if key not in runs or got["rate"] > runs[key]["rate"]:
                    runs[key] = got
                say(f"{clients:>4} clients {way:<5} {what:<7} {got['rate']:>8.0f}/s  p50 {got['ok']['p50_ms']:>8.2f} ms  "
                    f"p99 {got['ok']['p99_ms']:>8.2f} ms")
    rows_after = database.settled_rows()
    runs["rows"] = {name: (rows_after[name] - rows_before[name]) / max(answered, 1) for name in rows_after}
    return runs


def one_run(way, brokers, options, observed, database):
    before, counts = cpu(observed), database.now()
    got = measure.run_load(way, brokers, *options)
    after, counted = cpu(observed), database.now()
    answered = max(got["answered"], 1)
    got["cpu_us"] = {name: (after[name] - before[name]) / answered * 1e6 for name in after}
    got["cpu_us"]["load"] = got["cpu_s"] / answered * 1e6
    got["transactions"] = (counted["transactions"] - counts["transactions"]) / answered
    got["log_bytes"] = (counted["log_bytes"] - counts["log_bytes"]) / answered
    return got


def families(dependencies, stack):
    """Process ids by name, and whether their children count."""
    found = {copy.service: (copy.pid, False) for copy in stack.copies}
    for name in ("kafka", "postgres", "redis"):
        found[name] = (dependencies.child(name).pid, name == "postgres")
    return found


def cpu(observed):
    return {name: measure.cpu_seconds(pid, is_family) for name, (pid, is_family) in observed.items()}


def memory(stack):
    return {copy.service: measure.resident_mb(copy.pid) for copy in stack.copies}


def healthz(stack):
    """Requests per second of the orchestrator's /healthz: the server on one core, wrk on another."""
    copy = stack.copy("orchestrator")
    pin(copy.pid, "0")
    try:
        done = subprocess.run(["taskset", "-c", "1", "wrk", "-t1", "-c64", "-d4s", f"{copy.url}/healthz"], capture_output=True,
                              text=True, check=True)
    finally:
        pin(copy.pid, "0-1")
    line = next(line for line in done.stdout.splitlines() if line.startswith("Requests/sec"))
    return float(line.split()[1])


def pin(pid, cores):
    subprocess.run(["taskset", "-a", "-p", "-c", cores, str(pid)], capture_output=True, check=True)


def idle_connections(stack):
    """Bytes of the orchestrator's memory for each of 10,000 connections that were answered once."""
    copy = stack.copy("orchestrator")
    before = measure.resident_mb(copy.pid)
    sockets = measure.open_idle(copy.port, IDLE_CONNECTIONS)
    after = measure.resident_mb(copy.pid)
    is_alive = measure.answers(copy.port, "/healthz")
    for connection in sockets:
        connection.close()
    assert is_alive, "with 10,000 idle connections it does not answer"
    return (after - before) * 1e6 / IDLE_CONNECTIONS


def times_to_ready(stack):
    times = {name: measure.seconds_to_ready(stack.copy(name)) * 1000 for name in services.NAMES}
    wait_until(lambda: all(measure.answers(copy.port) for copy in stack.copies), 30, "everything is ready again")
    return times
