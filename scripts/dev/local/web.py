"""Building the page and the pages of the API documents (web/) with npm, when what they are made of has changed. They are
a convenience: a machine without npm runs everything else."""

import fcntl
import hashlib
import re
import shutil
import subprocess

from . import build, packages, paths

FOLDER = paths.ROOT / "web"
OUT = paths.BUILD / "web"
DOCUMENTS = paths.BUILD / "documents"
STAMP = paths.BUILD / "web.stamp"
INSTALLED = FOLDER / "node_modules/.steward"
NODE_LEAST = (18, 20)
SETTING = "STEWARD_WEB"
DOCUMENTS_SETTING = "STEWARD_DOCS"


def groups():
    """The packages to ask for, so that the page can be built; none where npm came by another way than apt."""
    return set() if shutil.which("npm") and shutil.which("node") else {"web"}


def why_not():
    """Why the page cannot be built here, and what to do; empty: it can."""
    if not shutil.which("npm") or not shutil.which("node"):
        names = [entry[0] for entry in packages.wanted({"web"})]
        return f"the page is not built, for npm is missing: sudo {packages.install_command(names)}"
    done = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False)
    found = tuple(int(number) for number in re.findall(r"\d+", done.stdout)[:2])
    if found < NODE_LEAST:
        return f"the page is not built: it needs Node.js {'.'.join(map(str, NODE_LEAST))}, and this is {done.stdout.strip()}"
    return ""


def inputs():
    """The files that the page is made of."""
    named = ["package.json", "package-lock.json", "index.html", "vite.config.ts", "tsconfig.json"]
    return [FOLDER / name for name in named] + sorted(
        path for part in ("src", "documents", "scripts") for path in (FOLDER / part).rglob("*") if path.is_file())


def version():
    """Another one after each change of them."""
    digest = hashlib.sha256()
    for path in inputs():
        digest.update(f"{path.relative_to(FOLDER)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def install():
    install_into(FOLDER, INSTALLED)


def install_into(folder, stamp):
    """npm ci, unless what is installed is what the lock file says. By one process at a time."""
    wanted = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    paths.BUILD.mkdir(parents=True, exist_ok=True)
    with open(paths.BUILD / f"npm-{folder.name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stamp.exists() and stamp.read_text() == wanted:
            return
        build.run(["npm", "ci", "--ignore-scripts"], paths.BUILD / "npm.log", folder=folder)
        stamp.write_text(wanted)


def make(note=lambda text: None):
    """The folder of the built page; None: it cannot be built here, and `note` is told why."""
    trouble = why_not()
    if trouble:
        note(trouble)
        return None
    paths.BUILD.mkdir(exist_ok=True)
    with open(paths.BUILD / "web.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        install()
        wanted = version()
        if not (STAMP.exists() and STAMP.read_text() == wanted and built() and built_documents()):
            build.run(["npm", "run", "build"], paths.BUILD / "web.log", folder=FOLDER)
            STAMP.write_text(wanted)
    return OUT


def built():
    """The folder, if it was built before; None: it was not."""
    return OUT if (OUT / "index.html").exists() else None


def built_documents():
    """The same of the pages of the API documents."""
    return DOCUMENTS if (DOCUMENTS / "swagger.html").exists() else None


def built_version():
    return STAMP.read_text() if STAMP.exists() else ""
