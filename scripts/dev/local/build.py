"""Building with CMake presets."""

import fcntl
import os
import subprocess
import sys

from . import paths
from .trouble import Trouble


def configure(preset):
    """Once, and anew when the presets have changed: another compiler is not taken for what was configured."""
    folder = paths.BUILD / preset
    cache = folder / "CMakeCache.txt"
    made = [folder / "build.ninja", cache]
    if not all(file.exists() for file in made) or cache.stat().st_mtime < (paths.ROOT / "CMakePresets.json").stat().st_mtime:
        cache.unlink(missing_ok=True)
        run(["cmake", "--preset", preset], folder / "configure.log")


def build(preset, targets=(), jobs=None):
    """Builds the targets (all) of a preset; the folder."""
    folder = paths.BUILD / preset
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:  # ./dev up and ./dev test may build at the same time
        fcntl.flock(lock, fcntl.LOCK_EX)
        configure(preset)
        command = ["ninja", "-C", str(folder), f"-j{jobs or os.cpu_count() or 2}", *targets]
        run(command, folder / "build.log", show=sys.stdout.isatty())
    return folder


def environment():
    """ccache keeps its files at home; where home cannot be written, in build/."""
    home = os.environ.get("HOME", "")
    places = {} if os.access(home, os.W_OK) else {"CCACHE_DIR": str(paths.BUILD / "ccache")}
    return {**os.environ, **places}


def run(command, log, show=False, folder=paths.ROOT):
    """Quiet; on a terminal ninja's progress stays on one line. A failure prints the end of the log."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with open(log, "wb") as out:
        work = subprocess.Popen(command, cwd=folder, env=environment(), stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for line in work.stdout:
            out.write(line)
            if show and line.startswith(b"["):
                text = line.decode(errors="replace").strip()[:100]
                print(f"\r\033[K  {text}", end="", flush=True)
    if show:
        print("\r\033[K", end="")
    if work.wait() != 0:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-40:])
        raise Trouble(f"{' '.join(command)} failed:\n{tail}\n(all of it: {log})")
