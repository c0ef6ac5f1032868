"""A certificate authority of this stack's own, for one machine: it signs for localhost and 127.0.0.1, and nobody else
should trust it."""

import secrets
import shutil
import subprocess
from pathlib import Path

from . import private
from .process import clean_environment
from .trouble import Trouble

DAYS = 397
RENEW_SECONDS = 30 * 86400
KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
HOSTS = ("localhost", "127.0.0.1", "::1")


class Certificate:
    """Files: the certificate, its key, and both in one."""

    def __init__(self, folder, name):
        self.certificate, self.key, self.both = (folder / f"{name}.{end}" for end in ("pem", "key", "both.pem"))


class Authority:
    """folder: its key and all that it has signed. Keys can be read by their owner only."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.own = Certificate(self.folder, "ca")

    @property
    def ca(self):
        """Whom clients trust, PEM."""
        return self.own.certificate

    def prepare(self):
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if is_good(self.own):
            return self
        for old in self.folder.iterdir():  # signed by the one before
            old.unlink()
        openssl("req", "-x509", *KEY, "-days", str(10 * DAYS), "-subj", "/CN=Steward on this machine",
                "-keyout", self.own.key, "-out", self.own.certificate,
                "-addext", "basicConstraints=critical,CA:TRUE,pathlen:0", "-addext", "keyUsage=critical,keyCertSign,cRLSign")
        return self

    def certificate(self, name, hosts=HOSTS):
        """Of a server, a client, or both; made when it is missing or about to end."""
        made = Certificate(self.folder, name)
        if is_good(made):
            return made
        self.sign(made, name, hosts)
        private.write(made.both, made.key.read_text() + made.certificate.read_text())
        return made

    def sign(self, made, name, hosts):
        asked, wanted = self.folder / f"{name}.csr", self.folder / f"{name}.ext"
        wanted.write_text("basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n"
                          "extendedKeyUsage=serverAuth,clientAuth\n"
                          "subjectAltName=" + ",".join(("IP:" if is_address(host) else "DNS:") + host for host in hosts) + "\n")
        openssl("req", "-new", *KEY, "-subj", f"/CN={name}", "-keyout", made.key, "-out", asked)
        openssl("x509", "-req", "-in", asked, "-CA", self.own.certificate, "-CAkey", self.own.key,
                "-set_serial", f"0x{secrets.token_hex(16)}", "-days", str(DAYS), "-extfile", wanted, "-out", made.certificate)
        asked.unlink()
        wanted.unlink()


def is_address(host):
    return ":" in host or host.replace(".", "").isdigit()


def is_good(made):
    """It is there, and for some weeks to come."""
    if not made.certificate.exists() or not made.key.exists():
        return False
    done = subprocess.run(["openssl", "x509", "-in", made.certificate, "-noout", "-checkend", str(RENEW_SECONDS)],
                          capture_output=True, check=False, env=clean_environment())
    return done.returncode == 0


def openssl(*words):
    if not shutil.which("openssl"):
        raise Trouble("Certificates are made by the program openssl: apt-get install openssl")
    done = subprocess.run(["openssl", *map(str, words)], capture_output=True, text=True, check=False, umask=0o077,
                          stdin=subprocess.DEVNULL, env=clean_environment())
    if done.returncode != 0:
        raise Trouble(f"openssl {words[0]}: {done.stderr.strip()[-400:]}")
