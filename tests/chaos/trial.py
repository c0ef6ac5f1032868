"""One run: the load on a stack, whatever is done to it meanwhile, and the verdict. Subclasses say what is done."""

import dataclasses
import json
import random
import signal
import time

import checker
import observe
from clients import Hurrying, Load, Producing, Talking, Waiting
from harness import demo, wait_until
from watching import Watching

CLIENTS = (Waiting, Hurrying, Producing, Talking, Watching)  # what every kind of run asks
RECOVERS_WITHIN_S = 60.0
CALM_WITHIN_S = 60.0
LOOKED_UP = 100


class Trial:
    """work: whatever is to be done, in order."""

    def __init__(self, arguments, work, dependencies, stack, shop=None):
        self.arguments, self.work, self.shop = arguments, work, shop
        self.dependencies, self.stack = dependencies, stack
        self.random = random.Random(arguments.seed)
        self.recoveries = []  # (what was done, seconds or None)
        self.ended_badly = []
        self.done_at = 0.0
        self.load = None

    def do(self):
        """Does the work, one thing after the other, and notes how each ended."""
        raise NotImplementedError

    def more_clients(self):
        return ()

    def album(self):
        """What those clients show who show something."""

    def print_recovery(self):
        raise NotImplementedError

    def more_counts(self):
        """{name: what was found}: all must be empty."""
        return {}

    def run(self):
        self.stack.wait_ready()
        demo.load(self.stack)
        print(f"seed {self.arguments.seed}; logs in {self.dependencies.logs}", flush=True)
        self.load = load = Load(self.dependencies.brokers, [copy.port for copy in self.stack.of("orchestrator")],
                                self.arguments.seed, (*CLIENTS, *self.more_clients()), self.arguments.clients, self.album())
        watch = observe.Watch(self.dependencies.brokers, load.log.note_answer)
        load.start()
        began = time.time()
        wait_until(lambda: len(load.log.answered) >= 20, 30, "the load is answered")
        self.do()
        load.stop()
        self.stack.mend()
        self.calm_down(load)
        watch.close()
        return self.judge(load, time.time() - began)

    def note(self, at):
        self.done_at = at

    def wait_for(self, measure):
        """The first answer of measure() that is not None; None: there was none in time."""
        end = time.monotonic() + RECOVERS_WITHIN_S
        while (seconds := measure()) is None and time.monotonic() < end:
            time.sleep(0.2)
        return seconds

    def recovery(self):
        """Until all that was asked around the harm is answered."""
        time.sleep(max(0.0, self.done_at + 0.3 - time.time()))
        log, at = self.load.log, self.done_at
        return self.wait_for(lambda: checker.recovery(at, *log.between(at - 1, at + 1), log.first_answer_after(at)))

    def look_for_ended(self, done):
        """A process that ended without being told to has a fault of its own: it is noted, and started again."""
        for copy in self.stack.copies:
            if not copy.is_running():
                code = copy.popen.returncode
                name = signal.Signals(-code).name if code < 0 else f"exit {code}"
                self.ended_badly.append(f"{copy.name} after {done.name}: {name}")
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
        more = {"mistold": load.log.mistold, "forgotten": forgotten, "ended badly": self.ended_badly, **self.more_counts()}
        counts = {**findings.counts(), **{name: len(found) for name, found in more.items()}}
        print("\n  " + "  ".join(f"{name} {count}" for name, count in counts.items()))
        for name, found in {**vars(findings), **more}.items():
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
