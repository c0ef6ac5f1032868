"""What other people's tools say of deploy/k8s, with every component. They come through Go's module proxy, and Go has to be there."""

import pytest
import yaml
from harness import run
from harness.manifests import COMPONENTS, K8S, kustomize, production_with
from judges import schemas, tool


# A CPU limit slows a service while the node is idle; and a version's image never changes, so it need not be asked for anew.
ON_PURPOSE = ("--ignore-container-cpu-limit", "--ignore-test", "container-image-pull-policy")


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    return production_with(COMPONENTS, tmp_path_factory.mktemp("k8s"))


@pytest.fixture(scope="module")
def known():
    return schemas()


def written(tmp_path, made):
    path = tmp_path / "made.yaml"
    path.write_text(yaml.safe_dump_all(made))
    return path


def judged_by_kubeconform(path, known):
    return run(tool("kubeconform"), "-strict", "-summary", "-verbose", "-schema-location",
               f"{known}/{{{{ .ResourceKind }}}}{{{{ .KindSuffix }}}}.json", path, check=False)


def test_the_schemas_know_every_kind_and_field_in_production(tmp_path, production, known):
    """Kubernetes' own, and those of KEDA, External Secrets and the Prometheus operator."""
    done = judged_by_kubeconform(written(tmp_path, production), known)
    assert done.returncode == 0, done.stdout
    assert f"Valid: {len(production)}, Invalid: 0, Errors: 0, Skipped: 0" in done.stdout


def test_the_schemas_know_every_kind_and_field_in_development(tmp_path, known):
    made = kustomize(K8S / "overlays/dev")
    done = judged_by_kubeconform(written(tmp_path, made), known)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("kind, spoilt", [("Deployment", {"replica": 2}), ("ScaledObject", {"maxReplicas": 3})])
def test_a_field_that_there_is_not_is_found(tmp_path, production, known, kind, spoilt):
    one = next(one for one in production if one["kind"] == kind)
    done = judged_by_kubeconform(written(tmp_path, [{**one, "spec": {**one["spec"], **spoilt}}]), known)
    assert done.returncode == 1, done.stdout
    assert next(iter(spoilt)) in done.stdout


def test_kube_score_finds_nothing_in_production(tmp_path):
    """Without KEDA, whose way of counting copies it does not know."""
    production = production_with([name for name in COMPONENTS if name != "keda"], tmp_path)
    done = run(tool("kube-score"), "score", "--output-format", "ci", "--exit-one-on-warning", *ON_PURPOSE,
               written(tmp_path, production), check=False)
    found = [line for line in done.stdout.splitlines() if not line.startswith(("[OK]", "[SKIPPED]"))]
    assert done.returncode == 0, found
    assert not found
