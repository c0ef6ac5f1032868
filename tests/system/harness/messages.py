"""The protobuf messages of proto/, as Python classes, made anew when a .proto has changed.

    from harness.messages import request_pb2, catalog_pb2"""

import fcntl
import hashlib
import importlib
import subprocess
import sys

from local import paths

PROTO = paths.ROOT / "proto"
OUT = paths.BUILD / "python-proto"


def generate():
    sources = sorted(PROTO.rglob("*.proto"))
    wanted = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()
    stamp = OUT / "stamp"
    OUT.mkdir(parents=True, exist_ok=True)
    with open(OUT / "lock", "w") as lock:  # several workers begin at the same moment
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (stamp.exists() and stamp.read_text() == wanted):
            subprocess.run(["protoc", f"-I{PROTO}", f"--python_out={OUT}", *map(str, sources)], check=True)
            for package in ("steward", "steward/v1"):
                (OUT / package / "__init__.py").touch()
            stamp.write_text(wanted)
    if str(OUT) not in sys.path:
        sys.path.insert(0, str(OUT))


generate()
common_pb2 = importlib.import_module("steward.v1.common_pb2")
catalog_pb2 = importlib.import_module("steward.v1.catalog_pb2")
composer_pb2 = importlib.import_module("steward.v1.composer_pb2")
request_pb2 = importlib.import_module("steward.v1.request_pb2")
sources_pb2 = importlib.import_module("steward.v1.sources_pb2")
telemetry_pb2 = importlib.import_module("steward.v1.telemetry_pb2")
