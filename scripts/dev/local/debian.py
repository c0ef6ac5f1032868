"""The Debian packages: cmake/Packages.cmake says what is in them, cpack makes them."""

import shutil

from . import build, paths, say, services, web
from .trouble import Trouble

OUT = paths.BUILD / "packages"
NAMES = ["steward", "steward-common", *(f"steward-{name}" for name in services.NAMES)]
# What is so on purpose: settings have passwords in them; the services belong to a target of their own, which is in another package.
MEANT = ["non-standard-file-perm", "systemd-service-file-refers-to-unusual-wantedby-target"]


def make():
    """The files, all of them made anew."""
    needed = [tool for tool in ("dpkg-deb", "dpkg-shlibdeps", "cpack") if not shutil.which(tool)]
    if needed:
        raise Trouble(f"Debian packages are made on Debian: {', '.join(needed)} is missing (apt-get install dpkg-dev cmake)")
    with say.Step("Page"):
        trouble = web.why_not()
        if trouble:
            raise Trouble(f"Without the page there are no packages: {trouble}")
        web.make()
    with say.Step("Build"):
        build.run(["cmake", "--preset", "release"], paths.RELEASE / "configure.log")
        build.build("release", [*services.TARGETS, "package_parts"])
    with say.Step("Packages"):
        OUT.mkdir(parents=True, exist_ok=True)
        for old in files():
            old.unlink()
        build.run(["cpack", "-B", str(OUT)], OUT / "cpack.log", folder=paths.RELEASE)
        shutil.rmtree(OUT / "_CPack_Packages", ignore_errors=True)
    missing = set(NAMES) - {file.name.split("_")[0] for file in files()}
    if missing:
        raise Trouble(f"cpack did not make {', '.join(sorted(missing))}: {OUT / 'cpack.log'}")
    return files()


def files():
    return sorted(OUT.glob("steward*.deb"))


def lint_command(made):
    return ["lintian", "--allow-root", "--fail-on", "error,warning", "--suppress-tags", ",".join(MEANT), *map(str, made)]
