"""The processes below a process: media has a nursery, and that has the workers which decode."""

from pathlib import Path

from local import process


def children(pid):
    """[(pid, when it began)] of those that run, in the order of their pids."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        number = int(stat.parent.name)
        if int(fields[1]) == pid and process.start_time(number) is not None:
            found.append((number, process.start_time(number)))
    return sorted(found)


def workers(pid):
    """Of a copy of media."""
    return [worker for nursery, _ in children(pid) for worker in children(nursery)]


def below(pid):
    return children(pid) + workers(pid)


def still_there(family, seconds):
    """The pids of those that have not ended within the time, one after the other."""
    return [pid for pid, started in family if not process.wait_gone(pid, started, seconds)]
