"""What was measured, as Markdown, for the terminal and for the documents."""

import datetime
import re

from local import paths

DOCUMENTS = paths.ROOT / "docs"
HTTP_GOALS = {64: 1000, 256: 3000}
P99_MS = 250
WORTH_SAYING_US = 3
IDLE_MB = {"orchestrator": 40, "catalog": 200}
READY_MS = {"catalog": 3000}


def goals(results):
    """Each: what, measured, wanted, met."""
    runs, found = results["runs"], []

    def add(what, measured, wanted, met):
        found.append({"what": what, "measured": measured, "wanted": wanted, "met": bool(met)})

    for way in ("http", "kafka"):
        alone = pair(runs, way, 1)
        if alone:
            times = ratio(alone[1]["ok"]["p50_ms"], alone[0]["ok"]["p50_ms"])
            add(f"p50 by {way}, 1 client, against the relay", f"{times:.2f} times", "at most 2", times <= 2)
        for clients, rate in HTTP_GOALS.items():
            both = pair(runs, way, clients)
            if not both:
                continue
            share, got = ratio(both[1]["rate"], both[0]["rate"]), both[1]
            add(f"throughput by {way}, {clients} clients, against the relay", f"{share:.2f}", "at least 0.5", share >= 0.5)
            add(f"searches by {way}, {clients} clients", f"{got['rate']:.0f}/s, p99 {got['ok']['p99_ms']:.0f} ms",
                f"{rate}/s, p99 under {P99_MS} ms", got["rate"] >= rate and got["ok"]["p99_ms"] < P99_MS)
    for name, resident in results["memory_idle"].items():
        limit = IDLE_MB.get(name, 30)
        add(f"resident idle, {name}", f"{resident:.0f} MB", f"under {limit} MB", resident < limit)
    for name, took in results["ready_ms"].items():
        limit = READY_MS.get(name, 300)
        add(f"ready after its start, {name}", f"{took:.0f} ms", f"within {limit} ms", took <= limit)
    add("an idle connection", f"{results['idle']:.0f} bytes", "under 1024", results["idle"] < 1024)
    add("/healthz on one core", f"{results['healthz']:.0f}/s", "80000/s", results["healthz"] >= 80000)
    return found


def pair(runs, way, clients):
    both = runs.get(("relay", way, clients)), runs.get(("journey", way, clients))
    return both if all(both) else None


def ratio(one, other):
    return one / other if other else float("inf")


def journey(results, command):
    runs = results["runs"]
    clients = sorted({key[2] for key in runs if isinstance(key, tuple)})
    parts = [head(results, command), speed(runs, clients), costs(runs, clients), memory(results), verdict(results["goals"])]
    return "\n\n".join(parts)


def measured(results, command):
    return f"`{command.strip()}`, {datetime.date.today()}, {results['machine']}"


def head(results, command):
    fsyncs = " before, ".join(f"{value:.0f}/s" if value else "unknown" for value in results["fsyncs"]) + " after"
    sizes = ", ".join(map(str, results["sizes"]))
    return (f"{measured(results, command)}; Kafka, Postgres, Redis, six processes and "
            f"the load share them. {results['partitions']} partitions. fdatasync {fsyncs}. Messages of the six hops: {sizes} bytes.")


def speed(runs, clients):
    lines = ["| clients | way | relay | search | of the relay's | relay p50 | search p50 | times | search p90 | p99 | max | failed |",
             "|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|"]
    for count in clients:
        for way in ("http", "kafka"):
            bare, full = pair(runs, way, count)
            lines.append(
                f"| {count} | {way} | {bare['rate']:.0f}/s | {full['rate']:.0f}/s | {ratio(full['rate'], bare['rate']):.2f} | "
                f"{bare['ok']['p50_ms']:.2f} ms | {full['ok']['p50_ms']:.2f} ms | "
                f"{ratio(full['ok']['p50_ms'], bare['ok']['p50_ms']):.2f} | {full['ok']['p90_ms']:.1f} ms | "
                f"{full['ok']['p99_ms']:.1f} ms | {full['ok']['max_ms']:.0f} ms | {full['refused']['count']} |")
    return "\n".join(lines)


def costs(runs, clients):
    parts = ["CPU time of one search by HTTP, in microseconds, by process; transactions that wrote, and the database's log:",
             cost_table(runs, "journey", clients), "The same of the relay:", cost_table(runs, "relay", clients)]
    rows = runs["rows"]
    parts.append(f"Rows written per search, over all of these runs: {rows['inserted']:.2f} inserted, {rows['updated']:.2f} "
                 f"updated, {rows['deleted']:.2f} deleted.")
    return "\n\n".join(parts)


def cost_table(runs, what, clients):
    found = [runs[(what, "http", count)] for count in clients]
    names = [name for name in found[0]["cpu_us"] if max(run["cpu_us"][name] for run in found) >= WORTH_SAYING_US]
    lines = ["| clients | " + " | ".join(names) + " | all | transactions | log |", "|---:|" + "---:|" * (len(names) + 3)]
    for count, run in zip(clients, found):
        spent = [run["cpu_us"][name] for name in names]
        lines.append(f"| {count} | " + " | ".join(f"{one:.0f}" for one in spent) +
                     f" | {sum(spent):.0f} | {run['transactions']:.2f} | {run['log_bytes']:.0f} bytes |")
    return "\n".join(lines)


def memory(results):
    lines = ["| process | resident idle | after the load | ready after its start |", "|---|---:|---:|---:|"]
    for name, idle in results["memory_idle"].items():
        lines.append(f"| {name} | {idle:.1f} MB | {results['memory_loaded'][name]:.1f} MB | {results['ready_ms'][name]:.0f} ms |")
    lines += ["", f"10,000 idle connections: {results['idle']:.0f} bytes each. `/healthz`: {results['healthz']:.0f} requests/s on one core."]
    return "\n".join(lines)


def verdict(found):
    lines = ["| goal | measured | wanted | |", "|---|---:|---:|---|"]
    lines += [f"| {goal['what']} | {goal['measured']} | {goal['wanted']} | {'met' if goal['met'] else '**missed**'} |"
              for goal in found]
    return "\n".join(lines)


def write(name, text, page="performance.md"):
    """Between `<!-- name:begin -->` and `<!-- name:end -->` of the page; without them, at its end."""
    begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
    path = DOCUMENTS / page
    old, block = path.read_text(), f"{begin}\n{text}\n{end}"
    if begin in old:
        new = re.sub(re.escape(begin) + ".*?" + re.escape(end), lambda _: block, old, flags=re.S)
    else:
        new = old.rstrip() + f"\n\n{block}\n"
    path.write_text(new)
