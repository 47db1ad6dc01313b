"""Small makers for tests of `choose`: an article, a feed, a whole choice, with only what a test cares about."""

from datetime import UTC, date, datetime, timedelta

from pipeline import urls
from pipeline.choose import choose
from pipeline.config import Choose
from pipeline.config.profile import Profile, read_profile
from pipeline.model import Article, Feed
from pipeline.text import DATA, table

NOW = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
DAY = date(2026, 11, 23)

GOOD = [  # (title, summary, source): five that any editor would take, each on its own topic
    (
        "Hand exercises after stroke you can do at home",
        "If your hand is stiff after a stroke, try these simple exercises. Squeeze a soft ball gently.",
        "Hands Again",
    ),
    (
        "Sleeping better after a stroke",
        "Poor sleep is common after a stroke. A regular bedtime and morning light can help you rest at night.",
        "Quiet Nights",
    ),
    (
        "For caregivers: how to prevent burnout",
        "Caring for a stroke survivor is hard work. Ask family for help, take breaks, and look after yourself.",
        "Carers Together",
    ),
    (
        "Living with aphasia after stroke: tips for families",
        "Speak slowly and give your loved one time to find words. Short sentences help people with aphasia.",
        "Talk Again",
    ),
    (
        "Fatigue after stroke: how to pace your day",
        "Many stroke survivors feel tired all day. You can plan rests before you feel exhausted.",
        "Energy Bank",
    ),
]


_KNEES = """
title = "knees"
[subject]
core = ["knee*"]
also = ["stick"]
[topics.walking]
label = "walking"
line = "walk stick"
[topics.rest]
label = "rest"
line = "sleep bed"
[[voices]]
name = "help"
words = "practical help"
text = ["walk", "stick", "get stronger"]
points = 0.5
most = 2
[[gates]]
code = "selling"
outcome = "penalty"
words = "sells something"
text = ["promise", "day", "little", "single"]
points = -0.4
[[kinds]]
code = "kind"
words = "news of sports"
points = -0.5
signs = [
  { host = ["sport"], path = ["match"] },
  { title = ["final"], text = ["season"] },
  { text = ["season", "goal*"] },
]
unless = ["your knee*"]
[[formats]]
name = "news"
title = ["bad"]
at_most = 1
[[formats]]
name = "how-to"
[sources]
specialist = ["knee"]
public = [".org"]
"""


def knees() -> Profile:
    """A small profile, for values that a reader can work out by hand."""
    return read_profile(_KNEES, "knees.toml")


def profile(name: str = "stroke-recovery") -> Profile:
    """A shipped profile, with the shipped superseded claims."""
    text = (DATA / f"{name}.toml").read_text(encoding="utf-8")
    return read_profile(text, f"{name}.toml", **{key: table(key)[key] for key in ("superseded", "kinds")})


def article(title, summary="", source="A Site", *, url="", age=2.0, dated="exact", **more):
    """An article of two days ago, with an address of its own."""
    url = url or f"https://{source.lower().replace(' ', '')}.example/{'-'.join(title.lower().split())}"
    return Article(
        key=more.pop("key", "") or urls.canonical(url),
        url=url,
        title=title,
        summary=summary,
        source=source,
        feed=f"https://{source.lower().replace(' ', '')}.example/feed",
        published=None if age is None else NOW - timedelta(days=age),
        dated=dated,
        **more,
    )


def good(count=5):
    """Good articles."""
    return [article(*row) for row in GOOD[:count]]


def chosen(articles, *, past=(), shelf=(), feeds=(), day=DAY, now=NOW, using=None, pinned=(), **settings):
    """A whole choice."""
    return choose(
        articles,
        profile=using or profile(),
        feeds=feeds or [Feed(url=a.feed, name=a.source) for a in articles],
        settings=Choose(**settings),
        past=past,
        shelf=shelf,
        day=day,
        now=now,
        pinned=pinned,
    )


def verdict(choice, title):
    """(outcome, reason code) of the article with this title."""
    return next((v.outcome, v.reason.code) for v in choice.verdicts if v.candidate.article.title == title)
