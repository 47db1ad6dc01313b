"""What `choose` picks on simulated weeks of labelled articles, signal by signal, and how fast it is.

    python bench/choose.py [--weeks 100] [--seed 1] [--misses]

Reads the labelled articles in place, from the folder beside this checkout; says so when it is absent.
"""

import argparse
import importlib.util
import random
import statistics
import sys
import time
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import ClassVar

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipeline import urls  # noqa: E402 - the checkout may not be installed
from pipeline.choose import choose  # noqa: E402
from pipeline.choose.reading import Reader  # noqa: E402
from pipeline.config import Choose, resources  # noqa: E402
from pipeline.config.profile import Profile, read_profile  # noqa: E402
from pipeline.issue.candidates import LISTS  # noqa: E402
from pipeline.model import Article, Feed, Sent  # noqa: E402

EVAL = ROOT.parent / "shared" / "data" / "eval"
DAY = date(2026, 11, 23)
FIGURES = ("p5", "label3", "ndcg", "label0", "unsafe", "topics", "duplicates", "held")


def profile(name="stroke-recovery"):
    """A shipped profile."""
    text = (resources.DATA / f"{name}.toml").read_text(encoding="utf-8")
    return read_profile(text, name, **{key: resources.table(key)[key] for key in ("superseded", "kinds")})


def without(whole: Profile):
    """The profile, and the same with one signal taken away."""
    stop = tuple(g for g in whole.gates if g.outcome != "penalty")
    weights = whole.weights
    yield "everything", whole, {}
    yield (
        "- gates that reject",
        whole.model_copy(update={"gates": tuple(g for g in whole.gates if g.outcome != "rejected")}),
        {},
    )
    yield (
        "- gates that hold",
        whole.model_copy(update={"gates": tuple(g for g in whole.gates if g.outcome != "held")}),
        {},
    )
    yield "- penalties", whole.model_copy(update={"gates": stop}), {}
    yield "- voices", whole.model_copy(update={"voices": ()}), {}
    for part in ("subject", "topic", "plain", "easy", "source", "fresh"):
        yield f"- {part}", whole.model_copy(update={"weights": weights.model_copy(update={part: 0.0})}), {}
    yield "- context", whole.model_copy(update={"subject": whole.subject.model_copy(update={"context": ()})}), {}
    yield "- quotas", whole, {"per_source": 99, "per_topic": 99}


def article(row, rng, weeks):
    """A labelled row as `collect` would hand it over."""
    published = (weeks.NOW - rng.uniform(0.01, 0.99) * weeks.WINDOW).astimezone(UTC)
    return Article(
        key=urls.canonical(row["link"]),
        url=row["link"],
        title=row["title"],
        summary=row["summary"],
        source=row["source"],
        feed=row["source"],
        published=published,
        dated="exact",
    )


def answer(choice):
    """The choice as `weeks.py` reads it."""

    def plain(verdicts):
        return [
            {"url": v.candidate.article.url, "title": v.candidate.article.title, "reason": v.reason.code}
            for v in verdicts
        ]

    return {name: plain(getattr(choice, name)) for name in LISTS.values()}


def measure(weeks: ModuleType, using, settings, *, count, seed, rows, background, notice=None):
    """The figures of each simulated week."""
    found = []
    for number in range(count):
        rng = random.Random(f"{seed}/{number}")
        pool = weeks.draw(rng, rows, background)
        choice = choose(
            [article(row, rng, weeks) for row in pool],
            profile=using,
            feeds=[Feed(url=name, name=name) for name in {row["source"] for row in pool}],
            settings=Choose(**settings),
            past=(),
            shelf=(),
            day=DAY,
            now=weeks.NOW,
        )
        found.append(weeks.grade(pool, answer(choice))[0])
        if notice:
            notice(pool, choice)
    return found


def show(weeks, name, found, seed):
    """One line: mean and half-width of the 95% interval of each figure."""
    cells = []
    for key in FIGURES:
        values = [figures[key] for figures in found]
        low, high = weeks.interval(values, random.Random(seed), rounds=500)
        cells.append(f"{statistics.fmean(values):6.3f} ±{(high - low) / 2:.3f}")
    print(f"{name:22}" + " ".join(cells), flush=True)


class Forgetful(Reader):
    """A reader without the phrases that occur in no other article: what memory of single items is worth."""

    seen: ClassVar[Counter] = Counter()

    def read(self, article):
        reading = super().read(article)
        hits = {
            name: [h for h in hits if self.seen[h.words] > 1 or name in ("core", "context")]
            for name, hits in reading.hits.items()
        }
        return type(reading)(**{f: getattr(reading, f) for f in reading.__dataclass_fields__} | {"hits": hits})


def forgetful(weeks, whole, rows, background):
    """Teach `Forgetful` how many articles each phrase occurs in."""
    reader = Reader(whole, ())
    for row in (*rows, *background):
        reading = reader.read(
            article({"link": row["url"] or f"https://{row['source']}/{row['id']}", **row}, random.Random(1), weeks)
        )
        Forgetful.seen.update({hit.words for hits in reading.hits.values() for hit in hits})


def twelve(weeks, whole, rows, background, seed):
    """Twelve weekly draws against one archive: distinct topics, source Gini, repeats, weeks skipped."""
    past, skipped, clusters = [], 0, Counter()
    for number in range(12):
        rng = random.Random(f"{seed}/{number}")
        pool = weeks.draw(rng, rows, background)
        day = DAY + timedelta(weeks=number)
        now = weeks.NOW + timedelta(weeks=number)
        items = [
            Article(
                key=urls.canonical(row["link"]),
                url=row["link"],
                title=row["title"],
                summary=row["summary"],
                source=row["source"],
                feed=row["source"],
                published=now - timedelta(days=rng.uniform(0, 7)),
                dated="exact",
            )
            for row in pool
        ]
        choice = choose(items, profile=whole, feeds=(), settings=Choose(), past=past, shelf=(), day=day, now=now)
        if choice.missing:
            skipped += 1
            continue
        by_link = {row["link"]: row for row in pool}
        for v in choice.picks:
            a = v.candidate.article
            past.append(
                Sent(
                    url=a.url,
                    date=day,
                    title=a.title,
                    blurb=a.summary,
                    source=a.source,
                    topic=v.candidate.topic,
                    format=v.candidate.format,
                    key=a.key,
                )
            )
            clusters.update(filter(None, [by_link[a.url].get("cluster")]))
    counts = sorted(Counter(s.source for s in past).values())
    n, total = len(counts), sum(counts)
    gini = sum((2 * i - n + 1) * c for i, c in enumerate(counts)) / (n * total) if total else 0
    topics, twice = len({s.topic for s in past}), len(past) - len({s.url for s in past})
    stories = sum(n - 1 for n in clusters.values())
    print(f"twelve weeks, seed {seed}: {12 - skipped} issues, {topics} topics, source Gini {gini:.2f}, ", end="")
    print(f"{twice} addresses twice, {stories} stories twice")


def speed(whole):
    """CPU seconds for many candidates; near-linear means a ratio of about ten for ten times as many."""
    rng = random.Random(5)
    vocabulary = [
        f"{a}{b}" for a in "hand walk sleep mood speech care brain home food rest".split() for b in range(300)
    ]
    before = 0.0
    for count in (1_000, 10_000):
        items = [
            Article(
                key=f"k{n}",
                url=f"https://site{n % 97}.example/{n}",
                title=f"Tips after a stroke: {' '.join(rng.choices(vocabulary, k=5))}",
                summary=" ".join(rng.choices(vocabulary, k=60)) + " you can recover.",
                source=f"Site {n % 97}",
            )
            for n in range(count)
        ]
        start = time.process_time()
        choose(
            items,
            profile=whole,
            feeds=(),
            settings=Choose(),
            past=(),
            shelf=(),
            day=DAY,
            now=datetime(2026, 11, 20, tzinfo=UTC),
        )
        took = time.process_time() - start
        print(
            f"{count:6} candidates: {took:5.2f} s of CPU" + (f", {took / before:.1f} times as long" if before else "")
        )
        before = took


def main():
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--weeks", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--misses", action="store_true", help="only list the picks that were not good")
    options = parser.parse_args()
    whole = profile()
    if not EVAL.is_dir():
        print(f"no labelled articles: {EVAL.parent.name}/{EVAL.name} is not beside this checkout; speed only")
        return speed(whole)
    spec = importlib.util.spec_from_file_location("weeks", EVAL / "weeks.py")
    weeks = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(weeks)
    rows, background = weeks.load(EVAL / "articles.jsonl"), weeks.load(EVAL / "background.jsonl")
    common = {"count": options.weeks, "seed": options.seed, "rows": rows, "background": background}
    if options.misses:
        return misses(weeks, whole, common)
    print(f"{options.weeks} weeks, seed {options.seed}; mean and 95% interval\n")
    print(" " * 22 + " ".join(f"{key:>13}" for key in FIGURES))
    for name, using, settings in without(whole):
        show(weeks, name, measure(weeks, using, settings, **common), options.seed)
    forgetful(weeks, whole, rows, background)
    import pipeline.choose as stage

    stage.Reader = Forgetful
    show(weeks, "- one-article phrases", measure(weeks, whole, {}, **common), options.seed)
    stage.Reader = Reader
    print()
    for seed in range(3):
        twelve(weeks, whole, rows, background, seed)
    print()
    speed(whole)


def misses(weeks, whole, common):
    """The picks that were not good, and the good ones that a gate stopped, most frequent first."""
    bad, stopped = Counter(), Counter()
    points = defaultdict(str)

    def notice(pool, choice):
        rows = {row["link"]: row for row in pool}
        for v in choice.verdicts:
            row = rows[v.candidate.article.url]
            name = f"{row['label']} {row['id']} {row['source']}: {v.candidate.article.title[:60]}"
            if v.outcome == "pick" and row["label"] < 2:
                bad[name] += 1
                points[name] = " ".join(f"{p.name} {p.points:.1f};" for p in v.candidate.parts)
            if row["label"] > 1 and v.reason.code not in ("picked", "quota", "outranked", "same-story", "floor"):
                stopped[f"{name} | {v.outcome} {v.reason.words[:80]}"] += 1

    show(weeks, "everything", measure(weeks, whole, {}, **common, notice=notice), common["seed"])
    for name, times in bad.most_common(20):
        print(times, name, "|", points[name])
    for name, times in stopped.most_common(20):
        print(times, name)


if __name__ == "__main__":
    main()
