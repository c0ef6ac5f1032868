"""./dev doctor: what it calls an older build is one."""

import os

import pytest
import up
from local import services, web


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
