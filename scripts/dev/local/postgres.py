"""A private PostgreSQL, loopback, with passwords.

It refuses to run as root, so root runs it as the user `postgres`; where that user cannot reach the repository's
folder, its data is kept in /var/tmp and linked from the folder it was meant for."""

import hashlib
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import urllib.parse
from pathlib import Path

from . import private
from .trouble import Trouble
from .process import Spec, clean_environment, wait_until

SETTINGS = """
# Set by ./dev.
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
max_connections = 200
shared_buffers = 128MB
log_line_prefix = '%m [%p] %d '
log_timezone = 'UTC'
timezone = 'UTC'
"""


SECURE = """
# Encrypted, and nothing else: see docs/tls.md.
ssl = on
ssl_cert_file = 'steward.pem'
ssl_key_file = 'steward.key'
ssl_min_protocol_version = 'TLSv1.2'
hba_file = '{data}/steward_hba.conf'
"""
SECURE_HBA = "hostssl all all 127.0.0.1/32 scram-sha-256\n"


def programs():
    """The folder of the newest server's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(re.sub(r"\D", "", p.parts[-3]) or 0))
    if found:
        return found[-1].parent
    path = shutil.which("initdb")
    if not path:
        raise Trouble("PostgreSQL's server is not installed: apt-get install postgresql")
    return Path(path).resolve().parent


def server_user():
    """Who runs the server: nobody else, unless we are root."""
    if os.geteuid() != 0:
        return ""
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
            return name
        except KeyError:
            continue
    raise Trouble("PostgreSQL does not run as root, and there is no user `postgres`: useradd --system postgres")


def everyone_may_pass(folder):
    return all(parent.stat().st_mode & 0o001 for parent in Path(folder).resolve().parents)


def replace_database(url, database):
    parts = urllib.parse.urlsplit(url)
    return urllib.parse.urlunsplit(parts._replace(path="/" + database))


class Admin:
    """Makes databases and roles on a server that is reached by `url`."""

    def __init__(self, url):
        self.url = url

    def sql(self, text, database=None):
        """Rows as lines, or Trouble in the server's words."""
        url = replace_database(self.url, database) if database else self.url
        done = subprocess.run(["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", url],
                              input=text, capture_output=True, text=True, check=False, env=clean_environment())
        if done.returncode != 0:
            raise Trouble(done.stderr.strip() or f"psql ended with {done.returncode}")
        return done.stdout.splitlines()

    def make_databases(self, names, password=None):
        """One database for each name; with a password also a role of the same name that owns it."""
        there = set(self.sql("select datname from pg_database"))
        roles = set(self.sql("select rolname from pg_roles"))
        commands = []
        for name in names:
            if password and name not in roles:
                commands.append(f"create role {name} login password '{password}';")
            if name not in there:
                owner = f" owner {name}" if password else ""
                commands.append(f"create database {name}{owner};")
        if commands:
            self.sql("\n".join(commands))


class Postgres:
    """folder: where its data lives. safe: False speeds up tests; it still survives a kill, but not a power cut.
    authority: encrypted, and whoever connects checks who it is."""

    def __init__(self, folder, port, log, safe=True, authority=None):
        self.folder = Path(folder)
        self.port = port
        self.log = Path(log)
        self.safe = safe
        self.authority = authority
        self.user = server_user()

    @property
    def data(self):
        return self.folder / "data"

    @property
    def password(self):
        return (self.folder / "password").read_text().strip()

    @property
    def url(self):
        """Of the owner of everything."""
        return self.url_of("postgres", "steward")

    def url_of(self, database, role=None):
        url = f"postgresql://{role or database}:{self.password}@127.0.0.1:{self.port}/{database}"
        return url + (f"?sslmode=verify-full&sslrootcert={urllib.parse.quote(str(self.authority.ca))}" if self.authority else "")

    def admin(self):
        return Admin(self.url)

    def prepare(self):
        """Makes its data folder, once, and writes its settings."""
        self.folder.mkdir(parents=True, exist_ok=True)
        private.secret(self.folder / "password")
        self.make_data_folder()
        if not (self.data / "PG_VERSION").exists():
            self.initialise()
        self.configure()

    def prepare_standby(self, of):
        """Makes its data folder anew, a copy of the other server's, which runs; started, it follows that one, by its
        folder's name. Whatever it had is gone."""
        self.folder.mkdir(parents=True, exist_ok=True)
        private.write(self.folder / "password", of.password)
        if self.data.exists():
            for old in self.data.iterdir():
                shutil.rmtree(old) if old.is_dir() else old.unlink()
        self.make_data_folder()
        command = [str(programs() / "pg_basebackup"), "-D", str(self.data.resolve()), "--write-recovery-conf", "--checkpoint=fast",
                   "--no-sync", "-d", f"host=127.0.0.1 port={of.port} user=steward application_name={self.folder.name}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", stdin=subprocess.DEVNULL,
                              env={**clean_environment(), "PGPASSWORD": of.password}, **self.as_user())
        if done.returncode != 0:
            raise Trouble(f"pg_basebackup failed in {self.data}: {done.stderr.strip()[-400:]}")
        self.configure()

    def configure(self):
        text = SETTINGS.format(port=self.port)
        if not self.safe:
            text += "fsync = off\nsynchronous_commit = on\nfull_page_writes = off\n"
        if self.authority:
            text += SECURE.format(data=self.data.resolve())
            certificate = self.authority.certificate("postgres")
            self.write("steward_hba.conf", SECURE_HBA)
            self.write("steward.pem", certificate.certificate.read_text())
            self.write("steward.key", certificate.key.read_text())
        self.write("steward.conf", text)

    def write(self, name, text):
        """A file that only the server's user may read."""
        path = self.data / name
        private.write(path, text)
        self.give(path)

    def make_data_folder(self):
        if self.data.exists():
            return
        if self.data.is_symlink():
            self.data.unlink()
        if self.user and not everyone_may_pass(self.data):
            name = "steward-" + hashlib.sha256(str(self.data).encode()).hexdigest()[:16]
            elsewhere = Path("/var/tmp") / name
            shutil.rmtree(elsewhere, ignore_errors=True)
            elsewhere.mkdir(mode=0o700)
            self.data.symlink_to(elsewhere)
        else:
            self.data.mkdir(mode=0o700)
        self.give(self.data)

    def give(self, path):
        if self.user:
            account = pwd.getpwnam(self.user)
            os.chown(path.resolve(), account.pw_uid, account.pw_gid)

    def initialise(self):
        given = Path("/var/tmp") / f"steward-{secrets.token_hex(8)}"  # the server's user must be able to read it
        private.write(given, self.password)
        self.give(given)
        command = [str(programs() / "initdb"), "-D", str(self.data.resolve()), "-U", "steward", "-A", "scram-sha-256",
                   "--pwfile", str(given), "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, env=clean_environment(), cwd="/",
                                  stdin=subprocess.DEVNULL, **self.as_user())
        finally:
            given.unlink()
        if done.returncode != 0:
            raise Trouble(f"initdb failed in {self.data}: {done.stderr.strip()[-400:]}")
        with open(self.data / "postgresql.conf", "a") as settings:
            settings.write("\ninclude = 'steward.conf'\n")

    def as_user(self):
        if not self.user:
            return {}
        account = pwd.getpwnam(self.user)
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}

    def spec(self):
        return Spec(name="postgres", argv=[str(programs() / "postgres"), "-D", str(self.data.resolve())],
                    env=clean_environment(), cwd="/", log=str(self.log), user=self.user, rank=0, patience=15,
                    stop_signal=signal.SIGINT,  # its "fast" shutdown
                    version=self.version())

    def version(self):
        files = [self.data / name for name in ("steward.conf", "steward.pem")]
        return hashlib.sha256(b"".join(file.read_bytes() for file in files if file.exists())).hexdigest()

    def is_ready(self):
        done = subprocess.run([str(programs() / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)],
                              check=False, stdin=subprocess.DEVNULL)
        return done.returncode == 0

    def wait_ready(self, seconds=30):
        if not wait_until(self.is_ready, seconds):
            raise Trouble(f"PostgreSQL did not answer on port {self.port} within {seconds} s: see {self.log}")
