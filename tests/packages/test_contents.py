"""What is in the packages, and what others say of them."""

import json

import pytest
from harness import run
from local import debian, services

MOST_EXPOSURE = 2.0  # as systemd-analyze counts it: 10 is all, 0 is nothing
every_service = pytest.mark.parametrize("service", services.NAMES)


def contents(file):
    """{path: mode and owner}"""
    rows = [line.split(None, 5) for line in run("dpkg-deb", "-c", file).stdout.splitlines()]
    return {row[5].lstrip("."): (row[0], row[1]) for row in rows if not row[5].endswith("/")}


@pytest.fixture(scope="session")
def unpacked(packages, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unpacked")
    for file in packages.values():
        run("dpkg-deb", "-x", file, folder)
    return folder


def test_each_has_its_name_and_version(packages):
    assert set(packages) == set(debian.NAMES)
    version = run(debian.paths.BIN / "steward", "--version").stdout.split()[1]
    for name, file in packages.items():
        fields = run("dpkg-deb", "-f", file, "Package", "Version").stdout
        assert fields == f"Package: {name}\nVersion: {version}\n"


def test_lintian_has_nothing_to_say(packages):
    done = run(*debian.lint_command(packages.values()), seconds=280, check=False)
    assert done.returncode == 0 and not done.stdout, done.stdout + done.stderr


@every_service
def test_a_service_has_all_it_needs_and_a_file_of_settings_that_few_can_read(packages, service):
    name = f"steward-{service}"
    files = contents(packages[name])
    page = {path for path in files if path.startswith("/usr/share/steward/web/")}
    assert set(files) - page == {
        f"/usr/bin/{name}", f"/lib/systemd/system/{name}.service", f"/usr/lib/sysusers.d/{name}.conf", f"/etc/steward/{service}.env",
        f"/usr/share/man/man8/{name}.8.gz", f"/usr/share/doc/{name}/copyright", f"/usr/share/doc/{name}/changelog.gz"}
    assert bool(page) == (service == "orchestrator")
    assert {owner for _, owner in files.values()} == {"root/root"}
    assert files[f"/etc/steward/{service}.env"][0] == "-rw-r-----"
    assert run("dpkg-deb", "-I", packages[name], "conffiles").stdout == f"/etc/steward/{service}.env\n"


@every_service
def test_a_service_depends_on_the_libraries_that_it_is_linked_with(packages, service):
    needed = {word.split()[0] for word in run("dpkg-deb", "-f", packages[f"steward-{service}"], "Depends").stdout.split(", ")}
    assert {"steward-common", "systemd", "libc6", "librdkafka1", "libssl3", "libhiredis0.14"} <= needed
    assert ("libpq5" in needed) and ("libicu72" in needed) == (service == "response-composer")


def test_what_the_page_and_the_documents_are_made_of_has_its_licence_beside_it(packages):
    shipped = set(contents(packages["steward-orchestrator"])) | set(contents(packages["steward-common"]))
    assert {f"/usr/share/steward/{name}.LICENSE.txt" for name in (
        "web/assets/react", "documents/assets/redoc", "documents/assets/redoc.standalone.js",
        "documents/assets/swagger-ui", "documents/assets/swagger-ui-bundle.js")} <= shipped


def test_the_tool_has_its_manual_page_completion_and_the_demo(packages):
    assert {"/usr/bin/steward", "/usr/share/man/man1/steward.1.gz", "/usr/share/bash-completion/completions/steward",
            "/usr/share/steward/demo/catalogue.jsonl.gz"} <= set(contents(packages["steward"]))


@every_service
def test_its_settings_are_those_of_the_program(unpacked, service):
    program, file = unpacked / f"usr/bin/steward-{service}", unpacked / f"etc/steward/{service}.env"
    text = file.read_text()
    said = run(program, "--config", env={"STEWARD_SETTINGS": str(file)}, cwd=unpacked).stdout
    names = [line.partition("=")[0] for line in said.splitlines()]
    assert [line.lstrip("#").partition("=")[0] for line in text.splitlines() if line.lstrip("#").startswith("STEWARD_")] == names
    own = {line.partition("=")[0] for line in said.splitlines() if line.endswith("# env file")}
    assert own == {"STEWARD_DOCS"} | ({"STEWARD_WEB"} if service == "orchestrator" else set())
    for path in (line.partition("=")[2] for line in text.splitlines() if line.startswith("STEWARD_")):
        assert list((unpacked / path.lstrip("/")).iterdir())


@every_service
def test_a_unit_is_hardened(unpacked, service):
    unit = unpacked / f"lib/systemd/system/steward-{service}.service"
    report = json.loads(run("systemd-analyze", "security", "--offline=true", "--json=short", unit).stdout)
    assert report
    threshold = int(MOST_EXPOSURE * 10) - 1  # "under": and it takes tenths
    done = run("systemd-analyze", "security", "--offline=true", "--no-pager", f"--threshold={threshold}", unit, check=False)
    assert done.returncode == 0, done.stdout
    print(done.stdout.strip().splitlines()[-1])
