"""The six processes of Steward: names, ports, databases, and how each is started."""

from . import paths
from .process import Spec

# name, place of its port after the first
NAMES = ("orchestrator", "media", "catalog", "response-composer", "device-adapter", "monitoring")
FIRST_PORT = 8000
TARGETS = [f"steward-{name}" for name in NAMES] + ["steward"]  # of the build: these and the command line tool


def port_of(name, first=FIRST_PORT):
    return first + NAMES.index(name)


def database_of(name):
    return "steward_" + name.replace("-", "_")


def with_database():
    """The services that keep something: they have migrations."""
    return [name for name in NAMES if (paths.ROOT / "services" / name / "migrations").is_dir()]


def program(name, build=None):
    return (build or paths.RELEASE) / "bin" / f"steward-{name}"


def version(name, build=None):
    """Another one after each build that changed it."""
    built = program(name, build).stat()
    return f"{built.st_mtime_ns} {built.st_size}"


def is_of_last_build(spec, build=None):
    """Whatever else its version names after the program's own."""
    return f"{spec.version} ".startswith(f"{version(spec.name, build)} ")


def spec(name, settings, log, build=None, copy="", environment=None):
    """settings: STEWARD_* by name. The program's own age is its version: a new build is started anew."""
    binary = program(name, build)
    env = dict(environment or {})
    env.update({key: str(value) for key, value in settings.items()})
    return Spec(name=name + copy, argv=[str(binary)], env=env, cwd=str(paths.ROOT), log=str(log), rank=1,
                version=version(name, build))
