"""Builds and runs every test on instances of its own, beside a running ./dev up, and ends with a count.

    ./dev test                     everything: unit tests (also with sanitizers), then the whole system
    ./dev test --changed           only what may be touched by what differs from the upstream branch: a guess by folders
    ./dev test unit -k parser      unit tests whose name has "parser" in it
    ./dev test system -k drain -x  what follows is pytest's, for system tests
    ./dev test system FILE         only these tests: tests/system/test_live.py, or FILE::NAME
    ./dev test web                 the page's logic; its journeys in a browser are system tests
    ./dev test system --tls        a selection of them on a system that is encrypted: docs/tls.md
    ./dev test system -n 1         one worker instead of several, each of which has a system of its own
    ./dev test compose             the images and docker-compose.yml: needs a Docker Engine, or root to start one
    ./dev test k8s                 deploy/k8s, judged by kubeconform and kube-score (with Go), and on a real cluster:
                                   tests/kubernetes/run.py says which
    ./dev test packages            the Debian packages, installed on a machine that systemd runs: needs root
    ./dev test full                all of it, compose, k8s and packages
    ./dev test --minutes 20        each kind of tests is ended when it takes longer
    ./dev test --coverage          everything on the coverage build, then the line coverage of all of it"""

import argparse
import os
import re
import time
import xml.etree.ElementTree as xml
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from local import build, coverage, harness, history, packages, paths, process, say, services, touched, venv, web

RESULTS = paths.BUILD / "results"
MINUTES = 45.0  # many times as long as the slowest kind takes
MOST_WORKERS = 6
WORKERS_PER_CORE = 2.5  # they mostly wait
WORKER_KB = 3 << 19  # Kafka, Postgres, Redis and the processes
ALL_SYSTEM_TESTS = "tests/system"
# Each way of talking to Kafka, Postgres and Redis, and what happens when they go and come.
ENCRYPTED = [f"tests/system/test_{name}.py" for name in (
    "secure_kafka", "secure_stores", "search_http", "search_kafka", "sources", "conversations", "sessions", "live", "learning", "rate_limit",
    "dependencies_away", "dependencies_restarted", "takeover", "drain", "monitoring")]
WITH_A_PATH = ("--ignore", "--deselect", "--rootdir", "--confcutdir", "--basetemp", "--junitxml", "-c")  # the next word is theirs
ALONE = ("-n", "-s", "--capture=no", "--pdb", "--trace", "--numprocesses", "--dist")  # the user's choice, or one terminal


def main():
    parser = argparse.ArgumentParser(prog="./dev test", description=__doc__, allow_abbrev=False,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=["unit", "web", "system", "all", "compose", "k8s", "packages", "full"], default="all")
    parser.add_argument("-k", metavar="WORDS", default="", help="only tests whose name has this in it")
    parser.add_argument("--changed", action="store_true", help="only tests that the change may touch, as far as folders tell; CI runs all")
    parser.add_argument("--sanitizers", default="address", help="for unit tests: address, thread, both with a comma, or none")
    parser.add_argument("--tls", action="store_true", help="system tests with everything encrypted: a selection, or those named")
    parser.add_argument("--coverage", action="store_true", help="measure line coverage, on a build of its own")
    parser.add_argument("--minutes", type=float, default=MINUTES, help="end each kind of tests that takes longer (default %(default)g)")
    arguments, for_pytest = parser.parse_known_args()
    runner = Runner(arguments.minutes)
    began = time.monotonic()
    kinds = {"all": {"unit", "web", "system"}, "full": {"unit", "web", "system", "compose", "k8s", "packages"}}.get(arguments.what, {arguments.what})
    chosen = ["coverage"] if arguments.coverage else presets(arguments.sanitizers)
    prepare(kinds, chosen)
    if arguments.coverage:
        with say.Step("Build coverage"):
            coverage.fresh()
    changed = history.changed() if arguments.changed else None
    if "unit" in kinds:
        unit_tests(runner, arguments.k or ("" if changed is None else touched.unit_tests(changed)), chosen)
    if kinds & {"web", "system"}:
        with say.Step("Page") as step:
            page = web.make(step.note)
        if page and "web" in kinds:
            web_tests(runner, arguments.k)
    if "system" in kinds:
        system_tests(runner, arguments, for_pytest, chosen[0], None if changed is None else touched.system_tests(changed))
    if "compose" in kinds:
        lone_tests(runner, "compose", "Tests in containers", arguments.k, for_pytest if kinds == {"compose"} else [])
    if "k8s" in kinds and not names_tests(for_pytest):
        lone_tests(runner, "manifests", "What others say of the manifests", arguments.k, [])
    if "k8s" in kinds:
        cluster_tests(runner, arguments.k, for_pytest if kinds == {"k8s"} else [])
    if "packages" in kinds:
        lone_tests(runner, "packages", "Tests of the Debian packages", arguments.k, for_pytest if kinds == {"packages"} else [])
    if arguments.coverage:
        page = RESULTS / "coverage.html"
        coverage.tell(coverage.measure(paths.BUILD / chosen[0], page), page)
    return close(runner.reports, time.monotonic() - began, may_be_skipped=kinds <= {"compose", "k8s", "packages"})


def prepare(kinds, chosen):
    has_tools = chosen[0] == "coverage" or ("unit" in kinds and len(chosen) > 1)
    groups = {"run", "test"} | web.groups() | ({"check"} if has_tools else set()) | ({"compose"} if kinds & {"compose", "k8s"} else set())
    groups |= {"package", "machine"} if "packages" in kinds else set()
    with say.Step("Packages") as step:
        packages.ensure(groups, step.note)
    with ThreadPoolExecutor(1) as beside:
        beside.submit(venv.python)  # pip waits for the net while compilers work; if it fails, that is said below
        for preset in chosen if "unit" in kinds and chosen != ["coverage"] else ():
            with say.Step(f"Build {preset}"):
                build.build(preset)
        with say.Step("Python environment"):
            venv.python()


class Runner:
    """Runs what runs tests, and knows the reports that they write."""

    def __init__(self, minutes):
        self.minutes = minutes
        self.reports = []  # (name, file, whether it was ended or broke off)

    def run(self, title, reports, command, **options):
        """reports: {name: the file of its report}."""
        RESULTS.mkdir(parents=True, exist_ok=True)
        for file in reports.values():
            file.unlink(missing_ok=True)
        print(f"\n{say.bold(title)}", flush=True)
        code = process.run_within(self.minutes * 60, command, **options)
        if code is None:
            print(say.bad(f"{title}: ended, for they were not done within {self.minutes:g} minutes (--minutes)"), flush=True)
        elif code < 0:
            print(say.bad(f"{title}: ended by signal {-code}"), flush=True)
        self.reports += [(name, file, code is None) for name, file in reports.items()]


def presets(sanitizers):
    known = {"address": "asan", "thread": "tsan", "none": None, "": None}
    chosen = [known[name] for name in sanitizers.split(",")]
    return ["release"] + [preset for preset in chosen if preset]


def environment():
    return {**harness.environment(), "ASAN_OPTIONS": "detect_leaks=1:abort_on_error=1",
            "UBSAN_OPTIONS": "print_stacktrace=1"}


def unit_tests(runner, words, chosen):
    command, reports = [], {}
    for preset in chosen:
        report = reports[f"unit, {preset}"] = RESULTS / f"unit-{preset}.xml"
        command += ["--", "ctest", "--test-dir", str(paths.BUILD / preset), "--output-on-failure", "-j2", "--output-junit", str(report),
                    "--no-tests=ignore", *(["-R", words] if words else [])]
    runner.run(f"Unit tests ({', '.join(chosen)})", reports,
               [venv.python(), "tests/system/with_dependencies.py", *command], cwd=paths.ROOT, env=environment())


def web_tests(runner, words):
    report = RESULTS / "web.xml"
    runner.run("Tests of the page", {"web": report},
               ["npx", "--no-install", "vitest", "run", "--reporter=dot", "--reporter=junit", f"--outputFile.junit={report}",
                *(["-t", words] if words else ["--passWithNoTests"])], cwd=web.FOLDER)


def system_tests(runner, arguments, more, preset, chosen):
    """`chosen`: these files; None: whatever the arguments say."""
    if chosen == []:
        print("\nNo system test is touched.")
        return
    if arguments.what != "all":
        with say.Step(f"Build {preset}"):
            build.build(preset, services.TARGETS)
    report = RESULTS / "system.xml"
    command = [venv.python(), "-m", "pytest", "-q", "-p", "no:cacheprovider", "--junitxml", report,
               *([] if names_tests(more) else ENCRYPTED if arguments.tls else chosen or [ALL_SYSTEM_TESTS]), *beside_each_other(more), *more]
    if arguments.k:
        command += ["-k", arguments.k]
    told = {"STEWARD_TEST_BUILD": str(paths.BUILD / preset), "STEWARD_TEST_TLS": "1" if arguments.tls else ""}
    runner.run("System tests", {"system": report}, command, cwd=paths.ROOT, env={**environment(), **told})


def lone_tests(runner, kind, name, words, more):
    """Those of tests/<kind>, one after the other: they are of one system, or of one machine."""
    report = RESULTS / f"{kind}.xml"
    command = [venv.python(), "-m", "pytest", "-q", "-p", "no:cacheprovider", "--junitxml", report,
               *([] if names_tests(more) else [f"tests/{kind}"]), *more, *(["-k", words] if words else [])]
    runner.run(name, {kind: report}, command, cwd=paths.ROOT, env=environment())


def cluster_tests(runner, words, more):
    report = RESULTS / "k8s.xml"
    command = [venv.python(), "tests/kubernetes/run.py", "--junitxml", report, *more, *(["-k", words] if words else [])]
    beside = environment()
    beside["PYTHONPATH"] = f"{paths.ROOT / 'tests/compose'}:{beside['PYTHONPATH']}"
    beside["STEWARD_TEST_KUBERNETES"] = os.environ.get("STEWARD_TEST_KUBERNETES", str(paths.ROOT.parent / "shared/kubernetes"))
    runner.run("Tests on a cluster", {"k8s": report}, command, cwd=paths.ROOT, env=beside)


def names_tests(more):
    """Whether what is for pytest has a file, a folder or FILE::NAME in it."""
    return any((paths.ROOT / word.split("::")[0]).exists()
               for before, word in zip(["", *more], more) if word and not word.startswith("-") and before not in WITH_A_PATH)


def beside_each_other(more):
    """pytest's options for several workers, unless the user has said how."""
    if any(word.startswith(ALONE) for word in more):
        return []
    return ["-n", str(workers())]


def workers():
    """As many as there are cores and memory for."""
    memory = re.search(r"MemAvailable:\s+(\d+) kB", Path("/proc/meminfo").read_text())
    room = int(memory.group(1)) // WORKER_KB
    return max(1, min(MOST_WORKERS, int(len(os.sched_getaffinity(0)) * WORKERS_PER_CORE), room))


def close(reports, seconds, may_be_skipped=False):
    """Adds up what the runners wrote; a runner that wrote nothing has failed, and so has one that had to be ended."""
    passed = failed = skipped = 0
    print()
    for name, report, was_ended in reports:
        one = count(report)
        if was_ended and not one[1]:
            one = (one[0], 1, *one[2:])
        print(f"  {name:<16} {one[0]:>5} passed {one[1]:>4} failed {one[2]:>4} skipped {one[3]:>7.0f} s")
        passed, failed, skipped = passed + one[0], failed + one[1], skipped + one[2]
    print(f"  in {seconds:.0f} s")
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not (passed or (may_be_skipped and skipped)) else 0


def count(report):
    """(passed, failed, skipped, seconds) of a JUnit report."""
    try:
        suites = list(xml.parse(report).getroot().iter("testsuite"))
    except (OSError, xml.ParseError):
        return 0, 1, 0, 0.0
    total, failed, skipped, seconds = 0, 0, 0, 0.0
    for suite in suites:
        total += int(suite.get("tests", 0))
        failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped += int(suite.get("skipped", 0)) + int(suite.get("disabled", 0) or 0)
        seconds += float(suite.get("time") or 0)
    return total - failed - skipped, failed, skipped, seconds


if __name__ == "__main__":
    say.run(main)
