"""Format, lint, both compilers, analysers, links in the documents, generated files.

    ./dev check            clang-tidy and gcc's analyser look at the files changed since the upstream branch, all else at everything
    ./dev check --all      they look at all files, too
    ./dev check --fix      formats the code and generates the generated files first
    ./dev check format links   only these"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from local import acls, build, configuration, documents, history, links, messages, packages, paths, say, services, texts, web
from local.trouble import Trouble

AT_ONCE = 2  # many use one core, or wait for a registry; they are told of in their order
ANALYSED = ("common/base/", "common/http/", "common/json/")  # by gcc, whose analyser is young: where bytes are read


def main():
    parser = argparse.ArgumentParser(prog="./dev check", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("which", nargs="*", help=f"of: {', '.join(CHECKS)} (default: all of them)")
    parser.add_argument("--all", action="store_true", help="every file, not only what has changed")
    parser.add_argument("--fix", action="store_true", help="mend what can be mended")
    arguments = parser.parse_args()
    unknown = set(arguments.which) - set(CHECKS)
    if unknown:
        raise Trouble(f"There is no check {', '.join(sorted(unknown))}. There are: {', '.join(CHECKS)}")
    with say.Step("Packages") as step:
        packages.ensure({"run", "check"} | web.groups(), step.note)
    with ThreadPoolExecutor(1 if arguments.fix else AT_ONCE) as pool:
        passed = [tell(*done) for done in pool.map(lambda name: run(name, arguments), arguments.which or CHECKS)]
    print(f"{passed.count(True)} passed, {passed.count(False)} failed")
    return 0 if all(passed) else 1


def run(name, arguments):
    """(its name, what it said, how long it took)"""
    began = time.monotonic()
    return name, CHECKS[name](arguments), time.monotonic() - began


def tell(name, said, seconds):
    """Whether it has passed."""
    print(f"  {name:<10} {seconds:6.1f} s  {say.bad('failed') if said else say.good('ok')}", flush=True)
    if said:
        print("\n".join("    " + line for line in said.strip().splitlines()[:120]), flush=True)
    return not said


def tracked(*patterns):
    done = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "--", *patterns], cwd=paths.ROOT,
                          capture_output=True, text=True, check=True)
    return sorted(name for name in set(done.stdout.split("\n")) if name and (paths.ROOT / name).is_file())


def said_by(command, folder=paths.ROOT):
    """What a tool had to say, if it was not content."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", check=False)
    return "" if done.returncode == 0 else (done.stdout + done.stderr).strip() or f"{command[0]} ended with {done.returncode}"


def check_format(arguments):
    files = tracked("*.c", "*.h")
    if arguments.fix:
        return said_by(["clang-format-14", "-i", *files])
    said = said_by(["clang-format-14", "--dry-run", "-Werror", *files])
    names = sorted(set(re.findall(r"^([^\s:]+\.[ch]):\d+:", said, re.M)))
    return "\n".join(names + ["(./dev check --fix format mends these)"]) if names else said


def check_shell(_):
    scripts = [name for name in tracked() if first_line(name).startswith(b"#!") and b"sh" in first_line(name)]
    return said_by(["shellcheck", *scripts])


def first_line(name):
    with open(paths.ROOT / name, "rb") as file:
        return file.readline(200)


def check_links(_):
    return "\n".join(links.broken(tracked("*.md")))


def check_compilers(_):
    """Everything, the tests too, without a warning: gcc's, and clang's in the build of the tests with sanitizers."""
    said = []
    for preset in ("release", "asan"):
        try:
            build.build(preset)
        except Trouble as trouble:
            said.append(str(trouble))
    return "\n".join(said)


def check_generated(arguments):
    build.build("release", services.TARGETS)
    demo = [sys.executable, "data/demo/make_catalogue.py"]
    words = [sys.executable, "data/demo/make_words.py", "--built-in"]
    if arguments.fix:
        configuration.write()
        acls.write()
        said_by([*demo, "--output", "data/demo/catalogue.jsonl.gz"])
        said_by([*words, "write"])
    return ("\n".join(configuration.stale() + acls.stale()) + said_by([*demo, "--check", "data/demo/catalogue.jsonl.gz"]) +
            said_by([*words, "check"]))


def check_messages(arguments):
    if arguments.fix:
        messages.write()
    return "\n".join(messages.wrong())


def compiled():
    """The compiler's command for each of our files, as the release build has it."""
    build.build("release", ["steward_proto"])
    commands = json.loads((paths.RELEASE / "compile_commands.json").read_text())
    ours = {}
    for entry in commands:
        name = os.path.relpath(entry["file"], paths.ROOT)
        if name.startswith(("common/", "services/", "cli/")):
            ours[name] = entry
    return ours


def check_tidy(arguments):
    names = set(compiled())
    if not arguments.all:
        names &= history.changed()
    if not names:
        return ""
    program = shutil.which("run-clang-tidy-14")
    # Half of the analyser's usual patience with a function: a third less time, the same said of this tree.
    patience = ["-extra-arg=-Xclang", "-extra-arg=-analyzer-config", "-extra-arg=-Xclang", "-extra-arg=max-nodes=100000"]
    command = [program, "-quiet", "-p", str(paths.RELEASE), f"-j{os.cpu_count()}", "-clang-tidy-binary", "clang-tidy-14",
               "-extra-arg=-Wno-unknown-warning-option", *patience, *(f"^{paths.ROOT}/{name}$" for name in sorted(names))]
    said = re.sub(r"\x1b\[[0-9;]*m", "", said_by(command)).replace(f"{paths.ROOT}/", "")
    found = [line for line in said.splitlines() if re.match(r"\S+:\d+:\d+: (error|warning)", line)]
    if not found:  # a crash of clang-tidy itself is said in other words
        found = [line for line in said.splitlines() if not line.startswith("clang-tidy-14 ")]
    return "\n".join(dict.fromkeys(found))


def check_cppcheck(_):
    # Not asked: what it gets wrong (hexadecimal floats, arrays behind pointers) and the compilers see better.
    quiet = [f"--suppress={name}" for name in ("missingIncludeSystem", "incorrectLogicOperator", "uninitvar")]
    # Each program by itself: their folders have files of the same names.
    programs = ["common", "cli", *sorted(f"services/{path.name}" for path in (paths.ROOT / "services").iterdir() if path.is_dir())]
    said = [said_by(["cppcheck", "--quiet", "--error-exitcode=1", "--enable=warning,performance,portability", "--std=c11",
                     "--inline-suppr", f"-j{os.cpu_count()}", *quiet,
                     "--template={file}:{line}: {severity}: {message} [{id}]",
                     "-Iscripts/dev/cppcheck", "-Icommon", f"-I{program}", "-D_GNU_SOURCE", program]) for program in programs]
    return "\n".join(filter(None, said))


def check_analyzer(arguments):
    commands = compiled()
    looked_at = commands if arguments.all else history.changed()
    names = [name for name in commands if name.startswith(ANALYSED) and name in looked_at]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return "\n".join(filter(None, pool.map(lambda name: said_by_analyzer(commands[name]), sorted(names))))


def said_by_analyzer(entry):
    words = [word for word in entry["command"].split() if word != shutil.which("ccache")]
    with tempfile.TemporaryDirectory() as folder:
        words[words.index("-o") + 1] = str(Path(folder) / "out.o")
        return said_by([*words, "-fanalyzer", "-Wno-analyzer-null-argument", "-fdiagnostics-path-format=none"], entry["directory"])


def check_texts(_):
    return "\n".join(texts.wrong())


def check_web(arguments):
    """Types and format of the page; where there is no npm, it says that it did not look."""
    trouble = web.why_not()
    if trouble:
        print(f"  web        not checked: {trouble}")
        return ""
    web.install()
    said = "".join(f"{folder.name}/package-lock.json names where packages come from: npm run lock there\n"
                   for folder in (web.FOLDER, documents.FOLDER)
                   if '"resolved"' in (folder / "package-lock.json").read_text())
    for command in (["tsc", "--noEmit"], ["prettier", "--log-level=warn", "--write" if arguments.fix else "--check", "."]):
        said += said_by(["npx", "--no-install", *command], web.FOLDER)
    return said


def check_documents(_):
    """The documents of every process, by Redocly and the AsyncAPI parser; where there is no npm, it says so."""
    trouble = web.why_not()
    if trouble:
        print(f"  documents  not checked: {trouble}")
        return ""
    build.build("release", services.TARGETS)
    return documents.linted()


CHECKS = {
    "format": check_format,
    "shell": check_shell,
    "links": check_links,
    "texts": check_texts,
    "web": check_web,
    "compilers": check_compilers,
    "generated": check_generated,
    "messages": check_messages,
    "documents": check_documents,
    "cppcheck": check_cppcheck,
    "tidy": check_tidy,
    "analyzer": check_analyzer,
}

if __name__ == "__main__":
    say.run(main)
