"""Line coverage: what a coverage build has counted since the last time it was made to forget.

Every process adds its counts to those of the build's objects when it ends by itself; one that is killed leaves none."""

import json
import subprocess

from . import build, paths
from .trouble import Trouble

COVERED = ("common/", r"services/[^/]+/rules_[^/]*\.c")
WORST = 10


def fresh():
    """Builds it and forgets what it has counted; its folder."""
    folder = build.build("coverage")
    for old in folder.rglob("*.gcda"):
        old.unlink()
    return folder


def measure(folder, page):
    """gcovr's summary of the covered files; the lines themselves are written to the page."""
    filters = [option for pattern in COVERED for option in ("--filter", pattern)]
    summary = page.with_suffix(".json")
    done = subprocess.run(["gcovr", "-j2", "-r", str(paths.ROOT), *filters, "--json-summary", str(summary),
                           "--html-details", str(page), str(folder)],
                          cwd=paths.ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Trouble(f"gcovr failed: {done.stderr[-800:]}")
    return json.loads(summary.read_text())


def tell(summary, page):
    print(f"\nLine coverage of common/ and the rules: {summary['line_percent']:.1f} % "
          f"({summary['line_covered']} of {summary['line_total']} lines). Not covered, most of all in:")
    for file in sorted(summary["files"], key=uncovered, reverse=True)[:WORST]:
        print(f"  {uncovered(file):>5} of {file['line_total']:>4}  {file['filename']}")
    print(f"Line by line: {page}")


def uncovered(file):
    return file["line_total"] - file["line_covered"]
