"""Builds and runs every test on instances of its own, beside a running ./dev up, and ends with a count.

    ./dev test                     everything: unit tests (also with sanitizers), then the whole system
    ./dev test unit -k parser      unit tests whose name has "parser" in it
    ./dev test system -k drain -x  what follows is pytest's, for system tests
    ./dev test --coverage          line coverage of the unit tests"""

import argparse
import re
import subprocess
import time
import xml.etree.ElementTree as xml

from local import build, harness, packages, paths, say, services, venv
from local.trouble import Trouble

RESULTS = paths.BUILD / "results"
COVERED = ("common/", r"services/[^/]+/rules_[^/]*\.c")


def main():
    parser = argparse.ArgumentParser(prog="./dev test", description=__doc__, allow_abbrev=False,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=["unit", "system", "all"], default="all")
    parser.add_argument("-k", metavar="WORDS", default="", help="only tests whose name has this in it")
    parser.add_argument("--sanitizers", default="address", help="for unit tests: address, thread, both with a comma, or none")
    parser.add_argument("--coverage", action="store_true", help="measure line coverage of the unit tests")
    arguments, for_pytest = parser.parse_known_args()
    began = time.monotonic()
    with say.Step("Packages") as step:
        packages.ensure({"run", "test"} | ({"check"} if arguments.coverage else set()), step.note)
    with say.Step("Python environment"):
        venv.python()
    if arguments.coverage:
        return coverage(arguments.k)
    reports = []
    if arguments.what in ("all", "unit"):
        reports += unit_tests(arguments.k, presets(arguments.sanitizers))
    if arguments.what in ("all", "system"):
        reports.append(system_tests(arguments.k, for_pytest, built=bool(reports)))
    return close(reports, time.monotonic() - began)


def presets(sanitizers):
    known = {"address": "asan", "thread": "tsan", "none": None, "": None}
    chosen = [known[name] for name in sanitizers.split(",")]
    return ["release"] + [preset for preset in chosen if preset]


def environment():
    return {**harness.environment(), "ASAN_OPTIONS": "detect_leaks=1:abort_on_error=1",
            "UBSAN_OPTIONS": "print_stacktrace=1"}


def unit_tests(words, chosen):
    RESULTS.mkdir(parents=True, exist_ok=True)
    command, reports = [], []
    for preset in chosen:
        with say.Step(f"Build {preset}"):
            folder = build.build(preset)
        report = RESULTS / f"unit-{preset}.xml"
        report.unlink(missing_ok=True)
        reports.append((f"unit, {preset}", report))
        command += ["--", "ctest", "--test-dir", str(folder), "--output-on-failure", "-j2", "--output-junit", str(report),
                    "--no-tests=ignore", *(["-R", words] if words else [])]
    print(f"\n{say.bold('Unit tests')} ({', '.join(chosen)})", flush=True)
    subprocess.run([venv.python(), "tests/system/with_dependencies.py", *command], cwd=paths.ROOT, env=environment(), check=False)
    return reports


def system_tests(words, more, built):
    if not built:
        with say.Step("Build release"):
            build.build("release", services.TARGETS)
    RESULTS.mkdir(parents=True, exist_ok=True)
    report = RESULTS / "system.xml"
    report.unlink(missing_ok=True)
    print(f"\n{say.bold('System tests')}", flush=True)
    command = [venv.python(), "-m", "pytest", "-q", "-p", "no:cacheprovider", "--junitxml", report, "tests/system", *more]
    if words:
        command += ["-k", words]
    subprocess.run(command, cwd=paths.ROOT, env=environment(), check=False)
    return "system", report


def close(reports, seconds):
    """Adds up what the runners wrote; a runner that wrote nothing has failed."""
    passed = failed = skipped = 0
    print()
    for name, report in reports:
        one = count(report)
        print(f"  {name:<16} {one[0]:>5} passed {one[1]:>4} failed {one[2]:>4} skipped {one[3]:>7.0f} s")
        passed, failed, skipped = passed + one[0], failed + one[1], skipped + one[2]
    print(f"  in {seconds:.0f} s")
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not passed else 0


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


def coverage(words):
    with say.Step("Build coverage"):
        folder = build.build("coverage")
    for old in folder.rglob("*.gcda"):
        old.unlink()
    command = ["ctest", "--test-dir", str(folder), "-j2", "--output-on-failure", *(["-R", words] if words else [])]
    subprocess.run([venv.python(), "tests/system/with_dependencies.py", *command], cwd=paths.ROOT, env=environment(), check=False)
    filters = [option for pattern in COVERED for option in ("--filter", pattern)]
    page = RESULTS / "coverage.html"
    RESULTS.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["gcovr", "-r", str(paths.ROOT), *filters, "--print-summary", "--html-details", str(page), str(folder)],
                          cwd=paths.ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Trouble(f"gcovr failed: {done.stderr[-800:]}")
    percent = re.search(r"lines: ([\d.]+)%", done.stdout)
    print(done.stdout.strip().splitlines()[-3] if percent else done.stdout)
    print(f"Line by line: {page}")
    return 0


if __name__ == "__main__":
    say.run(main)
