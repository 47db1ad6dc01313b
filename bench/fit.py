"""Fits the points of the score to the labeled articles: a logistic regression, held near the points that are set now.

    python bench/fit.py [--strength 4] [articles.jsonl articles-2.jsonl]

Prints the average precision with today's points, that on unseen hosts, and each signal's points now and after the fit.
Whoever keeps the profile takes over what makes sense: points are data, and nothing is written.
"""

import argparse
import math
import random
from collections import defaultdict

from choose import EVAL, harness, profile
from choose import article as made

from pipeline.choose.gates import stop
from pipeline.choose.reading import Reader
from pipeline.choose.score import Scorer

TARGET = (0.0, 0.1, 0.8, 1.0)
"""How good an article of each label is, as a probability."""
FOLDS = 6


def signals(names, weeks, whole):
    """Of each article that no gate stops: its signals by name, its label, its host; and today's points by name."""
    reader, scorer = Reader(whole, ()), Scorer(whole, (), weeks.NOW.date(), weeks.NOW)
    rng, rows, points = random.Random(1), [], {}
    for name in names:
        for row in weeks.load(EVAL / name):
            one = made({**row, "link": row["url"] or f"https://{row['source']}/{row['id']}"}, rng, weeks)
            reading = reader.read(one)
            if stop(reading, whole, since=weeks.NOW - 2 * weeks.WINDOW, now=weeks.NOW, sent=()):
                continue
            values = defaultdict(float)
            for part in scorer.score(reading).parts:
                key = part.words.partition(":")[0] if part.points < 0 else part.name
                values[key] += part.value
                points[key] = part.weight
            rows.append((values, row["label"], row["source"]))
    return rows, {key: value for key, value in points.items() if value}


def fit(rows, points, strength, rounds=400, step=0.02):
    """Points and a constant by gradient descent; *strength* pulls each towards where it stands."""
    found, constant = dict(points), 0.0
    for _ in range(rounds):
        slope, level = defaultdict(float), 0.0
        for values, label, _ in rows:
            score = constant + sum(found[key] * value for key, value in values.items() if key in found)
            miss = 1 / (1 + math.exp(-max(-30.0, min(30.0, score)))) - TARGET[label]
            level += miss
            for key, value in values.items():
                slope[key] += miss * value
        constant -= step * level / 4
        for key in found:
            found[key] -= step * (slope[key] + strength * (found[key] - points[key])) / 4
    return found, constant


def precision(rows, points):
    """Average precision of the good articles, best points first."""
    scored = [(sum(points.get(k, 0.0) * v for k, v in values.items()), label > 1) for values, label, _ in rows]
    hits, total = 0, 0.0
    for place, (_, is_good) in enumerate(sorted(scored, key=lambda s: -s[0]), start=1):
        hits += is_good
        total += is_good * hits / place
    return total / max(hits, 1)


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("articles", nargs="*", default=["articles.jsonl", "articles-2.jsonl"])
    parser.add_argument("--strength", type=float, default=4.0)
    options = parser.parse_args()
    if not EVAL.is_dir():
        return print(f"no labeled articles: {EVAL.parent.name}/{EVAL.name} is not beside this checkout")
    rows, points = signals(options.articles, harness(), profile())
    print(f"{len(rows)} articles that no gate stops; average precision now {precision(rows, points):.3f}")
    unseen = []
    for fold in range(FOLDS):
        there = [row for row in rows if random.Random(row[2]).randrange(FOLDS) == fold]
        rest = [row for row in rows if random.Random(row[2]).randrange(FOLDS) != fold]
        unseen.append(precision(there, fit(rest, points, options.strength)[0]))
    print(f"on hosts that the fit has not seen {sum(unseen) / FOLDS:.3f}\n")
    fitted, constant = fit(rows, points, options.strength)
    print(f"{'signal':60} {'now':>6} {'fitted':>7}")
    for key in sorted(points, key=lambda key: -fitted[key]):
        print(f"{key:60} {points[key]:6.2f} {fitted[key]:7.2f}")
    print(f"{'constant':60} {'':6} {constant:7.2f}")


if __name__ == "__main__":
    main()
