"""What deploy/k8s makes."""

import shutil
import subprocess

import pytest
import yaml
from local import paths

K8S = paths.ROOT / "deploy/k8s"
COMPONENTS = sorted(path.name for path in (K8S / "components").iterdir())


def kustomize(folder):
    """All objects of an overlay."""
    if not shutil.which("kubectl"):
        pytest.skip("kubectl is not installed")
    done = subprocess.run(["kubectl", "kustomize", folder], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return list(yaml.safe_load_all(done.stdout))


def production_with(components, folder):
    """An overlay over production, as docs/kubernetes.md has it; `folder` is for a copy of what it is made from."""
    shutil.copytree(K8S, folder / "k8s")
    whole = folder / "k8s/overlays/whole"
    whole.mkdir()
    (whole / "kustomization.yaml").write_text(yaml.safe_dump(
        {"namespace": "steward", "resources": ["../production"], "components": [f"../../components/{name}" for name in components]}))
    return kustomize(whole)
