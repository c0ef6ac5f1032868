"""Programs that use the tests' harness."""

import os
import subprocess

from . import build, packages, paths, process, say, venv
from .trouble import Trouble


def run(program, arguments):
    """tests/<program> with the release build and the tests' Python; its exit code."""
    script = paths.ROOT / "tests" / program
    if not script.exists():
        raise Trouble(f"There is no {script.relative_to(paths.ROOT)}.")
    if not {"--help", "-h"}.intersection(arguments):
        with say.Step("Packages") as step:
            packages.ensure({"run", "test"}, step.note)
        with say.Step("Build"):
            build.build("release")
    return subprocess.run([venv.python(), script, *arguments], cwd=paths.ROOT, env=environment(), check=False).returncode


def environment():
    """The environment of everything that uses the harness: nothing of the user's settings."""
    python_path = os.pathsep.join([str(paths.ROOT / "tests/system"), str(paths.ROOT / "scripts/dev")])
    data = os.environ.get("STEWARD_TEST_DATA", str(paths.ROOT.parent / "shared/data"))
    return {**process.clean_environment(), "PYTHONPATH": python_path, "STEWARD_TEST_DATA": data}
