"""Kills things under load and counts what is lost, doubled, out of order, stuck or left unsent: all must be 0.

    ./dev chaos --short                what is done most, once each, without media: less than two minutes
    ./dev chaos                        200 kills, and other harm between
    ./dev chaos --only "stop orch" --kills 10
    ./dev chaos --changes              changes instead of harm: docs/operations.md
    ./dev chaos --changes --only roll
    ./dev chaos --changes --only upgrade --from v0.1.0

Two copies of the orchestrator, catalog, response-composer and media run on instances of their own, with a marketplace beside
them. A fault is a process that is killed, stopped for longer than its session time-out or asked to end, media's workers and
their nursery included, or a Kafka, Postgres or Redis that is killed, restarted, cut off or silent, or a marketplace that is
silent or broken. With the same seed the same harm is done to the same load, as far as time allows.

A change is what an operator does, or what happens to them: copies that come and go, all started anew one at a time, a
dependency that is lost for good, a version that is upgraded and taken back. It begins with one copy of each service; all
changes are made once, in the order of their list. Nobody may be refused because of one that was wanted."""

import argparse
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import changes  # noqa: E402
import changing  # noqa: E402
import faults  # noqa: E402
import harming  # noqa: E402
from harness import Stack  # noqa: E402
from local import history, say, versions  # noqa: E402

SETTINGS = {"STEWARD_KAFKA_SESSION_TIMEOUT_MS": 2000}  # a killed process is missed after so long


def main():
    parser = argparse.ArgumentParser(prog="./dev chaos", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true", help="what is done most, once each, without media: less than two minutes")
    parser.add_argument("--changes", action="store_true", help="changes instead of harm, some 6 minutes")
    parser.add_argument("--kills", type=int, default=200, help="times that processes are killed (default 200)")
    parser.add_argument("--minutes", type=float, default=60, help="no new harm after so many (default 60)")
    parser.add_argument("--seed", type=int, default=None, help="default: another one each time")
    parser.add_argument("--only", default="", metavar="WORDS", help="only harm or changes whose name has these words in it")
    parser.add_argument("--clients", type=int, default=4, help="of each kind (default 4)")
    parser.add_argument("--from", dest="since", metavar="REVISION",
                        help="the version that an upgrade begins with, built first (default: the last tag)")
    parser.add_argument("--list", action="store_true", help="the names of all harm, or with --changes of all changes")
    arguments = parser.parse_args()
    table, mode, trial = (changes, changing, changing.Changing) if arguments.changes else (faults, harming, harming.Harming)
    if arguments.list:
        print("\n".join(one.name for one in table.matching("")))
        return 0
    chosen = table.matching(arguments.only)
    if not chosen:
        parser.error(f'nothing has "{arguments.only}" in its name; see --list')
    chosen = with_earlier(arguments, chosen, parser)
    arguments.seed = arguments.seed if arguments.seed is not None else random.SystemRandom().randrange(1_000_000)
    with (mode.DEPENDENCIES(has_load=True) as dependencies, mode.opened(arguments, dependencies.folder) as (shop, more),
          Stack(dependencies, mode.COPIES, {**SETTINGS, **more}, mode.PARTITIONS, arguments.earlier) as stack):
        return trial(arguments, chosen, dependencies, stack, shop).run()


def with_earlier(arguments, chosen, parser):
    """The work, which has an upgrade only if there is something to begin with: that is built."""
    arguments.earlier = None
    if changes.UPGRADE not in chosen:
        return chosen
    since = arguments.since or history.last_tag()
    if since:
        with say.Step(f"Build of {since}"):
            arguments.earlier = versions.programs(since)
        return chosen
    if chosen == [changes.UPGRADE]:
        parser.error("there is no tag of an earlier version: name one with --from REVISION")
    print("  no upgrade: there is no tag of an earlier version, and --from names none")
    return [change for change in chosen if change is not changes.UPGRADE]


if __name__ == "__main__":
    say.run(main)
