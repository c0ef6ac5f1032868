"""./dev doctor: what it calls an older build is one, and what it calls unwatched is."""

import os
import shutil
import subprocess

import doctor
import pytest
import up
from local import paths, plan, services, web


@pytest.fixture
def built(tmp_path):
    """A folder with a program in it."""
    program = services.program("catalog", tmp_path)
    program.parent.mkdir(parents=True)
    program.write_text("as it was built")
    return tmp_path


def test_a_program_is_of_the_last_build_whatever_is_shown_beside_it(built, tmp_path, monkeypatch):
    monkeypatch.setattr(web, "STAMP", tmp_path / "stamp")
    web.STAMP.write_text("0123456789abcdef")
    spec = services.spec("catalog", {}, tmp_path / "log", build=built)
    assert services.is_of_last_build(spec, built)
    up.show(spec, web.SETTING, tmp_path / "page")
    up.show(spec, web.DOCUMENTS_SETTING, tmp_path / "documents")
    assert spec.env[web.SETTING] == str(tmp_path / "page")
    assert services.is_of_last_build(spec, built)


def test_a_program_that_was_built_again_is_not(built, tmp_path):
    spec = services.spec("catalog", {}, tmp_path / "log", build=built)
    os.utime(services.program("catalog", built), ns=(1, 1))
    assert not services.is_of_last_build(spec, built)


@pytest.fixture
def a_process_and_its_child(tmp_path, monkeypatch):
    """Of a program in the folder of ours: its number and that of the process that it started."""
    program = tmp_path / "bin/steward-media"
    program.parent.mkdir()
    shutil.copy(shutil.which("bash"), program)
    monkeypatch.setattr(paths, "RELEASE", tmp_path)
    script = f"{program} -c 'echo $$; read -r end'; :"
    with subprocess.Popen([program, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd="/") as parent:
        yield parent.pid, int(parent.stdout.readline())
        parent.stdin.close()


@pytest.mark.parametrize("is_watched", [True, False])
def test_what_a_watched_process_started_is_no_stranger(a_process_and_its_child, monkeypatch, is_watched):
    parent, child = a_process_and_its_child
    monkeypatch.setattr(plan, "running", lambda: {"media": {"pid": parent}} if is_watched else {})
    remedies = {remedy for _, _, remedy in doctor.look_for_strangers()}
    assert remedies == (set() if is_watched else {f"kill {parent}", f"kill {child}"})
