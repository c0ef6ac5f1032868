"""Quality and speed of the catalogue's search, beside SQLite's FTS5 and Xapian, in one run on the same documents.

    ./dev bench search               the table
    ./dev bench search --growth 1    without the catalogue ten times as large
    ./dev bench search --write       also puts the table into docs/search.md

Needs the labelled data (STEWARD_TEST_DATA, else ../shared/data beside the repository) and, for the row of Xapian,
Debian's python3-xapian. Quality is nDCG@10 with gain 2^rating-1, what nobody rated counting 0, over the queries with
at least one relevant product. Of the others it is told how often the search says that nothing is relevant."""

import argparse
import csv
import gzip
import json
import math
import os
import random
import re
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import report

ROOT = Path(__file__).resolve().parents[2]
SHUFFLES = 21
RUNS = 20


def read_products(path):
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def fields(product):
    """The same texts for every engine: title, brand, description, then the rest."""
    rest = [str(value) for name, value in product.items() if name.startswith("attr_t_")]
    rest += [product.get("name") or "", *product.get("ean", [])]
    return product["title"], product.get("supplier") or "", product.get("short_description") or "", " ".join(rest)


def read_judgments(path):
    judgments = {}
    with open(path, newline="", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            judgments.setdefault(row["query"], {})[row["product_id"]] = int(row["rating"])
    return judgments


def read_typos(path, judgments):
    with open(path, newline="", encoding="utf-8") as rows:
        return {row["typo"]: row["query"] for row in csv.DictReader(rows) if row["query"] in judgments}


def ndcg(ids, ratings, depth=10):
    def gain(rating):
        return 2**rating - 1

    ideal = sorted(map(gain, ratings.values()), reverse=True)[:depth]
    best = sum(value / math.log2(place + 2) for place, value in enumerate(ideal))
    got = sum(gain(ratings.get(product, 0)) / math.log2(place + 2) for place, product in enumerate(ids[:depth]))
    return got / best


def has_relevant(ratings):
    return any(ratings.values())


def mean(values):
    values = list(values)
    return sum(values) / len(values)


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))]


def resident_mb():
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize() / 1e6


class Xapian:
    """Title three times, English stemming, any of the words; misspelt queries by its own correction."""

    def __init__(self, products, folder):
        import xapian

        self.xapian = xapian
        writable = xapian.WritableDatabase(folder, xapian.DB_CREATE_OR_OVERWRITE)
        terms = xapian.TermGenerator()
        terms.set_stemmer(xapian.Stem("en"))
        terms.set_database(writable)
        terms.set_flags(xapian.TermGenerator.FLAG_SPELLING)
        for product in products:
            document = xapian.Document()
            document.set_data(product["id"])
            terms.set_document(document)
            title, *others = fields(product)
            terms.index_text(title, 3)
            for text in others:
                terms.index_text(text)
            writable.add_document(document)
        writable.commit()
        self.database = xapian.Database(folder)
        self.parser = xapian.QueryParser()
        self.parser.set_stemmer(xapian.Stem("en"))
        self.parser.set_stemming_strategy(xapian.QueryParser.STEM_SOME)
        self.parser.set_database(self.database)
        self.parser.set_default_op(xapian.Query.OP_OR)

    def search(self, text):
        query = self.parser.parse_query(text, self.xapian.QueryParser.FLAG_SPELLING_CORRECTION)
        corrected = self.parser.get_corrected_query_string()
        if corrected:
            query = self.parser.parse_query(corrected, 0)
        enquire = self.xapian.Enquire(self.database)
        enquire.set_query(query)
        return [match.document.get_data().decode() for match in enquire.get_mset(0, 10)]

    def search_clean(self, text):
        enquire = self.xapian.Enquire(self.database)
        enquire.set_query(self.parser.parse_query(text, 0))
        return [match.document.get_data().decode() for match in enquire.get_mset(0, 10)]


class Fts5:
    """SQLite's full-text search: porter stemming, bm25 with the title three times, any of the words. In memory."""

    def __init__(self, products, folder):
        self.database = sqlite3.connect(":memory:")
        self.database.execute(
            "create virtual table product using fts5(id unindexed, title, brand, description, rest,"
            " tokenize='porter unicode61')")
        self.database.executemany("insert into product values (?, ?, ?, ?, ?)",
                                  ((product["id"], *fields(product)) for product in products))
        self.database.commit()

    def search(self, text):
        words = re.findall(r"\w+", text)
        rows = self.database.execute(
            "select id from product where product match ? order by bm25(product, 0, 3, 1, 1, 1) limit 10",
            (" OR ".join(f'"{word}"' for word in words),))
        return [row[0] for row in rows]

    search_clean = search


def judge(name, clean, typo, judgments, typos):
    return {
        "name": name,
        "clean": mean(ndcg(clean[query], ratings) for query, ratings in judgments.items() if has_relevant(ratings)),
        "typo": mean(ndcg(typo[said], judgments[meant]) for said, meant in typos.items()
                     if has_relevant(judgments[meant])),
    }


def measure(kind, products, judgments, typos):
    before, start = resident_mb(), time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        engine = kind(products, folder)
        index_ms = (time.perf_counter() - start) * 1000
        clean = {query: engine.search_clean(query) for query in judgments}
        typo = {said: engine.search(said) for said in typos}
        times = []
        for text in [*judgments, *typos]:
            runs = []
            for _ in range(RUNS):
                start = time.perf_counter()
                (engine.search_clean if text in judgments else engine.search)(text)
                runs.append((time.perf_counter() - start) * 1000)
            times.append(percentile(runs, 0.5))
        memory = resident_mb() - before
    row = judge(kind.__name__, clean, typo, judgments, typos)
    return row | {"p50": percentile(times, 0.5), "p99": percentile(times, 0.99), "index_ms": index_ms,
                  "memory": memory}


def measure_random(judgments, typos):
    """What a shuffle of the rated products of each query gets: the floor of the scale. The median of SHUFFLES."""
    rows = []
    for seed in range(SHUFFLES):
        shuffle = random.Random(seed)
        clean = {query: shuffle.sample(sorted(ratings), len(ratings)) for query, ratings in judgments.items()}
        typo = {said: shuffle.sample(sorted(judgments[meant]), len(judgments[meant])) for said, meant in typos.items()}
        rows.append(judge("random", clean, typo, judgments, typos))
    return {"name": "random", "clean": percentile([row["clean"] for row in rows], 0.5),
            "typo": percentile([row["typo"] for row in rows], 0.5)}


def run_ours(program, data, judgments, typos, copies, windows=None):
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as queries:
        queries.write("".join(f"{query}\n" for query in [*judgments, *typos]))
        queries.flush()
        told = json.loads(subprocess.check_output(
            [program, data / "products.jsonl.gz", queries.name, str(copies), *([windows] if windows else [])], text=True))
    answers = told["answers"]
    every = [run for answer in answers.values() for run in answer["times_us"]]
    times = [percentile(answer["times_us"], 0.5) for answer in answers.values()]
    ids = {query: answer["ids"] for query, answer in answers.items()}
    row = judge("Steward", ids, ids, judgments, typos) if copies == 1 else {"name": f"Steward x{copies}"}
    return row | {"p50": percentile(times, 0.5) / 1000, "p99": percentile(times, 0.99) / 1000,
                  "p99_all": percentile(every, 0.99) / 1000, "index_ms": told["index_ms"],
                  "memory": told["memory_mb"], "products": told["products"], "answers": answers}


def alike(one, other):
    """Near duplicates: four in five of the words of both titles."""
    one, other = (set(re.findall(r"\w+", title.lower())) for title in (one, other))
    return len(one & other) >= 0.8 * len(one | other)


def page_variety(pages, products):
    """Brands on a first page, pages with more than half of one brand that was not asked for, near duplicates on a page."""
    pages = {query: page for query, page in pages.items() if len(page) == 10}
    brands = {query: [(products[one].get("supplier") or one).lower() for one in page] for query, page in pages.items()}
    unasked = [page for query, page in brands.items() if max(set(page), key=page.count) not in query.lower()]
    pairs = [sum(alike(products[a]["title"], products[b]["title"]) for i, a in enumerate(page) for b in page[:i])
             for page in pages.values()]
    return (f"{mean(len(set(page)) for page in brands.values()):.1f} brands on a page, more than five of one on "
            f"{sum(max(map(page.count, page)) > 5 for page in unasked)} of {len(unasked)} pages that did not ask for it, "
            f"{mean(pairs):.2f} pairs of near duplicates")


def say_ranked(program, windows, judgments, typos, products):
    """What the composer makes of it: its order by score, and the same arranged for variety."""
    told = {one["query"]: one for one in json.loads(subprocess.check_output([program, windows], text=True))}
    by_id = {product["id"]: product for product in products}
    notes = []
    for order, name in (("by_score", "by its score alone"), ("shown", "as it is shown, arranged for variety")):
        ids = {query: one[order] for query, one in told.items()}
        row = judge(order, ids, ids, judgments, typos)
        notes.append(f"Ranked by the composer {name}: nDCG@10 {row['clean']:.4f} clean, {row['typo']:.4f} misspelt; "
                     + page_variety({query: ids[query] for query in judgments}, by_id) + ".")
    times = [one["page_us"] for one in told.values()]
    return notes + [f"A page in words, in German: {percentile(times, 0.5) / 1000:.3f} ms, one in a hundred "
                    f"{percentile(times, 0.99) / 1000:.3f} ms."]


def say_nothing(answers, judgments):
    none = [query for query, ratings in judgments.items() if not has_relevant(ratings)]
    said = [query for query in judgments if answers[query]["nothing_relevant"]]
    right = len(set(said) & set(none))
    return (f"Of {len(judgments)} rated queries {len(none)} have no relevant product. The search says so for "
            f"{len(said)}: right for {right} (precision {right / max(1, len(said)):.2f}, "
            f"recall {right / max(1, len(none)):.2f}).")


def say_folds(rows, ours, theirs, judgments, count=5):
    """The margin in each of five parts of the queries: it should not come from a few of them."""
    queries = sorted(query for query, ratings in judgments.items() if has_relevant(ratings))
    random.Random(1).shuffle(queries)
    parts = [queries[part::count] for part in range(count)]
    margins = [mean(ours[q] - theirs[q] for q in part) for part in parts]
    return f"Margin over Xapian in {count} parts of the clean queries: " + ", ".join(f"{m:+.3f}" for m in margins) + "."


def table(rows):
    def cell(row, name, form):
        return form.format(row[name]) if name in row else ""

    lines = ["| engine | nDCG@10 clean | nDCG@10 misspelt | p50 ms | p99 ms | index ms | memory MB |",
             "|---|---|---|---|---|---|---|"]
    for row in rows:
        lines.append("| " + " | ".join([
            row["name"], cell(row, "clean", "{:.3f}"), cell(row, "typo", "{:.3f}"), cell(row, "p50", "{:.2f}"),
            cell(row, "p99", "{:.2f}"), cell(row, "index_ms", "{:.0f}"), cell(row, "memory", "{:.0f}")]) + " |")
    return "\n".join(lines)


def data_folder():
    return Path(os.environ.get("STEWARD_TEST_DATA") or ROOT.parent / "shared" / "data") / "catalog"


def with_xapian():
    """Whether this Python has Xapian; Debian's own has it where python3-xapian is installed."""
    try:
        import xapian  # noqa: F401
        return True
    except ImportError:
        return False


def arguments(words):
    parser = argparse.ArgumentParser(prog="./dev bench search", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=os.environ.get("STEWARD_BUILD", str(ROOT / "build")),
                        help="the build folder with bench/search_bench")
    parser.add_argument("--growth", type=int, default=10, help="copies of the catalogue in the second run; 1: none")
    parser.add_argument("--write", action="store_true", help="put the table into docs/search.md")
    return parser.parse_args(words)


def compare(options, data):
    judgments = read_judgments(data / "judgments.csv")
    typos = read_typos(data / "typos.csv", judgments)
    products = list(read_products(data / "products.jsonl.gz"))
    rows, notes = [measure_random(judgments, typos), measure(Fts5, products, judgments, typos)], []
    program = str(Path(options.build) / "bench" / "search_bench")
    with tempfile.NamedTemporaryFile(suffix=".windows") as windows:
        ours = run_ours(program, data, judgments, typos, 1, windows.name)
        ranked = say_ranked(str(Path(options.build) / "bench" / "rank_bench"), windows.name, judgments, typos, products)
    if with_xapian():
        rows.append(measure(Xapian, products, judgments, typos))
        with tempfile.TemporaryDirectory() as folder:
            engine = Xapian(products, folder)
            rated = {query: ratings for query, ratings in judgments.items() if has_relevant(ratings)}
            notes.append(say_folds(rows, {q: ndcg(ours["answers"][q]["ids"], r) for q, r in rated.items()},
                                   {q: ndcg(engine.search_clean(q), r) for q, r in rated.items()}, judgments))
        notes.insert(0, f"Over Xapian: {ours['clean'] - rows[-1]['clean']:+.3f} clean, "
                        f"{ours['typo'] - rows[-1]['typo']:+.3f} misspelt.")
    else:
        notes.append("No row of Xapian: apt-get install python3-xapian, and run it with /usr/bin/python3.")
    rows.append(ours)
    if options.growth > 1:
        grown = run_ours(program, data, judgments, typos, options.growth)
        rows.append({name: value for name, value in grown.items() if name != "index_ms"})
        notes.append(f"x{options.growth}: {grown['products']} products with ids of their own.")
    notes.append(say_nothing(ours["answers"], judgments))
    notes += ranked
    notes.append(f"Slowest one in a hundred of all runs, others on the machine included: {ours['p99_all']:.2f} ms.")
    return table(rows) + "\n\n" + "\n".join(f"- {note}" for note in notes)


def main(words):
    options, data = arguments(words), data_folder()
    if not (data / "judgments.csv").exists():
        print(f"Skipped: there is no labelled data at {data} (STEWARD_TEST_DATA).")
        return 0
    if not with_xapian() and Path("/usr/bin/python3").resolve() != Path(sys.executable).resolve():
        return subprocess.call(["/usr/bin/python3", __file__, *words])
    text = compare(options, data)
    print(text)
    if options.write:
        report.write("search", text, "search.md")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
