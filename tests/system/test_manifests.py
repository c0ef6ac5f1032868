"""deploy/k8s: what the overlays and components make is complete, and keeps the rules of the restricted Pod Security Standard.

A real cluster judges them in tests/kubernetes; this needs only a kubectl that knows components."""

from pathlib import PurePosixPath

import pytest
import yaml
from harness.manifests import COMPONENTS, K8S, kustomize, production_with
from local import paths, services

SECRETS = {"steward-redis", "steward-service", "steward-orchestrator-postgres", "steward-catalog-postgres",
           *(f"steward-{name}-kafka" for name in services.NAMES)}  # docs/kubernetes.md names them


@pytest.fixture(scope="module", params=["dev", "production"])
def made(request):
    return kustomize(K8S / "overlays" / request.param)


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    return production_with(COMPONENTS, tmp_path_factory.mktemp("k8s"))


def of_kind(made, kind):
    return {one["metadata"]["name"]: one for one in made if one["kind"] == kind}


def pods(made):
    """Name and pod of all that runs."""
    return [(f"{one['kind']} {one['metadata']['name']}", one["spec"]["template"]["spec"]) for one in made
            if one["kind"] in ("Deployment", "StatefulSet", "Job")]


def test_every_service_is_there(made):
    names = {f"steward-{name}" for name in services.NAMES}
    for kind in ("Deployment", "Service", "ServiceAccount", "PodDisruptionBudget"):
        assert names <= set(of_kind(made, kind)), kind


def test_everything_is_in_the_one_namespace(production):
    assert {one["metadata"].get("namespace") for one in production if one["kind"] != "Namespace"} == {"steward"}


def test_each_disruption_budget_is_of_one_service(made):
    chosen = [str(one["spec"]["selector"]["matchLabels"]["app.kubernetes.io/name"])
              for one in of_kind(made, "PodDisruptionBudget").values()]
    assert sorted(chosen) == sorted(f"steward-{name}" for name in services.NAMES)


def test_pods_are_restricted(made):
    for name, pod in pods(made):
        assert pod["securityContext"]["runAsNonRoot"] is True, name
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert pod["automountServiceAccountToken"] is False and pod["enableServiceLinks"] is False, name
        for container in pod["containers"]:
            rights = container["securityContext"]
            assert rights["allowPrivilegeEscalation"] is False and rights["capabilities"] == {"drop": ["ALL"]}, name
            assert container["resources"]["limits"]["memory"] and container["resources"]["requests"]["cpu"], name
            tag = container["image"].rpartition(":")[2]
            assert tag not in ("latest", container["image"]), f"{name}: {container['image']} has no fixed version"


def test_services_are_probed_and_end_within_their_time(made):
    settings = next(one["data"] for name, one in of_kind(made, "ConfigMap").items() if name.startswith("steward-settings"))
    for name in services.NAMES:
        pod = of_kind(made, "Deployment")[f"steward-{name}"]["spec"]["template"]["spec"]
        container, = pod["containers"]
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert container["readinessProbe"]["httpGet"]["path"] == "/readyz"
        assert container["livenessProbe"]["httpGet"]["path"] == container["startupProbe"]["httpGet"]["path"] == "/healthz"
        waits = container["lifecycle"]["preStop"]["sleep"]["seconds"] + int(settings["STEWARD_DRAIN_MS"]) / 1000
        assert waits < pod["terminationGracePeriodSeconds"]


def test_every_setting_is_one_that_the_services_know(made):
    known = (paths.ROOT / "docs/configuration.md").read_text()
    for name, config in of_kind(made, "ConfigMap").items():
        if name.startswith("steward-settings"):
            assert not [setting for setting in config["data"] if f"`{setting}`" not in known]
    for name in services.NAMES:
        container, = of_kind(made, "Deployment")[f"steward-{name}"]["spec"]["template"]["spec"]["containers"]
        assert not [one["name"] for one in container["env"] if f"`{one['name']}`" not in known]


def test_every_file_that_is_named_is_of_a_secret(production):
    settings, = [one["data"] for name, one in of_kind(production, "ConfigMap").items() if name.startswith("steward-settings-")]
    files = {value for value in settings.values() if value.startswith("/")}
    assert len(files) >= 3
    for name, pod in pods(production):
        secrets = {volume["name"]: volume["secret"]["secretName"] for volume in pod["volumes"] if "secret" in volume}
        mounted = {mount["mountPath"]: secrets[mount["name"]] for mount in pod["containers"][0]["volumeMounts"] if mount["name"] in secrets}
        assert {str(PurePosixPath(file).parent) for file in files} == set(mounted), name
        assert mounted["/etc/steward/kafka-user"] == pod["serviceAccountName"] + "-kafka", name


def test_no_secret_is_in_a_setting(made):
    for _, pod in pods(made):
        for container in pod["containers"]:
            for one in container.get("env", []):
                if "PASSWORD" in one["name"] or one["name"].endswith(("POSTGRES_URL", "REDIS_URL")):
                    assert "secretKeyRef" in one["valueFrom"], one["name"]


def test_nobody_may_talk_unless_it_is_said(made):
    policies = of_kind(made, "NetworkPolicy")
    assert policies["nobody"]["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    assert "edge" in policies and "kafka-and-redis-clients" in policies and "postgres-clients" in policies


def test_production_has_no_secret_and_nothing_that_keeps_data(production):
    assert not of_kind(production, "Secret") and not of_kind(production, "StatefulSet")
    assert SECRETS <= set(of_kind(production, "ExternalSecret"))


def test_a_shop_reaches_one_address_of_the_catalogue(production):
    first, *rest = of_kind(production, "Ingress")["steward"]["spec"]["rules"][0]["http"]["paths"]
    assert (first["path"], first["pathType"], first["backend"]["service"]["name"]) == ("/webhooks/shopify", "Exact", "steward-catalog")
    assert [one["backend"]["service"]["name"] for one in rest] == ["steward-orchestrator"]


def test_keda_takes_the_place_of_the_autoscalers(production):
    assert not of_kind(production, "HorizontalPodAutoscaler")
    for scaled in of_kind(production, "ScaledObject").values():
        name = scaled["spec"]["scaleTargetRef"]["name"]
        kafka = scaled["spec"]["triggers"][0]["metadata"]
        assert kafka["consumerGroup"] == name and name in of_kind(production, "Deployment")
        assert scaled["spec"]["maxReplicaCount"] == 12  # STEWARD_KAFKA_PARTITIONS is left at its default
        assert scaled["spec"]["minReplicaCount"] >= 2


def test_a_change_of_the_settings_rolls_everything_out(production):
    name, = [one for one in of_kind(production, "ConfigMap") if one.startswith("steward-settings-")]
    for _, pod in pods(production):
        assert {"configMapRef": {"name": name}} in pod["containers"][0]["envFrom"]


def test_what_is_scraped_has_the_labels_that_the_rules_go_by(production):
    endpoint, = of_kind(production, "PodMonitor")["steward"]["spec"]["podMetricsEndpoints"]
    made = {one["targetLabel"]: one for one in endpoint["relabelings"]}
    scraped = yaml.safe_load((paths.ROOT / "deploy/observability/prometheus.yml").read_text())["scrape_configs"][0]
    assert made["job"]["replacement"] == scraped["job_name"]
    assert "service" in made
