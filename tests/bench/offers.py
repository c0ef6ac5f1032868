"""Searches over five marketplaces beside the own catalogue, on this machine, against what they could cost at the least.

    ./dev bench offers
    ./dev bench offers --seconds 3 --write

The marketplaces (shop.c) answer with twenty offers that have the words asked for, after 100 ms or at once. Every search
is another one, so none is answered from what was kept, unless it is said. The floor is measured in the same run: the same
searches without marketplaces, and bare requests to a marketplace, by the same load generator."""

import argparse
import contextlib
import json
import os
import re
import subprocess
import tempfile
from pathlib import Path

import httpx

import journey
import measure
import report

NAMES = ("ebay", "etsy", "bestbuy", "json-shop", "csv-shop")
OFFERS = 20
AWAY_MS, DEADLINE_MS = 100, 800
NEVER_MS = 3_600_000
LATENCY_MS, RATE = 130, 500
MANY = 64
PATHS = {"etsy": "/v3/application/listings/active?keywords=tea%20pot", "json-shop": "/find?q=tea%20pot"}
COLOURS = ("black", "white", "red", "blue", "green")
MAKERS = ("Acme", "Brasa", "Lumen", "Norden")
MAPPING = "ref = product_id\nname = title\nmaker = brand\ncost = price USD\nhref = url\n"
ROOM = "?q={query}&n={limit}"


def main(words):
    parser = argparse.ArgumentParser(prog="./dev bench offers", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5, help="each measurement, after a warm-up of 1 s (default 5)")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    parser.add_argument("--check", action="store_true", help="exit code 1 when a goal is missed")
    arguments, load = parser.parse_args(words), os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder, measure.running_stack(settings={"STEWARD_LOG_LEVEL": "warn"}) as (dependencies, stack):
        runs = Bench(arguments.seconds, Path(folder), dependencies, stack).run()
    goals = verdict(runs)
    command = report.measured({"machine": measure.machine()}, "./dev bench offers " + " ".join(words))
    text = f"{command}. The machine's load before it: {load:.1f}.\n\n{table(runs)}\n\n{report.verdict(goals)}"
    print(text)
    if arguments.write:
        report.write("offers", text)
    return 1 if arguments.check and not all(goal["met"] for goal in goals) else 0


class Bench:
    def __init__(self, seconds, folder, dependencies, stack):
        self.seconds, self.folder, self.dependencies, self.stack = seconds, folder, dependencies, stack
        self.runs, self.files = [], 0

    def run(self):
        with running_shops(self.folder) as shops:
            shop = shops["etsy"]
            self.load("bare request, 100 ms away", 1, shop, PATHS["etsy"])
            shop.answers_after(0)
            self.load("bare request, at once", MANY, shop, PATHS["etsy"])
            self.load("search without marketplaces", 1)
            self.load("search without marketplaces", MANY)
            with self.stack.told(settings(self.folder, shops), "catalog"):
                self.over_marketplaces(shops)
        return self.runs

    def over_marketplaces(self, shops):
        self.told(shops.values(), AWAY_MS)
        self.load("search over five, 100 ms away", 1)
        self.load("search over five, 100 ms away", MANY)
        self.load(f"search over five, 100 ms away, {RATE} a second", MANY * 4, rate=RATE)
        self.told(shops.values(), 0)
        self.load("search over five, at once", MANY)
        self.load("search over five, as they were kept", MANY, keeps=True)
        self.told(shops.values(), AWAY_MS)
        self.told([shops["csv-shop"]], NEVER_MS)
        self.load("search over five, one of them dead", 1)

    @staticmethod
    def told(shops, ms):
        for shop in shops:
            shop.answers_after(ms)

    def load(self, what, clients, shop=None, path="/api/v1/search", rate=None, keeps=False):
        port = shop.port if shop else self.stack.copy("orchestrator").port
        options = ["--queries", self.queries(keeps), "--port", port, "--path", path, "--clients", clients, "--seconds", self.seconds]
        before, spent = self.seen(), self.cpu()
        got = measure.run_load("http", self.dependencies.brokers, *options, *(["--rate", rate] if rate else []))
        after, spent_then = self.seen(), self.cpu()
        got["what"] = what
        got["cpu_us"] = [(then - now) / max(1, got["answered"]) * 1e6 for now, then in zip(spent, spent_then)]
        got["sources"] = {name: after[name] - before.get(name, 0) for name in after if after[name] != before.get(name, 0)}
        self.runs.append(got)
        print(f"  … {what:<50} {clients:>4} clients {got['rate']:>8.0f}/s  p50 {got['ok']['p50_ms']:>8.2f} ms  {got['sources']}", flush=True)

    def cpu(self):
        """Seconds of the catalogue, and of everything but the load and the marketplaces."""
        return [measure.cpu_seconds(self.stack.copy("catalog").pid), sum(journey.cpu(journey.families(self.dependencies, self.stack)).values())]

    def queries(self, keeps):
        """A file of searches that nobody has asked for: each has another price in it. `keeps`: few of them."""
        self.files += 1
        plain = [line for line in measure.QUERIES.read_text().splitlines() if re.fullmatch(r"[a-z0-9 ]+", line) and "under" not in line]
        plain = [line for line in plain if not re.search("between|cheap", line)]
        path = self.folder / f"queries-{self.files}.txt"
        top = 10000 * self.files
        path.write_text("".join(f"{line} under {top + more}\n" for more in range(1 if keeps else 10000 // len(plain)) for line in plain))
        return path

    def seen(self):
        """What became of the questions to marketplaces so far."""
        counts = {}
        for name, value in re.findall(r'steward_source_answers_total\{.*?status="(\w+)"\} (\d+)', self.stack.copy("catalog").client.get("/metrics").text):
            counts[name] = counts.get(name, 0) + int(value)
        return counts


class Shop:
    def __init__(self, port):
        self.port, self.url = port, f"http://127.0.0.1:{port}"
        self.answers_after(AWAY_MS)

    def answers_after(self, ms):
        httpx.post(f"{self.url}/told?answers_after_ms={ms}").raise_for_status()


@contextlib.contextmanager
def running_shops(folder):
    for name in NAMES:
        (folder / name).write_text(ANSWERS[name]())
    command = [measure.program("shop"), *(str(folder / name) for name in NAMES)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as work:
        try:
            yield {name: Shop(int(work.stdout.readline())) for name in NAMES}
        finally:
            work.kill()


def settings(folder, shops):
    (folder / "shop.map").write_text(MAPPING)
    keys = {"key": {"env": "BENCH_KEY"}, "secret": {"env": "BENCH_KEY"}}
    more = {"ebay": {"kind": "ebay", "marketplace": "EBAY_US", **keys}, "etsy": {"kind": "etsy", **keys},
            "bestbuy": {"kind": "bestbuy", "key": keys["key"]},
            "json-shop": {"kind": "feed", "items": "hits", "mapping": str(folder / "shop.map")},
            "csv-shop": {"kind": "feed", "mapping": "csv"}}
    sources = [{"name": name, "url": shop.url + ("/find" + ROOM if "shop" in name else ""), "currency": "USD", "deadline_ms": DEADLINE_MS,
                "limit": OFFERS, **more[name]} for name, shop in shops.items()]
    (folder / "sources.json").write_text(json.dumps({"sources": sources}))
    return {"STEWARD_CATALOG_SOURCES": folder / "sources.json", "BENCH_KEY": "a-key"}


def offered():
    """(number, title, brand, price) of twenty."""
    return [(i, f"{MAKERS[i % 4]} {{query}}, {COLOURS[i % 5]}, no. {100 + i}", MAKERS[i % 4], 20 + i) for i in range(OFFERS)]


def ebay():
    return json.dumps({"href": "x", "total": OFFERS, "limit": OFFERS, "offset": 0, "itemSummaries": [
        {"itemId": f"v1|{i}|0", "title": title, "price": {"value": f"{price}.00", "currency": "USD"}, "condition": "New",
         "itemWebUrl": f"https://ebay.example/{i}", "image": {"imageUrl": f"https://i.example/{i}.jpg"},
         "seller": {"username": "s", "feedbackPercentage": "99.1", "feedbackScore": 100}, "buyingOptions": ["FIXED_PRICE"],
         "categories": [{"categoryId": "1", "categoryName": "Things"}]} for i, title, _, price in offered()]})


def etsy():
    return json.dumps({"count": OFFERS, "results": [
        {"listing_id": i, "title": title, "url": f"https://etsy.example/{i}", "tags": ["a", "b", "c"],
         "description": "Made by hand, of good stuff. " * 10, "price": {"amount": price * 100, "divisor": 100, "currency_code": "USD"}}
        for i, title, _, price in offered()]})


def bestbuy():
    return json.dumps({"from": 1, "to": OFFERS, "total": OFFERS, "totalPages": 1, "currentPage": 1, "products": [
        {"sku": i, "name": title, "manufacturer": maker, "salePrice": price, "url": f"https://bestbuy.example/{i}", "upc": "",
         "image": f"https://i.example/{i}.jpg", "modelNumber": f"M{i}", "condition": "New", "customerReviewAverage": 4.5,
         "customerReviewCount": 10} for i, title, maker, price in offered()]})


def json_shop():
    return json.dumps({"hits": [{"ref": str(i), "name": title, "maker": maker, "cost": price, "href": f"https://json.example/{i}"}
                                for i, title, maker, price in offered()]})


def csv_shop():
    return "product_id,title,brand,price,currency,url\r\n" + "".join(
        f'{i},"{title}",{maker},{price}.00,USD,https://csv.example/{i}\r\n' for i, title, maker, price in offered())


ANSWERS = {"ebay": ebay, "etsy": etsy, "bestbuy": bestbuy, "json-shop": json_shop, "csv-shop": csv_shop}


def table(runs):
    lines = ["| what | clients | rate | p50 | p90 | p99 | max | failed | CPU, catalogue | CPU, all | answers of the marketplaces |",
             "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|"]
    for run in runs:
        ok = run["ok"]
        lines.append(f"| {run['what']} | {run['clients']} | {run['rate']:.0f}/s | {ok['p50_ms']:.1f} ms | {ok['p90_ms']:.1f} ms | "
                     f"{ok['p99_ms']:.1f} ms | {ok['max_ms']:.0f} ms | {run['refused']['count']} | {costs(run)} | {shares(run['sources'])} |")
    return "\n".join(lines)


def costs(run):
    """Of the processes, for each answer; bare requests are none of theirs."""
    return " | ".join(f"{us / 1000:.2f} ms" for us in run["cpu_us"]) if "search" in run["what"] else " | "


def shares(counts):
    all_of_them = sum(counts.values())
    return ", ".join(f"{count / all_of_them:.1%} {status}" for status, count in sorted(counts.items(), key=lambda one: -one[1]))


def verdict(runs):
    by = {(run["what"], run["clients"]): run for run in runs}
    alone, shop = by["search without marketplaces", 1]["ok"], by["bare request, 100 ms away", 1]["ok"]
    near, dead = by["search over five, 100 ms away", 1]["ok"], by["search over five, one of them dead", 1]["ok"]
    floor = alone["p50_ms"] + shop["p50_ms"]
    away, at_once = by[f"search over five, 100 ms away, {RATE} a second", MANY * 4], by["search over five, at once", MANY]
    bare = 1 / (1 / by["search without marketplaces", MANY]["rate"] + len(NAMES) / by["bare request, at once", MANY]["rate"])

    def goal(what, measured, wanted, met):
        return {"what": what, "measured": measured, "wanted": wanted, "met": met}

    return [
        goal("p50 over five, 100 ms away", f"{near['p50_ms']:.1f} ms (floor {floor:.1f} ms)", f"under {LATENCY_MS} ms", near["p50_ms"] < LATENCY_MS),
        goal("p99 with one of five dead", f"{dead['p99_ms']:.0f} ms", f"its deadline ({DEADLINE_MS} ms) and a search without",
             dead["p99_ms"] <= DEADLINE_MS + alone["p99_ms"]),
        goal("searches over five, 100 ms away", f"{away['rate']:.0f}/s, {share_of_good(away):.1%} of the answers there",
             f"{RATE}/s, 99 %", away["rate"] >= 0.99 * RATE and share_of_good(away) >= 0.99),
        goal("searches over five, at once", f"{at_once['rate']:.0f}/s (floor {bare:.0f}/s), {share_of_good(at_once):.1%} of the answers there",
             f"{RATE}/s, 99 %", at_once["rate"] >= RATE and share_of_good(at_once) >= 0.99),
    ]


def share_of_good(run):
    return run["sources"].get("OK", 0) / max(1, sum(run["sources"].values()))
