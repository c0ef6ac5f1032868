"""./dev: when a build folder is configured, and what is in it."""

import re
import subprocess

import pytest
from local import build, paths


@pytest.fixture
def configured(tmp_path, monkeypatch):
    """A build folder as CMake leaves it, and how often CMake was called since."""
    calls = []
    monkeypatch.setattr(paths, "BUILD", tmp_path)
    monkeypatch.setattr(build, "run", lambda command, log: calls.append(command))
    folder = tmp_path / "release"
    folder.mkdir()
    for name in ("CMakeCache.txt", "build.ninja"):
        (folder / name).touch()
    return folder, calls


def test_what_is_configured_is_left_alone(configured):
    _, calls = configured
    build.configure("release")
    assert not calls


@pytest.mark.parametrize("lost", ["CMakeCache.txt", "build.ninja"])
def test_what_lost_a_part_is_configured_anew(configured, lost):
    folder, calls = configured
    (folder / lost).unlink()
    build.configure("release")
    assert calls == [["cmake", "--preset", "release"]]


def test_no_unit_test_is_forgotten():
    listed = subprocess.run(["ctest", "-N"], cwd=paths.RELEASE, capture_output=True, text=True, check=True).stdout
    written = {f"{file.parent.name}/{file.stem.removeprefix('test_')}" for file in (paths.ROOT / "tests/unit").glob("*/test_*.c")}
    assert written == set(re.findall(r"Test +#\d+: (\S+)", listed))
