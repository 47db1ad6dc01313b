"""The first draft of an issue: blurbs, subject and preheader from the picks, for the editor to improve. Or of one
article that an editor asks for: read, judged and drafted as the others are, but never rejected."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from operator import itemgetter

from pipeline import text
from pipeline.choose import gates, safety
from pipeline.choose.blurb import blurb, in_bold
from pipeline.choose.five import Choice
from pipeline.choose.phrases import tokens
from pipeline.choose.reading import Reader
from pipeline.choose.score import Scorer, why
from pipeline.config.evergreen import StandingArticle
from pipeline.config.profile import Profile
from pipeline.errors import UsageError
from pipeline.limits import BLURB, DESPAIR, TITLE
from pipeline.model import Article, Candidate, Feed, Issue, Outcome, Reason, Sent, Story, Verdict

_PACE = 180  # words a minute: an easy pace for tired readers
_SUBJECT = 60
_PREHEADER = (40, 90)
_SEEN = 120  # words; less is a summary, not the text
_NOTE = 600  # letters of a note that the machine writes
_ADDED = "An editor added it"
_NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve".split()


def draft(
    choice: Choice,
    *,
    number: int,
    day: date,
    profile: Profile,
    pages: Mapping[str, str],
    american: bool = True,
    offers: Mapping[str, str] | None = None,
    pinned: Mapping[int, Story] | None = None,
) -> Issue:
    """The issue that the editor starts from. *pages*: plain text of the picks' pages by url, where fetched. *american*:
    whether its spelling is. *offers*: blurbs by url that the editor's own program wrote; each is marked, so that an
    editor must touch it. *pinned*: by their places from 0, the editor's stories that were chosen from the start; they
    stay word for word."""
    kept = {story.url: story for story in (pinned or {}).values()}
    made = partial(drafted, profile=profile, pages=pages, american=american)
    stories = [made(v, shelf=choice.shelf) for v in choice.picks if v.candidate.article.url not in kept]
    for at, story in enumerate(stories):
        if written := text.squeeze((offers or {}).get(story.url, "")):
            stories[at] = replace(story, blurb=text.clip(written, BLURB), draft=True)
    for place, story in sorted((pinned or {}).items(), key=itemgetter(0)):
        stories.insert(place, story)
    return Issue(
        number=number,
        date=day,
        subject=subject(stories),
        preheader=preheader(stories, profile, {v.candidate.article.url for v in choice.picks if not v.candidate.sure}),
        stories=tuple(stories),
        bench=tuple(made(v, shelf={}) for v in choice.of("bench")),
        held=tuple(made(v, shelf={}) for v in choice.of("held")),
    )


def subject(stories: Sequence[Story]) -> str:
    """A subject line of 60 characters at most: one title, and how many more there are. It is the first story's title,
    unless that story waits for somebody to read it."""
    if not stories:
        return ""
    first = next((story for story in stories if story.read_by or not story.caution), stories[0])
    lead, more = text.squeeze(first.title).rstrip(". "), len(stories) - 1
    tail = f" + {more} more" if more else ""
    start = lead.partition(":")[0].partition(" | ")[0]
    for head in (lead, start if len(start.split()) > 2 else lead):
        if len(head) + len(tail) <= _SUBJECT:
            return head + tail
    return text.clip(lead, _SUBJECT)


def preheader(stories: Sequence[Story], profile: Profile, unsure: Collection[str] = ()) -> str:
    """A second line of 40 to 90 characters: what the other stories are about, except where the topic is *unsure*."""
    if not stories:
        return ""
    shortest, longest = _PREHEADER
    labels = [profile.topics[s.topic].label for s in stories[1:] if s.topic in profile.topics and s.url not in unsure]
    labels = list(dict.fromkeys(labels))
    count = _NUMBERS[len(stories)] if len(stories) < len(_NUMBERS) else str(len(stories))
    while labels:
        line = f"Also this Monday: {', '.join(labels)}."
        if len(line) <= longest:
            more = f" {count.capitalize()} good reads, one page."
            return line if len(line) >= shortest else line + more
        labels.pop()
    return f"{count.capitalize()} good reads on {profile.title}, chosen for this Monday."[:longest]


def drafted(
    verdict: Verdict,
    *,
    profile: Profile,
    pages: Mapping[str, str],
    shelf: Mapping[str, StandingArticle],
    american: bool,
) -> Story:
    """The block of one article. *pages* and *shelf* by url and key, where its page was read or it is a standing one."""
    candidate = verdict.candidate
    article = candidate.article
    standing = shelf.get(article.key)
    page = pages.get(article.url, "")
    seen = max(page, article.text, key=len)
    words = len(text.words(seen)) if len(seen) < text.LIMIT else 0
    minutes = max(1, math.ceil(words / _PACE)) if words >= _SEEN else None
    held = verdict.outcome == "held"
    said = standing.blurb if standing else ""
    return Story(
        title=text.clip(text.squeeze(article.title).replace("**", ""), TITLE),
        url=article.url,
        source=article.source,
        lang="" if article.lang == profile.language else article.lang,
        topic=candidate.topic,
        format=candidate.format,
        minutes=standing.minutes if standing and standing.minutes else minutes,
        blurb=text.clip(said or _blurb(candidate, profile, page, american=american), BLURB),
        why=why(candidate),  # readers see these on the web page, whatever stood in its way
        note=text.clip(f"Held: {verdict.reason.words}", _NOTE) if held else "",
        caution=verdict.caution,
        flagged=verdict.reason.matched if held else (),
        draft=held and verdict.reason.code == DESPAIR,  # only an editor's own words introduce it
        shelf=standing is not None,
    )


def _blurb(candidate: Candidate, profile: Profile, page: str, *, american: bool = True) -> str:
    """From the feed's own words or the page; failing these, a true sentence on what it is."""
    article = candidate.article
    topic = profile.topics.get(candidate.topic)
    about = tokens(topic.line) if topic else []
    core = [word for phrase in profile.subject.core for word in tokens(phrase)]
    texts = (article.summary, article.text, page)
    if found := blurb(texts, article.title, {*about, *core}, american=american and article.lang in ("", "en")):
        return in_bold(found, article.title, about, tokens(" ".join(each.line for each in profile.topics.values())))
    on = f" on {topic.label}" if topic else ""
    by = f" from {article.source}" if article.source else ""
    return f"An article{on}{by}."


def single(
    article: Article,
    *,
    page: str,
    profile: Profile,
    feeds: Sequence[Feed],
    past: Sequence[Sent],
    since: datetime,
    day: date,
    now: datetime,
    american: bool = True,
) -> Story:
    """The story that the machine would have drafted of *article*, whose own page says *page*. What a gate holds comes
    back `flagged`; what a gate would have rejected has that in its private note. Raises UsageError when the source is
    blocked."""
    seen = article if article.text else replace(article, text=page)
    reading = Reader(profile, feeds).read(seen)
    stop = gates.stop(reading, profile, since=since, now=now, sent=())
    if stop and stop.reason.code == "blocked":
        raise UsageError(stop.reason.words, hint="unblock the source in newsletter.toml first, or take another article")
    trusted = reading.tier == "A" and safety.spares(next((feed for feed in feeds if feed.url == article.feed), None))
    asked = safety.ask(article, page=page, spared=trusted)
    if asked.hold:
        stop = gates.Stop(held=True, reason=asked.hold)
    candidate = Scorer(profile, past, day, now).score(reading)
    reason = stop.reason if stop else Reason(code="picked", words=_ADDED)
    outcome: Outcome = "held" if stop and stop.held else "pick"
    verdict = Verdict(candidate=candidate, outcome=outcome, reason=reason, caution=asked.caution)
    made = drafted(verdict, profile=profile, pages={article.url: page}, shelf={}, american=american)
    made = replace(made, why=(_ADDED, *made.why))
    if not stop or stop.held:
        return made
    return replace(made, note=text.clip(f"The machine would have left it out: {reason.words}", _NOTE))
