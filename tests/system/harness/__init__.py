"""A real Steward for tests: real Kafka, Postgres and Redis on free ports, and the six processes, all of which can be
killed, stopped, cut off and brought back.

    from harness import Dependencies, Stack, wait_until
    with Dependencies() as dependencies, Stack(dependencies, copies={"orchestrator": 2}) as stack:
        stack.wait_ready()
        stack.copy("catalog").kill()

Used by tests/system, tests/chaos and tests/bench. Nothing waits a fixed time: wait_until asks again until it is so."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
if str(ROOT / "scripts/dev") not in sys.path:
    sys.path.append(str(ROOT / "scripts/dev"))

from .command import run  # noqa: E402
from .dependencies import Dependencies  # noqa: E402
from .handshakes import HandshakeServer  # noqa: E402
from .kafka_client import Producer, Reader  # noqa: E402
from .proxy import Balancer, Proxy  # noqa: E402
from .replicated import Replicated  # noqa: E402
from .stack import PATIENT, Stack  # noqa: E402
from .wait import wait_until  # noqa: E402

__all__ = ["Balancer", "Dependencies", "HandshakeServer", "PATIENT", "Producer", "Proxy", "Reader", "Replicated", "ROOT",
           "Stack", "run", "wait_until"]
