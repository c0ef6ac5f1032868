"""Runs the fuzz targets (tests/fuzz/fuzz_<name>.c) with their seeds. What they find is kept in build/fuzz-corpus.

    ./dev fuzz                      every target for 30 s
    ./dev fuzz http_parser --seconds 600"""

import argparse
import concurrent.futures
import os
import re
import subprocess

from local import build, packages, paths, say
from local.trouble import Trouble

SEEDS = paths.ROOT / "tests/fuzz/corpus"
FOUND = paths.BUILD / "fuzz-corpus"
BROKEN = paths.BUILD / "fuzz-broken"


def main():
    parser = argparse.ArgumentParser(prog="./dev fuzz", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="*", help="of targets, without fuzz_ (default: all)")
    parser.add_argument("--seconds", type=int, default=30, help="for each (default 30)")
    parser.add_argument("--list", action="store_true", help="the names of the targets")
    arguments = parser.parse_args()
    names = sorted(source.stem.removeprefix("fuzz_") for source in (paths.ROOT / "tests/fuzz").glob("fuzz_*.c"))
    if arguments.list:
        print("\n".join(names))
        return 0
    unknown = set(arguments.name) - set(names)
    if unknown:
        raise Trouble(f"There is no target {', '.join(sorted(unknown))}. There are: {', '.join(names)}")
    with say.Step("Packages") as step:
        packages.ensure({"run", "check"}, step.note)
    chosen = arguments.name or names
    with say.Step("Build asan"):
        folder = build.build("asan", [f"fuzz_{name}" for name in chosen])
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        passed = list(pool.map(lambda name: run(folder / f"fuzz/fuzz_{name}", name, arguments.seconds), chosen))
    print(f"{passed.count(True)} passed, {passed.count(False)} failed")
    return 0 if all(passed) else 1


def run(program, name, seconds):
    for folder in (FOUND / name, BROKEN / name):
        folder.mkdir(parents=True, exist_ok=True)
    seeds = [str(SEEDS / name)] if (SEEDS / name).is_dir() else []
    words = paths.ROOT / f"tests/fuzz/{name}.dict"
    command = [str(program), f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1",
               f"-artifact_prefix={BROKEN / name}/", *([f"-dict={words}"] if words.exists() else []),
               str(FOUND / name), *seeds]
    done = subprocess.run(command, cwd=paths.ROOT, capture_output=True, text=True, errors="replace", check=False,
                          stdin=subprocess.DEVNULL)
    executed = re.search(r"number_of_executed_units: (\d+)", done.stderr)
    if done.returncode == 0:
        inputs = executed.group(1) if executed else "?"
        print(f"  {name:<24} {say.good('clean')}  {inputs} inputs in {seconds} s", flush=True)
        return True
    said = "\n".join("    " + line for line in done.stderr.splitlines()[-30:])
    print(f"  {name:<24} {say.bad('FAILED')}; the input is in {BROKEN / name}\n{said}", flush=True)
    return False


if __name__ == "__main__":
    say.run(main)
