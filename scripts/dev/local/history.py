"""What git knows: of versions, and of what they were made of."""

import subprocess

from . import paths
from .trouble import Trouble


def git(*words):
    done = subprocess.run(["git", *words], cwd=paths.ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Trouble(f"git {words[0]}: {done.stderr.strip()}")
    return done.stdout


def last_tag():
    """The last one that is not this very commit's; None: there is none."""
    here = git("tag", "--points-at", "HEAD").split()
    tags = [tag for tag in git("tag", "--merged", "HEAD", "--sort=-creatordate", "v*").split() if tag not in here]
    return tags[0] if tags else None


def commit_of(revision):
    try:
        return git("rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}").strip()
    except Trouble:
        raise Trouble(f'There is no version "{revision}": `git tag` lists those that there are, and any commit will do.') from None


def changed():
    """Files that differ from the upstream branch, or from the last commit where there is none."""
    base = next((commit.strip() for commit in map(base_with, ("@{upstream}", "origin/main")) if commit), "HEAD")
    names = git("diff", "--name-only", base) + "\n" + git("ls-files", "-o", "--exclude-standard")
    return {name for name in names.split("\n") if name}


def base_with(branch):
    try:
        return git("merge-base", "HEAD", branch)
    except Trouble:
        return ""
