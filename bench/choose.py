"""What `choose` picks on simulated weeks of labeled articles, signal by signal, and how fast it is.

    python bench/choose.py [--weeks 100] [--seed 1] [--articles articles.jsonl] [--misses]

Reads the labelled articles in place, from the folder beside this checkout; says so when it is absent.
"""

import argparse
import importlib.util
import json
import random
import statistics
import sys
import time
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipeline import urls  # noqa: E402 - the checkout may not be installed
from pipeline.choose import choose  # noqa: E402  after the path
from pipeline.choose.claims import claims  # noqa: E402  after the path
from pipeline.choose.phrases import said  # noqa: E402  after the path
from pipeline.config import Choose  # noqa: E402  after the path
from pipeline.config.profile import Profile, read_profile  # noqa: E402  after the path
from pipeline.issue.candidates import LISTS  # noqa: E402  after the path
from pipeline.model import Article, Feed, Sent  # noqa: E402  after the path
from pipeline.text import DATA, table  # noqa: E402  after the path

EVAL = ROOT.parent / "shared" / "data" / "eval"
DAY = date(2026, 11, 23)
FIGURES = ("p5", "ndcg", "label0", "unsafe", "topics", "held")


def harness():
    """The simulator of weeks, from the labelled articles' folder."""
    spec = importlib.util.spec_from_file_location("weeks", EVAL / "weeks.py")
    weeks = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(weeks)
    return weeks


def profile(name="stroke-recovery"):
    """A shipped profile."""
    text = (DATA / f"{name}.toml").read_text(encoding="utf-8")
    return read_profile(text, name, **{key: table(key)[key] for key in ("superseded", "kinds")})


def without(whole: Profile):
    """The profile, and the same with one signal taken away."""

    def less(**changed):
        return whole.model_copy(update=changed)

    yield "everything", whole, {}
    yield "- gates", less(gates=()), {}
    never = tuple(kind.model_copy(update={"reject": 0}) for kind in whole.kinds)
    yield "- kinds that reject", less(kinds=never), {}
    yield "- sense", less(sense=type(whole.sense)()), {}
    for voice in whole.voices:
        yield f"- {voice.name}", less(voices=tuple(v for v in whole.voices if v is not voice)), {}
    for part in ("kind", "source"):
        yield f"- {part}", less(points=whole.points.model_copy(update={part: 0.0})), {}
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

    return {name: plain(choice.of(outcome)) for outcome, name in LISTS.items()}


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
    """One line: the mean of each figure; below the whole profile's, half the width of its 95% interval."""
    columns = [[figures[key] for figures in found] for key in FIGURES]
    print(f"{name:22}" + " ".join(f"{statistics.fmean(values):10.3f}" for values in columns), flush=True)
    if not name.startswith("-"):
        spans = [weeks.interval(values, random.Random(seed), rounds=500) for values in columns]
        print(f"{'  ±':22}" + " ".join(f"{(high - low) / 2:10.3f}" for low, high in spans), flush=True)


def resampled(weeks, whole, rows, background, seed, rounds=30):
    """P@5 on random parts of the articles, two thirds on average: how much hangs on which ones there are."""
    means = []
    for number in range(rounds):
        rng = random.Random(f"{seed}/{number}")
        drawn = [{**row, "id": f"{row['id']}-{n}"} for n, row in enumerate(rng.choices(rows, k=len(rows)))]
        once = list({row["title"]: row for row in drawn}.values())
        found = measure(weeks, whole, {}, count=6, seed=number, rows=once, background=background)
        means.append(statistics.fmean(figures["p5"] for figures in found))
    means.sort()
    low, high = means[round(0.025 * (rounds - 1))], means[round(0.975 * (rounds - 1))]
    print(f"P@5 over articles: {statistics.fmean(means):.3f}, 95% interval {low:.3f} to {high:.3f}")


def by_host(weeks, whole, rows, background, seed, folds=3):
    """P@5 on each fold of the hosts; a fold has fewer articles, so that its weeks are a little easier or harder."""
    for fold in range(folds):
        mine = [row for row in rows if random.Random(f"{seed}/{row['source']}").randrange(folds) == fold]
        count = Counter("good" if row["label"] > 1 else "marginal" if row["label"] else "zero" for row in mine)
        if count["good"] < 12 or count["marginal"] < 8 or count["zero"] < 25:
            continue
        found = measure(weeks, whole, {}, count=20, seed=seed, rows=mine, background=background)
        p5, ndcg = (statistics.fmean(figures[key] for figures in found) for key in ("p5", "ndcg"))
        print(f"hosts, fold {fold + 1}: P@5 {p5:.3f}, nDCG@5 {ndcg:.3f}, of {len(mine)} articles")


def by_category(seed, *, rows_too):
    """Of the written pairs, how many are stopped: in all, by category, and only by rules made for other categories.

    A rule belongs to the category in which it stops most texts, so that the second figure tells what the net would
    have stopped of a kind of harm that nobody had thought of.
    """
    texts = []
    for line in (EVAL / "safety-pairs.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        clear = {claim.kind for claim in claims(said(row["title"], row["summary"])) if claim.clear}
        texts.append((row["category"], row["unsafe"], clear))
    times = defaultdict(Counter)
    for category, unsafe, kinds in texts:
        times.update({kind: times[kind] + Counter([category] * unsafe) for kind in kinds})
    home = {kind: found.most_common(1)[0][0] for kind, found in times.items() if found}

    def share(rows, *, foreign):
        stopped = [any(not foreign or home.get(kind) != category for kind in kinds) for category, _, kinds in rows]
        return sum(stopped) / max(1, len(stopped))

    for unsafe in (True, False):
        rows = [row for row in texts if row[1] is unsafe]
        rng = random.Random(seed)
        drawn = sorted(share(rng.choices(rows, k=len(rows)), foreign=False) for _ in range(500))
        print(f"written texts, {'unsafe' if unsafe else 'safe'}: stopped {share(rows, foreign=False):.3f}", end="")
        print(f" ({drawn[12]:.3f} to {drawn[487]:.3f}), by other categories' rules {share(rows, foreign=True):.3f}")
    for category in sorted({row[0] for row in texts if rows_too}):
        cells = [[row for row in texts if row[:2] == (category, unsafe)] for unsafe in (True, False)]
        print(f"  {category:24}" + "".join(f" {share(rows, foreign=False):6.2f}" for rows in cells), end="")
        print(f"   without its own rules {share(cells[0], foreign=True):5.2f}")


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
    parser.add_argument("--articles", default="articles.jsonl", help="a file of the labelled articles' folder")
    parser.add_argument("--categories", action="store_true", help="the written texts by category, too")
    parser.add_argument("--misses", action="store_true", help="only list the picks that were not good")
    options = parser.parse_args()
    whole = profile()
    if not EVAL.is_dir():
        print(f"no labelled articles: {EVAL.parent.name}/{EVAL.name} is not beside this checkout; speed only")
        return speed(whole)
    weeks = harness()
    rows, background = weeks.load(EVAL / options.articles), weeks.load(EVAL / "background.jsonl")
    common = {"count": options.weeks, "seed": options.seed, "rows": rows, "background": background}
    if options.misses:
        return misses(weeks, whole, common)
    print(f"{options.weeks} weeks, seed {options.seed}; mean, and ± half of the 95% interval\n")
    print(" " * 22 + " ".join(f"{key:>10}" for key in FIGURES))
    for name, using, settings in without(whole):
        show(weeks, name, measure(weeks, using, settings, **common), options.seed)
    print()
    resampled(weeks, whole, rows, background, options.seed)
    by_host(weeks, whole, rows, background, options.seed)
    print()
    by_category(options.seed, rows_too=options.categories)
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
