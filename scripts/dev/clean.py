"""Stops the stack and removes .run (its data) and build (everything that was built)."""

import argparse
import shutil
import subprocess
import sys

from local import paths, say


def main():
    parser = argparse.ArgumentParser(prog="./dev clean", description=__doc__)
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--data", action="store_true", help="remove the data only, keep what was built")
    arguments = parser.parse_args()
    folders = [folder for folder in ([paths.RUN] if arguments.data else [paths.RUN, paths.BUILD]) if folder.exists()]
    if not folders:
        print("Nothing to remove.")
        return 0
    if not arguments.yes and not confirmed(folders):
        print("Nothing was removed.")
        return 1
    subprocess.run([sys.executable, str(paths.ROOT / "scripts/dev/down.py")], check=True)
    remove_linked_data()
    for folder in folders:
        shutil.rmtree(folder)
    return 0


def confirmed(folders):
    names = " and ".join(str(folder) for folder in folders)
    if not sys.stdin.isatty():
        print(f"This removes {names}. Say --yes to do it.", file=sys.stderr)
        return False
    return input(f"Remove {names}? [y/N] ").strip().lower() in ("y", "yes")


def remove_linked_data():
    data = paths.RUN / "postgres/data"
    if data.is_symlink():
        shutil.rmtree(data.resolve(), ignore_errors=True)


if __name__ == "__main__":
    say.run(main)
