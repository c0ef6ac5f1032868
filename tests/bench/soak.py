"""Overload, then a long run: the edge sheds what it cannot take, what it takes is answered in bounded time, memory stays
flat, and when the load goes everything is as before.

    ./dev bench soak                  10 minutes
    ./dev bench soak --minutes 1      a quick look

First the capacity is measured, with 64 clients. Then several times as much is offered for a while (requests fall due by
the clock, whatever becomes of the others), and then the soak: most of the capacity, for minutes, by HTTP."""

import argparse
import datetime
import json
import subprocess
import time

from local import process

import measure
import report

OVERLOAD = 5  # times the capacity
OVERLOAD_CLIENTS = 4000
SOAK = 0.7  # of the capacity
SOAK_CLIENTS = 256
P99_MS = 2000  # of what is accepted while overloaded
GROWTH_MB = 2  # over the last two thirds of the soak: before, allocators settle
LOOK_S = 2


def main(words):
    parser = argparse.ArgumentParser(prog="./dev bench soak", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10, help="of the soak (default 10)")
    parser.add_argument("--overload-seconds", type=float, default=20, help="default 20")
    parser.add_argument("--write", action="store_true", help="put the result into docs/performance.md")
    arguments = parser.parse_args(words)
    with measure.running_stack(settings={"STEWARD_KAFKA_PARTITIONS": 3, "STEWARD_LOG_LEVEL": "warn"}) as (dependencies, stack):
        text, is_good = Soak(dependencies, stack, arguments).run("./dev bench soak " + " ".join(words))
    print(text)
    if arguments.write:
        report.write("soak", text)
    return 0 if is_good else 1


class Soak:
    def __init__(self, dependencies, stack, arguments):
        self.dependencies, self.stack, self.arguments = dependencies, stack, arguments
        self.port = stack.copy("orchestrator").port

    def load(self, *options):
        return measure.run_load("http", self.dependencies.brokers, "--port", self.port, *options)

    def run(self, command):
        before = self.load("--clients", 64, "--warmup", 2, "--seconds", 5)
        print(f"  … capacity {before['rate']:.0f}/s", flush=True)
        overload = self.load("--clients", OVERLOAD_CLIENTS, "--rate", before["rate"] * OVERLOAD,
                             "--warmup", 2, "--seconds", self.arguments.overload_seconds)
        print(f"  … offered {before['rate'] * OVERLOAD:.0f}/s: {overload['rate']:.0f}/s answered, {overload['statuses']}", flush=True)
        recovered_s = self.time_to_recover(before)
        soaked, memory = self.soak(before["rate"] * SOAK)
        after = self.load("--clients", 64, "--warmup", 1, "--seconds", 5)
        checks = self.judge(before, overload, recovered_s, soaked, memory, after)
        return self.text(command, checks, memory), all(met for *_, met in checks)

    def time_to_recover(self, before):
        """Until one client alone is answered as fast as ever."""
        began = time.monotonic()
        while time.monotonic() - began < 60:
            quiet = self.load("--clients", 1, "--warmup", 0, "--seconds", 0.5)
            if quiet["ok"]["count"] and quiet["ok"]["p50_ms"] < before["ok"]["p50_ms"] and not quiet["refused"]["count"]:
                return time.monotonic() - began
        return None

    def soak(self, rate):
        """(what the load counted, {service: [(seconds, MB)]})."""
        seconds = self.arguments.minutes * 60
        command = [measure.program("load"), "http", "--queries", str(measure.QUERIES), "--port", str(self.port), "--clients",
                   str(SOAK_CLIENTS), "--rate", str(rate), "--warmup", "0", "--seconds", str(seconds)]
        work = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=process.clean_environment())
        memory = {copy.service: [] for copy in self.stack.copies}
        began = time.monotonic()
        while work.poll() is None:
            for copy in self.stack.copies:
                memory[copy.service].append((time.monotonic() - began, measure.resident_mb(copy.pid)))
            time.sleep(LOOK_S)
        assert work.returncode == 0, "the load generator failed"
        return json.loads(work.stdout.read()), memory

    def judge(self, before, overload, recovered_s, soaked, memory, after):
        """(what, measured, wanted, met)"""
        shed = overload["statuses"].get("503", 0)
        refused = {status: count for status, count in overload["statuses"].items() if status not in ("200", "503")}
        checks = [
            ("overload: answered, of the capacity", f"{overload['rate'] / before['rate']:.2f}", "at least 0.7",
             overload["rate"] >= 0.7 * before["rate"]),
            ("overload: p99 of what was accepted", f"{overload['ok']['p99_ms']:.0f} ms", f"under {P99_MS} ms",
             overload["ok"]["p99_ms"] < P99_MS),
            ("overload: neither 200 nor 503", str(refused or "none"), "none", not refused),
            ("overload: shed, and told when to come back", f"{overload['told_when']} of {shed}", "all, and some",
             0 < shed == overload["told_when"]),
            ("quiet again after", f"{recovered_s:.1f} s" if recovered_s is not None else "never", "5 s",
             recovered_s is not None and recovered_s <= 5),
            ("soak: failed", str(soaked["refused"]["count"]), "0", soaked["refused"]["count"] == 0),
            ("soak: p99", f"{soaked['ok']['p99_ms']:.0f} ms", "under 250 ms", soaked["ok"]["p99_ms"] < 250),
            ("capacity after, of before", f"{after['rate'] / before['rate']:.2f}", "at least 0.8",
             after["rate"] >= 0.8 * before["rate"]),
        ]
        for name, points in memory.items():
            growth = growth_of(points)
            checks.append((f"soak: memory of {name} grows by", f"{growth:.2f} MB", f"under {GROWTH_MB} MB", growth < GROWTH_MB))
        return checks

    def text(self, command, checks, memory):
        lines = [f"`{command.strip()}`, {datetime.date.today()}, {measure.machine()}.", "",
                 "| what | measured | wanted | |", "|---|---:|---:|---|"]
        lines += [f"| {what} | {measured} | {wanted} | {'met' if met else '**missed**'} |" for what, measured, wanted, met in checks]
        lines += ["", "| process | resident at the start of the soak | at its end | most |", "|---|---:|---:|---:|"]
        for name, points in memory.items():
            sizes = [size for _, size in points]
            lines.append(f"| {name} | {sizes[0]:.1f} MB | {sizes[-1]:.1f} MB | {max(sizes):.1f} MB |")
        return "\n".join(lines)


def growth_of(points):
    """MB over the last two thirds, as the trend has it."""
    settled = points[len(points) // 3:]
    return measure.slope(settled) * (settled[-1][0] - settled[0][0]) if len(settled) > 2 else 0.0
