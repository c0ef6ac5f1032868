"""Tools and schemas of others: pinned, and brought once through the module proxy of Go into build/judges."""

import json
import os
import shutil
from pathlib import Path

import pytest
import yaml
from harness import run
from local import paths

FOLDER = paths.BUILD / "judges"
TOOLS = {"kubeconform": "github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0",
         "kube-score": "github.com/zegl/kube-score/cmd/kube-score@v1.20.0"}
KUBERNETES = "k8s.io/kubernetes@v1.34.1"
DEFINITIONS = {  # of the kinds that the components use
    "github.com/kedacore/keda/v2@v2.21.0": "config/crd/bases",
    "github.com/external-secrets/external-secrets@v1.3.2": "config/crds/bases",
    "github.com/prometheus-operator/prometheus-operator@v0.85.0": "example/prometheus-operator-crd",
}
PATIENCE_S = 900
TEXT_OR_NUMBER = {"oneOf": [{"type": "string"}, {"type": "number"}]}


class Texts(yaml.SafeLoader):
    """Takes a lone "=", which YAML 1.1 has a meaning for, as a text."""


Texts.add_constructor("tag:yaml.org,2002:value", yaml.SafeLoader.construct_yaml_str)


def go(*arguments):
    if not shutil.which("go"):
        pytest.skip("Go is not installed: https://go.dev/doc/install")
    FOLDER.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "GOBIN": str(FOLDER / "bin"), "GOMODCACHE": str(FOLDER / "modules"), "GOFLAGS": "-modcacherw",
                   "GOTOOLCHAIN": "local"}
    return run("go", *arguments, seconds=PATIENCE_S, cwd=FOLDER, env=environment).stdout


def tool(name):
    """The program, built if it is not there in this version."""
    program = FOLDER / "bin" / name
    version = FOLDER / f"{name}.version"
    if not program.exists() or not version.exists() or version.read_text() != TOOLS[name]:
        go("install", TOOLS[name])
        version.write_text(TOOLS[name])
    return program


def module(name):
    return json.loads(go("mod", "download", "-json", name))["Dir"]


def schemas():
    """A folder with a JSON schema of each kind, which allows nothing that it does not name; called as kubeconform calls them."""
    folder = FOLDER / "schemas"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    write_own_kinds(folder)
    for name, place in DEFINITIONS.items():
        for path in sorted((Path(module(name)) / place).glob("*.yaml")):
            for made in yaml.load_all(path.read_text(), Texts):
                if made and made["kind"] == "CustomResourceDefinition":
                    write_kinds_of(folder, made["spec"])
    return folder


def write(folder, group, version, kind, schema):
    words = (kind, group.split(".")[0], version) if group else (kind, version)
    (folder / f"{'-'.join(words).lower()}.json").write_text(json.dumps(schema))


def write_own_kinds(folder):
    """Kubernetes' own."""
    spec = json.loads((Path(module(KUBERNETES)) / "api/openapi-spec/swagger.json").read_text())
    definitions = spec["definitions"]
    (folder / "_definitions.json").write_text(json.dumps({"definitions": strict(definitions)}))
    for name, definition in definitions.items():
        for what in definition.get("x-kubernetes-group-version-kind", []):
            write(folder, what["group"], what["version"], what["kind"], {"$ref": f"_definitions.json#/definitions/{name}"})


def write_kinds_of(folder, spec):
    for version in spec["versions"]:
        schema = version["schema"]["openAPIV3Schema"]
        schema["properties"] |= {"apiVersion": {"type": "string"}, "kind": {"type": "string"}, "metadata": {"type": "object"}}
        write(folder, spec["group"], version["name"], spec["names"]["kind"], strict(schema))


def strict(schema):
    """The same, changed in place, without freedom where Kubernetes leaves none."""
    if isinstance(schema, list):
        for one in schema:
            strict(one)
    if not isinstance(schema, dict):
        return schema
    for one in schema.values():
        strict(one)
    if isinstance(schema.get("properties"), dict) and "additionalProperties" not in schema and not schema.get("x-kubernetes-preserve-unknown-fields"):
        schema["additionalProperties"] = False
    if schema.get("format") == "int-or-string" or str(schema.get("description", "")).startswith("Quantity is a fixed-point"):
        schema.pop("type", None)
        schema.pop("format", None)
        schema |= TEXT_OR_NUMBER
    return schema
