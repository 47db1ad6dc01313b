"""Two years of Mondays through the command itself, with faults at the mail service, broken feeds and idle editors.

usage: python bench/soak.py [MONDAYS] [SEED]      104 by default; each seed is another course of events

Every issue must be accounted for: delivered once, at its own instant, or told by an exit code. Now and then somebody
edits one at the mail service: the next run that gets an answer must tell it.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parents[1]))

from pipeline import handoff
from pipeline.archive import Newsletter, State, state_of
from pipeline.config import load
from tests.handoff.stubs.listmonk import TOKEN, Listmonk
from tests.handoff.stubs.server import FAULTS
from tests.newsletter import EBOOK, REAL, TOPICS, call

FIRST = date(2026, 11, 23)
ZONE = ZoneInfo("America/Los_Angeles")
CHANCE = 0.1
SYLLABLES = [a + b for a in "bdfgklmnprstvw" for b in ("a", "e", "i", "o", "u", "ar", "el", "in", "os", "um")]


def words(dice: random.Random, count: int) -> str:
    """Words that no other week has."""
    return " ".join("".join(dice.choices(SYLLABLES, k=2)) for _ in range(count))


def feeds(folder: Path, day: date, dice: random.Random) -> None:
    """A new article in every feed, but for one that is broken now and then."""
    at = format_datetime(datetime(day.year, day.month, day.day, 8, tzinfo=UTC) - timedelta(days=5))
    broken = dice.choice(list(TOPICS)) if dice.random() < CHANCE else ""
    for name, (title, text) in TOPICS.items():
        told = f"{text} It names {words(dice, 12)}. It tells of {words(dice, 12)}."
        item = (
            f"<item><title>{title}: {words(dice, 3)}</title><link>https://{name}.org.uk/{day}</link>"
            f"<pubDate>{at}</pubDate><description>{told}</description>"
            "</item>"
        )
        whole = f'<rss version="2.0"><channel><title>{name}</title>{item}</channel></rss>'
        (folder / "feeds" / f"{name}.xml").write_text("<html>" if name == broken else whole)


def here(campaign: dict, day: date) -> bool:
    """Whether it is the campaign of *day*'s issue."""
    return f"issue-{day}" in campaign["tags"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mondays", nargs="?", type=int, default=104)
    parser.add_argument("seed", nargs="?", type=int, default=5)
    mondays, seed = parser.parse_args().mondays, parser.parse_args().seed
    dice = random.Random(seed)
    count: Counter[str] = Counter()
    os.environ["MONDAY_LISTMONK_TOKEN"] = TOKEN
    handoff.PAUSES = (0.0, 0.0)  # the stand-in has its next fault ready at once
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    remote = Listmonk(lambda: moment)
    remote.stub.fault = lambda request: dice.choice(FAULTS) if dice.random() < CHANCE else None
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as place, remote.stub:
        folder = Path(place)
        (folder / "feeds").mkdir()
        target = f'[choose]\nminimum = 3\n[handoff]\ntarget = "listmonk"\nurl = "{remote.stub.url}"\nlists = [3]\n'
        text = REAL.format(more=target) + EBOOK
        for name in TOPICS:
            text += f'[[feeds]]\nurl = "feeds/{name}.xml"\nname = "{name.title()} Trust"\ntier = "A"\n'
        (folder / "newsletter.toml").write_text(text)
        for number in range(mondays):
            day = FIRST + timedelta(weeks=number)
            feeds(folder, day, dice)
            told = Counter[str]()
            idle = dice.random() < CHANCE / 2
            changed, seen = [], 0
            for hours, what in ((-71, "run"), (-70, "approve"), (-14, "run"), (-1.7, "run"), (0.3, "run"), (26, "run")):
                if what == "approve" and (idle or not (folder / "issues" / str(day) / "issue.toml").exists()):
                    continue
                if hours == -1.7 and dice.random() < CHANCE:
                    changed = [c for c in remote.campaigns.values() if here(c, day) and c["status"] == "scheduled"]
                    for row in changed:
                        row["subject"] = "BUY PILLS"
                wall = datetime(day.year, day.month, day.day, 8, tzinfo=ZONE) + timedelta(hours=hours)
                moment = wall.astimezone(UTC)
                remote.scan()
                extra = ("--issue", day.isoformat()) if what == "approve" else ()
                done = call(folder, what, *extra, now=wall.replace(tzinfo=None).isoformat())
                told[f"exit {done.exit_code}"] += 1
                seen += "differs from what was approved: subject" in done.stderr
            count += told
            count["edited there"] += bool(changed)
            count["edited there, not told"] += bool(seen) != bool(changed)
            mine = [c for c in remote.campaigns.values() if here(c, day)]
            due = datetime(day.year, day.month, day.day, 8, tzinfo=ZONE)
            sent = [c for c in mine if c["id"] in remote.delivered]
            count["doubled"] += len(mine) > 1
            count["delivered"] += len(sent) == 1
            count["wrong time"] += any(datetime.fromisoformat(c["send_at"]) < due for c in sent)
            said = state_of(Newsletter(load(folder)).edition(day), moment, None)
            count["called sent, was not"] += said == State.SENT and (not sent or bool(changed))
            count["sent, not called so"] += said != State.SENT and bool(sent) and not changed
            count["late"] += any(datetime.fromisoformat(c["send_at"]) > due for c in sent)
            if not sent:
                drafted = (folder / "issues" / str(day) / "issue.toml").exists()
                why = "not approved, told" if idle and drafted else "no delivery, told" if drafted else "too few, told"
                count["lost in silence" if set(told) == {"exit 0"} else why] += 1
    spent = (time.perf_counter() - start) / max(mondays, 1)
    told = ("too few, told", "not approved, told", "no delivery, told")
    rows = (
        "delivered",
        "late",
        *told,
        "doubled",
        "wrong time",
        "lost in silence",
        "called sent, was not",
        "sent, not called so",
        "edited there",
        "edited there, not told",
    )
    print(f"{mondays} Mondays, {len(remote.stub.seen)} requests, {spent:.1f} s each")
    for row in (*rows, *sorted(k for k in count if k.startswith("exit"))):
        print(f"{row:28}{count[row]:6}")
    bad = (
        count["called sent, was not"]
        + count["doubled"]
        + count["wrong time"]
        + count["lost in silence"]
        + count["edited there, not told"]
        + len(remote.stub.broken)
    )
    sys.exit(1 if bad or sum(count[row] for row in ("delivered", *told)) != mondays else 0)


if __name__ == "__main__":
    main()
