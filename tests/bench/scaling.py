"""What a load takes, computed from what one search was measured to take: the table of docs/scaling.md.

The CPU time is that with 64 clients: fewer share less of what is done for many at once, more share more. Every service
is one event loop and Kafka's thread beside it, so a copy is given one core."""

import math

MEASURED_WITH = 64
FILLED = 0.6  # of the cores: what is left is for peaks, and for a copy that is away
COPIES_OF_DATA = 3  # of each partition in Kafka
DAY_S = 86400
LOADS = (  # name, searches/s at the peak, searches a day
    ("one shop: 100 users at once, each asks every 10 s", 10, 200_000),
    ("10,000 users at once, each asks every 10 s", 1000, 20_000_000),
    ("100 million a day, the peak three times the mean", 3 * 100e6 / DAY_S, 100e6),
)
SERVICES = ("orchestrator", "catalog", "response-composer")


def needs(run, sizes, rate, a_day):
    """What a load needs: cores and copies by service, Kafka and Postgres, for a run of the journey."""
    cores = {name: rate * run["cpu_us"][name] / 1e6 / FILLED for name in (*SERVICES, "kafka", "postgres", "redis")}
    return {
        "cores": cores,
        "copies": {name: max(2, math.ceil(cores[name])) for name in SERVICES},
        "kafka_mb_s": rate * sum(sizes) / 1e6,
        "kafka_gb_day": a_day * sum(sizes) * COPIES_OF_DATA / 1e9,
        "log_mb_s": rate * run["log_bytes"] / 1e6,
        "log_gb_day": a_day * run["log_bytes"] / 1e9,
        "commits": rate * run["transactions"],
    }


def table(results):
    run = results["runs"].get(("journey", "http", MEASURED_WITH))
    if not run:
        return ""
    columns = [needs(run, results["sizes"], rate, a_day) for _, rate, a_day in LOADS]
    lines = ["| | " + " | ".join(name for name, _, _ in LOADS) + " |", "|---|" + "---:|" * len(LOADS)]

    def add(what, cell):
        lines.append(f"| {what} | " + " | ".join(cell(column) for column in columns) + " |")

    lines.append("| searches/s at the peak | " + " | ".join(f"{rate:,.0f}" for _, rate, _ in LOADS) + " |")
    for name in SERVICES:
        add(f"{name}: copies (cores)", lambda column, name=name: f"{column['copies'][name]} ({column['cores'][name]:.1f})")
    add("Kafka: cores of all brokers, before copies of partitions", lambda column: f"{column['cores']['kafka']:.1f}")
    add("Postgres: cores", lambda column: f"{column['cores']['postgres']:.1f}")
    add("partitions, at least", lambda column: f"{max(column['copies'].values())}")
    add("written to Kafka", lambda column: f"{column['kafka_mb_s']:.1f} MB/s")
    add(f"kept by Kafka for a day, {COPIES_OF_DATA} copies", lambda column: f"{column['kafka_gb_day']:,.0f} GB")
    add("Postgres' log", lambda column: f"{column['log_mb_s']:.1f} MB/s, {column['log_gb_day']:,.0f} GB a day")
    add("commits", lambda column: f"{column['commits']:,.0f}/s")
    return "\n".join(lines)
