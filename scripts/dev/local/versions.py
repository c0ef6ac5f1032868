"""Programs of an earlier version: taken from the history, and built beside those of now."""

import shutil

from . import build, history, paths, services


def programs(revision):
    """Builds them, if that has not been done; the folder that has bin/."""
    commit = history.commit_of(revision)
    source = paths.BUILD / "versions" / commit[:12]
    built = source / "build/release"
    if not (built / "build.ninja").exists():
        take_out(commit, source)
        build.run(["cmake", "--preset", "release"], source / "configure.log", folder=source)
    build.run(["ninja", "-C", str(built), *services.TARGETS], source / "build.log", folder=source)
    return built


def take_out(commit, folder):
    folder.mkdir(parents=True, exist_ok=True)
    packed = folder.with_suffix(".tar")
    history.git("archive", "--output", str(packed), commit)
    shutil.unpack_archive(packed, folder)
    packed.unlink()
