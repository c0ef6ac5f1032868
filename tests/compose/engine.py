"""A Docker Engine for the tests: the one that runs, or one of our own, whose data is in build/compose; and on it the images
that docker-compose.yml begins with."""

import os
import shutil
import subprocess
from pathlib import Path

from harness import ROOT, run, wait_until
from local import kafka, paths

FOLDER = paths.BUILD / "compose"
BASE = "debian:bookworm-slim"
STANDINS = {"postgres:15": "postgres", "redis:7": "redis", "apache/kafka:4.1.1": "kafka",
            "prom/prometheus:v3.5.0": "prometheus"}
DOCKER = "/usr/bin/docker" if os.access("/usr/bin/docker", os.X_OK) else "docker"
# What the official slim image leaves out.
SLIM = ["path-exclude /usr/share/doc/*", "path-include /usr/share/doc/*/copyright", "path-exclude /usr/share/man/*",
        "path-exclude /usr/share/info/*", "path-exclude /usr/share/locale/*", "path-include /usr/share/locale/locale.alias"]
SLIM_FOLDERS = ["usr/share/man", "usr/share/info", "usr/share/locale", "var/cache/apt", "var/lib/apt/lists", "var/log/apt"]


class NoEngine(Exception):
    """Docker cannot be had here; the text says why."""


class Engine:
    """with Engine() as engine: one that runs is used and left alone; else our own runs meanwhile, ended by its pid."""

    def __init__(self):
        self.own = None
        self.environment = {name: value for name, value in os.environ.items()
                            if not name.startswith(("STEWARD_", "COMPOSE_", "HOST_", "POSTGRES_", "KAFKA_", "REDIS_"))}
        self.environment["BUILDX_NO_DEFAULT_ATTESTATIONS"] = "1"

    def docker(self, *words, seconds=120, check=True):
        return run(DOCKER, *words, seconds=seconds, check=check, env=self.environment)

    def answers(self):
        try:
            return self.docker("info", "--format", "{{.ServerVersion}}", seconds=20, check=False).returncode == 0
        except (OSError, subprocess.TimeoutExpired):
            return False

    def __enter__(self):
        if not shutil.which(DOCKER):
            raise NoEngine("there is no docker: apt-get install docker.io docker-compose")
        if not self.answers():
            self.start()
        return self

    def start(self):
        program = shutil.which("dockerd", path="/usr/sbin:/usr/bin:/usr/local/bin")
        if not program or os.geteuid() != 0:
            raise NoEngine("no Docker Engine answers, and none can be started: it needs dockerd and root")
        FOLDER.mkdir(parents=True, exist_ok=True)
        socket = f"unix://{self.short_folder()}/docker.sock"
        with open(FOLDER / "dockerd.log", "wb") as log:
            self.own = subprocess.Popen(
                [program, "--default-ulimit", "nofile=1024:1024", "--data-root", FOLDER / "docker",
                 "--exec-root", f"{self.short_folder()}/exec", "--pidfile", f"{self.short_folder()}/pid", "-H", socket],
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        self.environment["DOCKER_HOST"] = socket
        try:
            wait_until(lambda: self.answers() or self.own.poll() is not None, 60, "dockerd answers")
        finally:
            if self.own.poll() is not None or not self.answers():
                self.__exit__()
                last = (FOLDER / "dockerd.log").read_text(errors="replace").splitlines()[-1:]
                raise NoEngine(f"dockerd does not run here: {' '.join(last)[-300:]}")

    @staticmethod
    def short_folder():
        """A socket's path has 107 bytes at most."""
        folder = Path(f"/tmp/steward-docker-{os.getpid()}")
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    def __exit__(self, *ignored):
        if self.own:
            self.own.terminate()
            try:
                self.own.wait(60)
            except subprocess.TimeoutExpired:
                self.own.kill()
                self.own.wait()
            shutil.rmtree(self.short_folder(), ignore_errors=True)

    # ---- images ----

    def has(self, image):
        return self.docker("image", "inspect", image, check=False).returncode == 0

    def pulls(self, image):
        try:
            return self.docker("pull", "-q", image, seconds=300, check=False).returncode == 0
        except subprocess.TimeoutExpired:
            return False

    def want_images(self):
        """Those that docker-compose.yml and the Dockerfile name: there, pulled, or made. The names of those that were made."""
        made = []
        if not self.has(BASE) and not self.pulls(BASE):
            self.make_base()
            made.append(BASE)
        for image, folder in STANDINS.items():
            if not self.has(image) and (made or not self.pulls(image)):
                self.make_standin(image, folder)
                made.append(image)
        return made

    def make_base(self):
        """debootstrap's smallest system, without what the official image leaves out, too."""
        archive, system = FOLDER / "base.tar", FOLDER / "base"
        if not archive.exists():
            shutil.rmtree(system, ignore_errors=True)
            FOLDER.mkdir(parents=True, exist_ok=True)
            try:
                run("debootstrap", "--variant=minbase", "bookworm", system, seconds=1200)
            except OSError as trouble:
                raise NoEngine(f"{BASE} cannot be pulled, and not be made: {trouble}") from trouble
            (system / "etc/dpkg/dpkg.cfg.d/docker").write_text("\n".join(SLIM) + "\n")
            for name in SLIM_FOLDERS:
                shutil.rmtree(system / name, ignore_errors=True)
                (system / name).mkdir(parents=True, exist_ok=True)
            for file in (system / "usr/share/doc").rglob("*"):
                if file.name != "copyright" and not file.is_dir():
                    file.unlink()
            run("tar", "-C", system, "-cf", archive, ".", seconds=300)
            shutil.rmtree(system)
        self.docker("import", archive, BASE, seconds=300)

    def make_standin(self, image, folder):
        context = Path(__file__).parent / "standins" / folder
        if folder == "kafka":
            context = self.kafka_context(context)
        self.docker("build", "-t", image, context, seconds=1500)

    @staticmethod
    def kafka_context(source):
        kafka.jars()
        context = FOLDER / "kafka"
        shutil.rmtree(context, ignore_errors=True)
        shutil.copytree(source, context)
        shutil.copytree(kafka.JARS / "lib", context / "lib")
        shutil.copy(ROOT / "deploy/kafka/log4j.properties", context)
        return context
