"""The classes of a Kafka that has started, as Java has them in memory, in a file: with it, one of tests starts with a third less
to do. Java looks whether it fits, and does without where it does not, or is not there."""

import fcntl
import tempfile

from . import kafka, ports, process

READY_WITHIN_S = 180  # on a machine that has much else to do
WRITTEN_WITHIN_S = 60


def ensure():
    """Makes it when it is not there: it goes with the jars that it was made of."""
    kafka.jars()
    with open(kafka.JARS / "archive.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kafka.ARCHIVE.exists():
            make()


def make():
    """Java writes it when a broker that was asked to end does so."""
    half_written = kafka.ARCHIVE.with_suffix(".new")
    with tempfile.TemporaryDirectory(prefix="steward-kafka-") as folder:
        broker = kafka.Kafka(folder, *ports.free(2), f"{folder}/log", is_brief=True)
        broker.prepare()
        broker.options = [*kafka.COMPILED_LITTLE, f"-XX:ArchiveClassesAtExit={half_written}"]
        running = process.spawn(broker.spec(), die_with_parent=True)
        try:
            broker.wait_ready(READY_WITHIN_S)
            process.stop(running.pid, process.start_time(running.pid), patience=WRITTEN_WITHIN_S)
        finally:
            running.kill()
            running.wait()
    if half_written.exists():
        half_written.rename(kafka.ARCHIVE)
