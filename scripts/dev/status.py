"""What runs, since when, how often it was started again. Exit code 0: everything is ready."""

import argparse
import json
import time
import urllib.error
import urllib.request
from pathlib import Path

from local import plan, say, services
from local.stack import Stack


def main():
    parser = argparse.ArgumentParser(prog="./dev status", description=__doc__)
    parser.add_argument("--json", action="store_true", help="for programs")
    arguments = parser.parse_args()
    stack = Stack()
    rows = [row_of(stack, name, entry) for name, entry in plan.read(plan.STATE).get("processes", {}).items()]
    if arguments.json:
        print(json.dumps({"watched": bool(plan.supervisor()), "processes": rows}, indent=2))
    elif rows:
        print_table(rows)
    else:
        print("Nothing is running: ./dev up")
    return 0 if rows and all(row["state"] == "ready" for row in rows) else 1


def row_of(stack, name, entry):
    alive = name in plan.running()
    state, why = ("down", entry["last_end"])
    if alive:
        state, why = look(stack, name)
    return {"name": name, "state": state, "why": why, "pid": entry["pid"] if alive else None,
            "uptime_seconds": round(time.time() - entry["since"]) if alive else 0,
            "restarts": entry["restarts"], "last_end": entry["last_end"],
            "resident_mb": resident_mb(entry["pid"]) if alive else 0, "address": address(stack, name)}


def look(stack, name):
    """(state, why) of a process that is alive."""
    if name not in services.NAMES:
        instance = getattr(stack, name)
        return ("ready", "") if instance and instance.is_ready() else ("not ready", "does not answer")
    try:
        with urllib.request.urlopen(f"{stack.url(name)}/readyz", timeout=3):
            return "ready", ""
    except urllib.error.HTTPError as error:
        return "not ready", problem(error.read(2000))
    except OSError as error:
        return "not ready", str(error)


def problem(body):
    try:
        content = json.loads(body)
        return str(content.get("detail") or content)[:200]
    except ValueError:
        return body.decode(errors="replace").strip()[:200]


def resident_mb(pid):
    """Of the process and its children: PostgreSQL has one for each connection."""
    total = 0
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
                if int(folder.name) == pid or int(fields[1]) == pid:
                    total += proportional_kb(folder)
            except (OSError, IndexError):
                continue
    return round(total / 1024)


def proportional_kb(folder):
    try:
        text = (folder / "smaps_rollup").read_text()
        return int(text.split("Pss:")[1].split()[0])
    except (OSError, IndexError):
        return 0


def address(stack, name):
    if name in services.NAMES:
        return stack.url(name)
    instance = getattr(stack, name, None)
    return f"127.0.0.1:{instance.port}" if instance else ""


def print_table(rows):
    print(f"{'process':<18} {'state':<10} {'pid':>7} {'up':>9} {'restarts':>8} {'memory':>8}  address")
    for row in rows:
        paint = say.good if row["state"] == "ready" else say.bad
        print(f"{row['name']:<18} {paint(format(row['state'], '<10'))} {row['pid'] or '-':>7} "
              f"{duration(row['uptime_seconds']):>9} {row['restarts']:>8} {row['resident_mb']:>5} MB  {row['address']}")
        if row["why"]:
            print(say.dim(f"{'':<18} {row['why']}"))
        elif row["last_end"]:
            print(say.dim(f"{'':<18} last end: {row['last_end']}"))
    if not plan.supervisor():
        print(say.bad("Nobody watches over these processes: ./dev up"))


def duration(seconds):
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min"
    return f"{seconds // 3600} h {seconds % 3600 // 60} min"


if __name__ == "__main__":
    say.run(main)
