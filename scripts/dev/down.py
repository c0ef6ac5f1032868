"""Stops everything that ./dev up started, gracefully: the services drain first, then Kafka, Postgres and Redis end."""

import argparse
import signal
import time

from local import paths, plan, process, say
from local.trouble import Trouble

PATIENCE = 60  # seconds; each process is ended after its own patience, which is less


def main():
    argparse.ArgumentParser(prog="./dev down", description=__doc__).parse_args()
    began = time.monotonic()
    running = plan.supervisor()
    if running:
        with say.Step("Stopping"):
            if not process.stop(*running, signal.SIGTERM, PATIENCE):
                raise Trouble(f"The supervisor had to be killed: see {paths.LOGS}/supervisor.log; ./dev doctor finds the rest")
    left = stop_unwatched()
    plan.forget()
    if not running and not left:
        print("Nothing is running.")
    else:
        print(f"Stopped after {time.monotonic() - began:.1f} s. The data stays in {paths.RUN}; ./dev clean removes it.")


def stop_unwatched():
    """What a supervisor that was killed has left behind."""
    specs = {spec.name: spec for spec in plan.specs()}
    left = plan.running()
    for name, entry in sorted(left.items(), key=lambda item: -specs[item[0]].rank if item[0] in specs else 0):
        spec = specs.get(name)
        with say.Step(f"Stopping {name}, which nobody watched"):
            process.stop(entry["pid"], entry["started"], spec.stop_signal if spec else signal.SIGTERM, 15)
    return left


if __name__ == "__main__":
    say.run(main)
