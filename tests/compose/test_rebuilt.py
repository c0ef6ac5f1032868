"""An image that is built once more from the same commit has the same files: names, rights, owners and contents. Time stamps
differ, and so do the layers' digests; and a Debian package may have come in a new version between the two."""

import hashlib
import tarfile

import pytest
from engine import DOCKER, FOLDER
from harness import run
from project import CLONE

MADE_ANEW = {"etc/hostname", "etc/hosts", "etc/resolv.conf", ".dockerenv"}  # by docker, for each container


def files(engine, image):
    """{name: (type, mode, owner, group, link, digest)} of everything in it."""
    container = engine.docker("create", "--entrypoint", "/nothing", image).stdout.strip()
    archive = FOLDER / "image.tar"
    try:
        run(DOCKER, "export", "-o", archive, container, seconds=300, env=engine.environment)
    finally:
        engine.docker("rm", container)
    found = {}
    with tarfile.open(archive) as tar:
        for one in tar:
            digest = hashlib.sha256(tar.extractfile(one).read()).hexdigest() if one.isreg() else ""
            found[one.name] = (one.type, one.mode, one.uid, one.gid, one.linkname, digest)
    archive.unlink()
    return {name: what for name, what in found.items() if name not in MADE_ANEW}


@pytest.mark.builds
@pytest.mark.timeout(3600)
def test_an_image_that_is_built_again_has_the_same_files(project):
    project.engine.docker("build", "--no-cache", "--target", "orchestrator", "-t", "steward/orchestrator:again", "--build-arg",
                          f"REVISION={project.revision}", "-f", CLONE / "deploy/docker/Dockerfile", CLONE, seconds=3500)
    first, again = (files(project.engine, f"steward/orchestrator:{tag}") for tag in ("test", "again"))
    assert len(first) > 1000
    assert {name for name in first.keys() | again.keys() if first.get(name) != again.get(name)} == set()
