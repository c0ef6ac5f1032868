"""Brings the images to a cluster, and runs the tests on that cluster's network: run.py PYTEST'S ARGUMENTS...

A folder with up.sh, load.sh and in.sh makes a cluster (STEWARD_TEST_KUBERNETES, else ../shared/kubernetes beside the
repository): it is started, given the images, and left running. Without one, the cluster of KUBECONFIG is taken, which must have
the images already and whose nodes must be reachable from here; without that, the tests are skipped."""

import os
import subprocess
import sys
from pathlib import Path

from engine import STANDINS, Engine, NoEngine
from harness import run
from local import paths, services
from project import CLONE, clone

MAKER = Path(os.environ["STEWARD_TEST_KUBERNETES"])
STORES = [image for image in STANDINS if not image.startswith("prom/")]


def main():
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/kubernetes", *sys.argv[1:]]
    environment = dict(os.environ)
    if (MAKER / "up.sh").exists():
        try:
            bring_images()
            command = [MAKER / "in.sh", *command]
        except NoEngine as trouble:
            environment["STEWARD_TEST_NO_CLUSTER"] = f"no images for the cluster: {trouble}"
    elif not os.environ.get("KUBECONFIG"):
        environment["STEWARD_TEST_NO_CLUSTER"] = "no cluster: KUBECONFIG names none"
    return subprocess.run([str(word) for word in command], cwd=paths.ROOT, env=environment, check=False).returncode


def bring_images():
    with Engine() as engine:
        engine.want_images()
        clone()
        made = []
        for name in (*services.NAMES, "cli"):
            made.append(f"steward/{name}:dev")
            engine.docker("build", "-q", "--target", name, "-t", made[-1], "-f", CLONE / "deploy/docker/Dockerfile", CLONE, seconds=3600)
        run(MAKER / "up.sh", seconds=3600)
        run(MAKER / "load.sh", *made, *STORES, seconds=600, env=engine.environment)


if __name__ == "__main__":
    sys.exit(main())
