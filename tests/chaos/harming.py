"""Harm as it comes, at random or after a short list, and how long it takes to get over it."""

import contextlib
import time

import checker
import faults
import keeping
import shop
from album import Album
from harness import Dependencies
from showing import Showing
from trial import Trial

COPIES = {"orchestrator": 2, "catalog": 2, "response-composer": 2, "media": 2}
PARTITIONS = 3
DEPENDENCIES = Dependencies
RECOVERY_GOAL_S = 5.0


def opened(arguments, folder):
    """What stands beside the own catalogue; a short run is of searches and conversations only."""
    return contextlib.nullcontext((None, {})) if arguments.short else shop.opened(folder)



class Harming(Trial):
    def more_clients(self):
        return () if self.arguments.short else (Showing,)

    def album(self):
        return None if self.arguments.short else Album(self.dependencies.folder)

    def do(self):
        began = time.time()
        plan = faults.schedule(self.random, self.work, self.arguments.kills, self.arguments.short)
        for number, fault in enumerate(plan, 1):
            if time.time() - began > self.arguments.minutes * 60:
                print("the time is over", flush=True)
                return
            time.sleep(self.random.uniform(0.5, 2))
            what = self.do_harm(fault)
            seconds = self.recovery()
            self.recoveries.append((fault, seconds))
            self.look_for_ended(fault)
            said = "not recovered" if seconds is None else f"{seconds:6.2f} s"
            print(f"  {number:>4}  {fault.name:<28} {what or '':<22} {said}   {len(self.load.log.answered)} answered", flush=True)

    def do_harm(self, fault):
        """On whom."""
        try:
            return fault.do(faults.Scene(self.dependencies, self.stack, self.random, self.note, shop=self.shop), fault.target)
        except AssertionError as trouble:
            self.ended_badly.append(f"{fault.name}: {trouble}")
            return str(trouble)

    def more_counts(self):
        if self.arguments.short:
            return {}
        copy, log = self.stack.copy("media"), self.load.log
        print(f"  {len(log.kept)} photos and voice notes kept", flush=True)
        return {"unkept": log.unkept + keeping.gone(copy, log.kept),
                "left behind": keeping.left_behind(copy, self.dependencies.folder / "media"),
                "crowded": [what for one in self.stack.of("media") for what in keeping.crowd(one)]}

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
