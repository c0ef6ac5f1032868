"""What a release is told with.

    ./dev release notes              what has changed since the last tag, as Markdown
    ./dev release notes v0.1.0       ... since that one
    ./dev release licences           what the programs and the page are made of, and under which licences

docs/releasing.md has the steps of a release."""

import argparse
import json
import re
import shutil
import subprocess
from pathlib import Path

from local import build, history, packages, paths, say, services
from local.trouble import Trouble

AREAS = (  # of a commit: the first that holds most of its files
    ("Shopping and conversation", ("services/catalog/", "services/response-composer/", "services/orchestrator/", "data/")),
    ("The page", ("web/",)),
    ("Command line tool", ("cli/",)),
    ("Messages and what all services share", ("common/", "proto/", "services/")),
    ("Running it", ("deploy/", "docker-compose.yml", ".env.example")),
    ("Documents", ("docs/", "README.md", "SECURITY.md", "CONTRIBUTING.md", "examples/")),
    ("Building and testing", ("",)),
)
DOCUMENTS = Path("/usr/share/doc")


def main():
    parser = argparse.ArgumentParser(prog="./dev release", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_subparsers(dest="what", required=True, metavar="notes|licences")
    notes = what.add_parser("notes", help="what has changed since a tag")
    notes.add_argument("since", nargs="?", help="a tag (default: the last one; all of it where there is none)")
    what.add_parser("licences", help="what the programs and the page are made of")
    arguments = parser.parse_args()
    print(told_notes(arguments.since) if arguments.what == "notes" else told_licences())


# ---- notes ----

def version():
    return re.search(r"project\(steward VERSION (\S+)", (paths.ROOT / "CMakeLists.txt").read_text())[1]


def check_tags():
    """A tag that says another version than the programs do helps nobody."""
    for tag in history.git("tag", "--points-at", "HEAD").split():
        if re.fullmatch(r"v\d+\.\d+\.\d+", tag) and tag != f"v{version()}":
            raise Trouble(f"HEAD is tagged {tag}, and CMakeLists.txt says {version()}: one of them is wrong.")


def area_of(files):
    counts = [sum(name.startswith(places) for name in files) for _, places in AREAS[:-1]]
    return AREAS[counts.index(max(counts))][0] if any(counts) else AREAS[-1][0]


def told_notes(since):
    check_tags()
    since = since or history.last_tag()
    log = history.git("log", "--no-merges", "--reverse", "--format=%x00%s", "--name-only", f"{since}..HEAD" if since else "HEAD")
    areas = {name: [] for name, _ in AREAS}
    for entry in log.split("\0")[1:]:
        subject, *files = [line for line in entry.splitlines() if line]
        areas[area_of(files)].append(subject)
    lines = [f"# Steward {version()}", "", f"What has changed since {since}." if since else "All that there is."]
    for name, subjects in areas.items():
        lines += ["", f"## {name}", ""] + [f"- {subject}" for subject in subjects] if subjects else []
    return "\n".join(lines)


# ---- licences ----

def libraries():
    """The files that the programs are linked with."""
    if not shutil.which("dpkg-query"):
        raise Trouble("The licences of libraries are known where Debian packages are: run it on Debian, or in a container of it.")
    build.build("release", services.TARGETS)
    found = set()
    for program in [services.program(name) for name in services.NAMES] + [paths.RELEASE / "bin/steward"]:
        said = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
        found.update(str(Path(path).resolve()) for path in re.findall(r"=> (/\S+)", said))
    return sorted(found)


def packages_of(files):
    """Some packages still say /lib where the files are in /usr/lib."""
    said = subprocess.run(["dpkg-query", "-S", *files, *(file.removeprefix("/usr") for file in files)],
                          capture_output=True, text=True, check=False).stdout
    names = sorted({line.split(": ")[0].split(":")[0] for line in said.splitlines()})
    said = subprocess.run(["dpkg-query", "-W", "-f", "${Package} ${Version}\n", *names], capture_output=True, text=True, check=True)
    return [line.split() for line in said.stdout.splitlines()]


def licences_of(package):
    """The short names of what the machine-readable part says of the package's files; else where to look."""
    path = DOCUMENTS / package / "copyright"
    text = path.read_text(errors="replace") if path.exists() else ""
    blocks = [block for block in text.split("\n\n") if block.startswith("Files:") and "debian/" not in block.split("\n")[0]]
    names = {match[1].strip() for block in blocks for match in re.finditer(r"^License: *(\S[^\n]*)$", block, re.M)}
    return ", ".join(sorted(names)) or f"see {path}"


def page_components():
    """(name, version, licence) of all that the page and the API documents ship: what the images say of it."""
    if not shutil.which("node"):
        raise Trouble(f"What the page is made of is told by Node.js: sudo {packages.install_command(['nodejs'])}")
    command = ["node", paths.ROOT / "deploy/docker/page-components.mjs", paths.ROOT / "web/package-lock.json"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = [json.loads(line.lstrip(" ,")) for line in said.splitlines()]
    return sorted({(one["name"], one["version"], one["licenses"][0]["expression"] if "licenses" in one else "not said") for one in found})


def told_licences():
    lines = ["# Licences", "", f"Steward {version()} is under the MIT licence: LICENSE.", "",
             "## Libraries that the programs are linked with, all of them shared", "", "| package | version | licences of its sources |",
             "|---|---|---|"]
    lines += [f"| {name} | {number} | {licences_of(name)} |" for name, number in packages_of(libraries())]
    lines += ["", "## In the page and the API documents", "", "| package | version | licence |", "|---|---|---|"]
    lines += [f"| {name} | {number} | {licence} |" for name, number, licence in page_components()]
    return "\n".join(lines)


if __name__ == "__main__":
    say.run(main)
