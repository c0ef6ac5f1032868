"""./dev release: what a release is told with is true."""

import json
import re
import shutil
import subprocess
import sys

import pytest
import release
from local import paths

VERSION = 'project(steward VERSION 1.2.0 LANGUAGES C)\n'


@pytest.fixture
def history(tmp_path):
    """A repository with a version, two tags and what came between; gives what runs a command in it."""
    def run(*command):
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def commit(subject, name, text="text\n"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
        run("git", "add", "-A")
        assert run("git", "-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "-qm", subject)[0] == 0

    run("git", "init", "-q")
    (tmp_path / "scripts").symlink_to(paths.ROOT / "scripts")
    commit("The beginning", "CMakeLists.txt", VERSION)
    run("git", "tag", "v1.1.0")
    commit("Search finds more", "services/catalog/search.c")
    commit("The tool says less", "cli/say.c")
    commit("A word in a document", "docs/a.md")
    return run


def notes(run, *words):
    program = f"import sys; sys.path[:0] = ['{paths.ROOT}/scripts/dev']\n" \
              "from pathlib import Path\nfrom local import paths\npaths.ROOT = Path.cwd()\nimport release\nfrom local import say\n" \
              f"sys.argv[1:] = ['notes', *{list(words)!r}]\nsay.run(release.main)"
    return run(sys.executable, "-c", program)


def test_notes_are_of_what_came_since_the_tag_before(history):
    history("git", "tag", "v1.2.0")
    code, said = notes(history)
    assert code == 0
    assert "# Steward 1.2.0" in said and "since v1.1.0" in said and "The beginning" not in said
    order = [said.index(word) for word in ("## Shopping", "- Search finds more", "## Command line tool", "- The tool says less",
                                           "## Documents", "- A word in a document")]
    assert order == sorted(order)
    assert "## The page" not in said


def test_a_tag_that_says_another_version_is_refused(history):
    history("git", "tag", "v1.3.0")
    code, said = notes(history)
    assert code != 0 and "v1.3.0" in said and "1.2.0" in said


def test_the_version_is_the_same_wherever_it_stands():
    image = re.findall(r"^ARG VERSION=(.+)$", (paths.ROOT / "deploy/docker/Dockerfile").read_text(), re.M)
    cluster = re.findall(r"newTag: ([^}]+)", (paths.ROOT / "deploy/k8s/overlays/production/kustomization.yaml").read_text())
    assert image and cluster and {*image, *cluster} == {release.version()}


def test_a_tag_that_is_not_there_is_said(history):
    code, said = notes(history, "v9.9.9")
    assert code != 0 and "v9.9.9" in said


@pytest.mark.skipif(not shutil.which("node"), reason="Node.js is not installed")
def test_of_two_versions_of_a_package_the_one_that_is_shipped_is_told(tmp_path, monkeypatch):
    locked = {"redoc": {"version": "2.0.0", "license": "MIT", "dependencies": {"yaml": "1"}},
              "redoc/node_modules/yaml": {"version": "1.10.0"},
              "yaml": {"version": "2.9.0", "license": "ISC"}}
    (tmp_path / "deploy").symlink_to(paths.ROOT / "deploy")
    (tmp_path / "web").mkdir()
    (tmp_path / "web/package-lock.json").write_text(
        json.dumps({"packages": {f"node_modules/{name}": entry for name, entry in locked.items()}}))
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    assert release.page_components() == [("redoc", "2.0.0", "MIT"), ("yaml", "1.10.0", "not said")]
