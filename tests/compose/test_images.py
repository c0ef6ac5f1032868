"""The images: small, without rights, telling what they are of and what is in them."""

import json

import pytest
from harness import wait_until
from local import services

MOST_BYTES = 60_000_000  # over the base
MOST_BYTES_OF = {"media": 235_000_000}  # what reads pictures and hears speech, and their models: docs/containers.md
IMAGES = [*services.NAMES, "cli"]
every_image = pytest.mark.parametrize("name", IMAGES)
every_service = pytest.mark.parametrize("name", services.NAMES)


def program(name):
    return "/usr/local/bin/" + ("steward" if name == "cli" else f"steward-{name}")


@pytest.fixture
def inspect(project):
    return lambda name: json.loads(project.engine.docker("image", "inspect", f"steward/{name}:test").stdout)[0]


@pytest.fixture
def inside(project):
    """inside("media", "cat", "/etc/passwd"): another program in a container of that image, as nobody, read-only."""
    def run(name, *command, check=True):
        return project.engine.docker("run", "--rm", "--read-only", "--network", "none", "--cap-drop", "ALL", "--entrypoint",
                                     command[0], f"steward/{name}:test", *command[1:], check=check)
    return run


@every_image
def test_it_is_small(inspect, base_size, name):
    more = inspect(name)["Size"] - base_size
    print(f"{name}: {more / 1e6:.1f} MB over {base_size / 1e6:.1f} MB")
    assert more < MOST_BYTES_OF.get(name, MOST_BYTES)


@every_image
def test_it_needs_no_rights_and_no_shell(inspect, name):
    config = inspect(name)["Config"]
    assert config["User"] == "65532:65532"
    assert config["Entrypoint"] == [program(name)]
    assert config["StopSignal"] == "SIGTERM"


@every_service
def test_it_checks_its_own_health(inspect, name):
    assert inspect(name)["Config"]["Healthcheck"]["Test"] == ["CMD", program(name), "--check"]


@every_image
def test_it_says_what_it_is_of(project, inspect, inside, name):
    labels = inspect(name)["Config"]["Labels"]
    version = inside(name, program(name), "--version").stdout.split()[-1]
    assert labels["org.opencontainers.image.version"] == version
    assert labels["org.opencontainers.image.revision"] == project.revision
    assert labels["org.opencontainers.image.title"] == inside(name, program(name), "--version").stdout.split()[0]
    assert labels["org.opencontainers.image.licenses"] == "MIT"


@every_image
def test_the_list_of_contents_is_true(inside, name):
    contents = json.loads(inside(name, "cat", "/usr/share/doc/steward/sbom.cdx.json").stdout)
    assert (contents["bomFormat"], contents["specVersion"]) == ("CycloneDX", "1.5")
    debian = {(one["name"], one["version"]) for one in contents["components"] if one.get("purl", "").startswith("pkg:deb/")}
    there = inside(name, "dpkg-query", "-W", "-f", "${Package} ${Version}\n").stdout.splitlines()
    assert debian == {tuple(line.split(" ")) for line in there}
    of_npm = {one["name"] for one in contents["components"] if one.get("purl", "").startswith("pkg:npm/")}
    assert ({"react", "swagger-ui-dist"} <= of_npm) == (name != "cli")
    about = contents["metadata"]["component"]
    assert inside(name, "sha256sum", program(name)).stdout.split()[0] == about["hashes"][0]["content"]
    references = [one["bom-ref"] for one in contents["components"]]
    assert len(set(references)) == len(references)


@every_image
def test_nothing_to_build_with_is_in_it(inside, name):
    for tool in ("gcc", "cmake", "node", "npm"):
        assert inside(name, "which", tool, check=False).returncode != 0
    assert not inside(name, "find", "/src", "/out", "/tools", check=False).stdout


@every_service
def test_a_process_without_settings_tells_what_it_lacks(project, name):
    """Read-only, without a network and without rights: it starts, listens and says what is away."""
    done = project.engine.docker("run", "-d", "--rm", "--read-only", "--network", "none", "--cap-drop", "ALL",
                                 f"steward/{name}:test")
    container = done.stdout.strip()

    def inside_of(*words):
        return project.engine.docker("exec", *words, check=False)
    try:
        wait_until(lambda: inside_of(container, program(name), "--check-alive").stdout == "ok\n", 60, "it is alive")
        ready = wait_until(lambda: (ready := inside_of(container, program(name), "--check")) and "starting" not in ready.stderr and ready,
                           60, "it has tried to boot")
        assert ready.returncode == 1 and ("kafka" in ready.stderr or "port 5432" in ready.stderr), ready.stderr
    finally:
        project.engine.docker("stop", "-t", "20", container, check=False)
