"""The demo catalogue, in a stack."""

import gzip
import json

from local import paths

from .wait import wait_until

FILE = paths.ROOT / "data/demo/catalogue.jsonl.gz"
AT_ONCE = 100


def load(stack):
    """Puts it in, and waits until every copy of the catalogue finds all of it."""
    with gzip.open(FILE, "rt") as lines:
        products = [json.loads(line) for line in lines]
    first = stack.copy("catalog")
    for start in range(0, len(products), AT_ONCE):
        answer = first.client.put("/products", json={"products": products[start:start + AT_ONCE]})
        assert answer.status_code == 200 and not answer.json().get("rejected"), answer.text
    for copy in stack.of("catalog"):
        wait_until(lambda: is_indexed(copy.client.get("/stats").json(), len(products)), 30, f"{copy.name} has the catalogue")


def is_indexed(stats, count):
    return stats["indexed"] == stats["products"] >= count
