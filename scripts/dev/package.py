"""Makes the Debian packages of this version, in build/packages.

    ./dev package            builds what has changed, then packages; prints where they are
    ./dev package --check    then asks lintian about them, too

Each service is a package, steward is the command line tool, steward-common is what the services share. docs/server.md says
how to install and run them; ./dev test packages does it."""

import argparse
import subprocess

from local import debian, packages, paths, say, web
from local.trouble import Trouble


def main():
    parser = argparse.ArgumentParser(prog="./dev package", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="fail on lintian's errors and warnings")
    arguments = parser.parse_args()
    with say.Step("Packages to build with") as step:
        packages.ensure({"run", "package"} | web.groups(), step.note)
    made = debian.make()
    print()
    for file in made:
        print(f"  {file.relative_to(paths.ROOT)}  {file.stat().st_size / 1e6:.1f} MB")
    print("\nOn the server: apt install ./*.deb, then docs/server.md")
    return check(made) if arguments.check else 0


def check(made):
    done = subprocess.run(debian.lint_command(made), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Trouble(f"lintian:\n{done.stdout}{done.stderr}")
    print("lintian has nothing to say.")
    return 0


if __name__ == "__main__":
    say.run(main)
