"""Kills things under load and counts what is lost, doubled, out of order, stuck or left unsent: all must be 0.

    ./dev chaos --short                every kind of harm once, about 90 s
    ./dev chaos                        200 kills, and other harm between
    ./dev chaos --only "stop orch" --kills 10

Two copies of the orchestrator, catalog and response-composer run on instances of their own. A fault is a process that is
killed, stopped for longer than its session time-out or asked to end, or a Kafka, Postgres or Redis that is killed,
restarted, cut off or silent. With the same seed the same harm is done to the same load, as far as time allows."""

import argparse
import dataclasses
import json
import random
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import checker  # noqa: E402
import faults  # noqa: E402
import observe  # noqa: E402
from clients import Load  # noqa: E402
from harness import Dependencies, Stack, demo, wait_until  # noqa: E402

COPIES = {"orchestrator": 2, "catalog": 2, "response-composer": 2}
SETTINGS = {"STEWARD_KAFKA_SESSION_TIMEOUT_MS": 2000}  # a killed process is missed after so long
RECOVERY_GOAL_S = 5.0
RECOVERS_WITHIN_S = 60.0
CALM_WITHIN_S = 60.0
LOOKED_UP = 100


def main():
    parser = argparse.ArgumentParser(prog="./dev chaos", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true", help="every kind of harm once, about 90 s")
    parser.add_argument("--kills", type=int, default=200, help="times that processes are killed (default 200)")
    parser.add_argument("--minutes", type=float, default=60, help="no new harm after so many (default 60)")
    parser.add_argument("--seed", type=int, default=None, help="default: another one each time")
    parser.add_argument("--only", default="", metavar="WORDS", help="only harm whose name has these words in it")
    parser.add_argument("--clients", type=int, default=4, help="of each of the three kinds (default 4)")
    parser.add_argument("--list", action="store_true", help="the names of all harm")
    arguments = parser.parse_args()
    if arguments.list:
        print("\n".join(fault.name for fault in faults.FAULTS))
        return 0
    chosen = faults.matching(arguments.only)
    if not chosen:
        parser.error(f'no harm has "{arguments.only}" in its name; see --list')
    arguments.seed = arguments.seed if arguments.seed is not None else random.SystemRandom().randrange(1_000_000)
    with Dependencies() as dependencies, Stack(dependencies, copies=COPIES, settings=SETTINGS) as stack:
        return Run(arguments, chosen, dependencies, stack).run()


class Run:
    def __init__(self, arguments, chosen, dependencies, stack):
        self.arguments, self.chosen = arguments, chosen
        self.dependencies, self.stack = dependencies, stack
        self.random = random.Random(arguments.seed)
        self.recoveries = []  # (fault, seconds or None)
        self.ended_badly = []
        self.harmed_at = 0.0

    def run(self):
        self.stack.wait_ready()
        demo.load(self.stack)
        print(f"seed {self.arguments.seed}; logs in {self.dependencies.logs}", flush=True)
        load = Load(self.dependencies.brokers, [copy.port for copy in self.stack.of("orchestrator")], self.arguments.seed,
                    self.arguments.clients)
        watch = observe.Watch(self.dependencies.brokers, load.log.note_answer)
        load.start()
        began = time.time()
        wait_until(lambda: len(load.log.answered) >= 20, 30, "the load is answered")
        self.do_harm(load, began)
        load.stop()
        self.stack.mend()
        self.calm_down(load)
        watch.close()
        return self.judge(load, time.time() - began)

    def do_harm(self, load, began):
        plan = faults.schedule(self.random, self.chosen, self.arguments.kills, self.arguments.short)
        for number, fault in enumerate(plan, 1):
            if time.time() - began > self.arguments.minutes * 60:
                print("the time is over", flush=True)
                return
            time.sleep(self.random.uniform(0.5, 2))
            scene = faults.Scene(self.dependencies, self.stack, self.random, self.note_harm)
            try:
                what = fault.do(scene, fault.target)
            except AssertionError as trouble:
                what = str(trouble)
                self.ended_badly.append(f"{fault.name}: {trouble}")
            seconds = self.wait_recovered(load)
            self.recoveries.append((fault, seconds))
            self.look_for_ended(fault)
            said = "not recovered" if seconds is None else f"{seconds:6.2f} s"
            print(f"  {number:>4}  {fault.name:<28} {what or '':<22} {said}   {len(load.log.answered)} answered", flush=True)

    def note_harm(self, at):
        self.harmed_at = at

    def wait_recovered(self, load):
        """Until all that was asked around the fault is answered; None: it never was."""
        def recovered():
            return checker.recovery(self.harmed_at, *load.log.around(self.harmed_at, 1))

        end = time.monotonic() + RECOVERS_WITHIN_S
        time.sleep(max(0.0, self.harmed_at + 0.3 - time.time()))
        while recovered() is None and time.monotonic() < end:
            time.sleep(0.2)
        return recovered()

    def look_for_ended(self, fault):
        """A process that ended without being told to has a fault of its own: it is noted, and started again."""
        for copy in self.stack.copies:
            if not copy.is_running():
                code = copy.popen.returncode
                name = signal.Signals(-code).name if code < 0 else f"exit {code}"
                self.ended_badly.append(f"{copy.name} after {fault.name}: {name}")
                print(f"        {copy.name} ended by itself ({name}): {copy.spec.log}", flush=True)
                copy.start()

    def calm_down(self, load):
        """Whatever still works has time to end; what is not calm after that is what the checker finds."""
        end = time.monotonic() + CALM_WITHIN_S
        url = self.dependencies.database_url("orchestrator")
        while time.monotonic() < end:
            sessions, unsent = observe.sessions(url), observe.unsent(url)
            left = checker.check([], [], [], sessions, unsent, [])
            if left.is_clean() and not load.log.open():
                return
            time.sleep(0.5)

    def judge(self, load, seconds):
        url, brokers = self.dependencies.database_url("orchestrator"), self.dependencies.brokers
        requests, responses = observe.requests(brokers), observe.responses(brokers)
        findings = checker.check(load.log.accepted, requests, responses, observe.sessions(url), observe.unsent(url),
                                 observe.dead_letters(brokers))
        forgotten = self.forgotten(load)
        self.print_load(load, seconds)
        self.print_recovery()
        counts = {**findings.counts(), "forgotten": len(forgotten), "ended badly": len(self.ended_badly)}
        print("\n  " + "  ".join(f"{name} {count}" for name, count in counts.items()))
        for name, found in {**vars(findings), "forgotten": forgotten, "ended badly": self.ended_badly}.items():
            for one in found[:5]:
                print(f"    {name}: {one}")
        self.keep_evidence(findings, requests, responses)
        never = sum(1 for _, took in self.recoveries if took is None)
        is_good = not any(counts.values()) and not never
        print(f"\n{'nothing lost, doubled, disordered or stuck' if is_good else 'FAILED'} (seed {self.arguments.seed})")
        return 0 if is_good else 1

    def keep_evidence(self, findings, requests, responses):
        """All messages of the sessions that something is wrong with, in the folder of the logs."""
        wrong = {*findings.lost, *findings.doubled, *findings.disordered, *findings.stuck}
        sessions = {message.session for message in requests if wrong & {message.session, message.request}}
        if not sessions:
            return
        path = self.dependencies.logs / "evidence.jsonl"
        with open(path, "w") as out:
            for topic, messages in (("requests", requests), ("responses", responses)):
                for message in messages:
                    if message.session in sessions:
                        out.write(json.dumps({"topic": topic, **dataclasses.asdict(message)}) + "\n")
        print(f"    their messages: {path}")

    def forgotten(self, load):
        """Some of what was accepted: the API must still tell how it ended."""
        sample = self.random.sample(sorted(load.log.accepted), min(LOOKED_UP, len(load.log.accepted)))
        copy = self.stack.copy("orchestrator")
        return [request for request in sample if not self.is_known(copy, request)]

    @staticmethod
    def is_known(copy, request):
        answer = copy.get(f"/api/v1/requests/{request}")
        return answer.status_code == 200 and answer.json().get("status") in checker.TERMINAL

    def print_load(self, load, seconds):
        log = load.log
        print(f"\n  {len(log.asked)} asked, {len(log.accepted)} taken, {len(log.answered)} answered in {seconds:.0f} s; "
              f"answers {log.statuses}; refused and sent again {log.refusals}")

    def print_recovery(self):
        kinds = {"a killed process": [], "other harm": []}
        for fault, took in self.recoveries:
            kinds["a killed process" if fault.kills else "other harm"].append(took)
        for kind, times in kinds.items():
            known = [took for took in times if took is not None]
            if not known:
                continue
            p50, p99 = checker.percentile(known, 0.5), checker.percentile(known, 0.99)
            is_met = "met" if max(known) <= RECOVERY_GOAL_S else "missed"
            goal = f"; goal {RECOVERY_GOAL_S:.0f} s {is_met}" if kind == "a killed process" else ""
            print(f"  recovery after {kind}: {len(known)} of {len(times)}, p50 {p50:.2f} s, p99 {p99:.2f} s, "
                  f"max {max(known):.2f} s{goal}")


if __name__ == "__main__":
    sys.exit(main())
