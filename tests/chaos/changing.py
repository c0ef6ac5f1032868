"""Changes, once each in their order; how long each interrupts, and whether anybody was refused because of it."""

import contextlib
import time

import changes
import checker
from harness import Replicated
from trial import Trial

COPIES = {}  # one of each
PARTITIONS = 6  # so that each of four copies has some
DEPENDENCIES = Replicated
AROUND_S = (0.5, 0.2)  # before a step and after it


def opened(*_):
    """No shop beside the own catalogue."""
    return contextlib.nullcontext((None, {}))


class Changing(Trial):
    def __init__(self, *what):
        super().__init__(*what)
        self.refused = []

    def do(self):
        scene = changes.Scene(self.dependencies, self.stack, self.random, self.note, self.load, self.arguments.earlier)
        for change in self.work:
            try:
                self.do_steps(change, change.do(scene, change.target))
            except AssertionError as trouble:
                self.ended_badly.append(f"{change.name}: {trouble}")
                print(f"  {change.name}: {trouble}", flush=True)

    def do_steps(self, change, steps):
        """Each begins when the one before it is got over."""
        turned_away = self.load.log.turned_away()

        def newly_refused(what):
            nonlocal turned_away
            refused = self.load.log.turned_away() - turned_away
            turned_away += refused
            if refused and not change.is_noticed:
                self.refused.append(f"{refused} at {change.name}, {what}")
            return refused

        for what in steps:
            seconds = self.recovery() if change.is_noticed else self.longest_wait(time.time())
            refused = newly_refused(what)
            self.recoveries.append((change, seconds))
            self.look_for_ended(change)
            said = "not recovered" if seconds is None else f"{seconds:6.2f} s"
            print(f"  {change.name:<26} {what:<22} {said}   {refused} refused   {len(self.load.log.answered)} answered", flush=True)
            time.sleep(self.random.uniform(0.3, 1))
        newly_refused("afterwards")

    def longest_wait(self, until):
        """Of all that was asked while the step went on, and a little before and after."""
        since, until = self.done_at - AROUND_S[0], until + AROUND_S[1]
        time.sleep(max(0.0, until - time.time()))
        return self.wait_for(lambda: checker.longest_wait(*self.load.log.between(since, until)))

    def more_counts(self):
        return {"refused": self.refused}

    def print_recovery(self):
        print("\n  | change | steps | p50 | max |\n  |---|---:|---:|---:|")
        for change in self.work:
            times = [took for done, took in self.recoveries if done is change]
            known = [took for took in times if took is not None]
            if known:
                print(f"  | {change.name} | {len(times)} | {checker.percentile(known, 0.5):.2f} s | {max(known):.2f} s |")
