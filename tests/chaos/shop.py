"""A marketplace that the catalogue asks beside its own, and that can be as bad as one."""

import contextlib
import json

from harness.marketplaces import Csv

DEADLINE_MS = 800
OFFERS = ("Wireless Headphones", "USB C Cable", "Red Dress", "Desk Lamp", "Running Shoes")


@contextlib.contextmanager
def opened(folder):
    """(the shop, settings for a stack)."""
    with contextlib.closing(Csv()) as shop:
        behave(shop)
        source = {"name": "corner-shop", "kind": "feed", "url": f"{shop.url}/{{query}}.csv", "currency": "USD", "mapping": "csv",
                  "deadline_ms": DEADLINE_MS}
        (folder / "sources.json").write_text(json.dumps({"sources": [source]}))
        yield shop, {"catalog": {"STEWARD_CATALOG_SOURCES": folder / "sources.json"}}


def behave(shop):
    shop.behave()
    shop.offers = [{"id": str(number), "title": title, "price": f"{20 + number}.00"} for number, title in enumerate(OFFERS, 1)]


def misbehave(shop, fault):
    shop.let_go.clear()
    shop.fault = fault
