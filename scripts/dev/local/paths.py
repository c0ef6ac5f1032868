"""Where things are."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
BUILD = ROOT / "build"
RELEASE = BUILD / "release"
BIN = RELEASE / "bin"
RUN = Path(os.environ.get("STEWARD_DEV_RUN", ROOT / ".run"))  # of `./dev up`
LOGS = RUN / "log"
