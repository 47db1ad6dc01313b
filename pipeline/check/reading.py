"""Rules about our own words: grade, sentences, contractions, jargon, claims."""

import re
from collections.abc import Iterator

from pipeline import text
from pipeline.check.view import View, error, listed, note, story_at, warning
from pipeline.config.resources import table
from pipeline.limits import BARE
from pipeline.model import Finding

EASY, HARD = 6, 8
"""The reading grade to aim at, and the one that may not be passed."""
BLURB, TOTAL, BEFORE = 40, 300, 40
"""The most words in one blurb, in all our copy, and before the first title."""
_CONTRACTION = re.compile(
    r"\b(?:\w+n['’]t|(?:I|you|we|they)['’](?:re|ve|ll|d|m)|(?:it|he|she|that|there|what|here|who|let)['’](?:s|ll|d))\b",
    re.IGNORECASE,
)
_ONES = "one two three four five six seven eight nine ten eleven twelve".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_FIGURE = (
    {word: n for n, word in enumerate(_ONES, 1)} | {word: 10 * n for n, word in enumerate(_TENS, 2)} | {"hundred": 100}
)
_TWO = rf"(?P<tens>{'|'.join(_TENS)})(?:-(?P<unit>{'|'.join(_ONES[:9])}))?"
_NUMBER = re.compile(rf"\b(?:{_TWO}|{'|'.join(_ONES[1:])}|(?:(?:a|one) )?hundred)\b", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"‘][^”\"]*[”\"’]")
_CLAIM = re.compile(
    r"\bmirac\w+|\bguarantee\w*|\b(?:cure[sd]?|curing)\b|\bbreakthrough\b"
    r"|\b(?:in|within) (?:just |only )?\d+ (?:days?|weeks?)\b"
    r"|\bsecret (?:trick|remedy)\b|\b100 ?% (?:recovery|effective|safe)\b|\breverses? (?:a |your )?stroke\b",
    re.IGNORECASE,
)
_EXPLAINED = re.compile(r"[,:.]?\s*(?:\(|[–—-] |or |(?:that |this |it )?(?:means?|is) )", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:no|not|never|nor|without|cannot|than)\b[^.!?]{0,25}$", re.IGNORECASE)


def grade(view: View) -> Iterator[Finding]:
    """Our own copy reads at grade 6 or easier; past 8 it is an error.

    Flesch-Kincaid, over everything that we wrote: templates, settings, intro and blurbs. Each blurb of 12 words or
    more is looked at alone too, so that easy boilerplate cannot hide a hard one; short texts grade erratically.
    Titles are quoted and not counted.
    """
    whole = text.grade(view.copy)
    if whole > EASY:
        level = error if whole > HARD else warning
        yield level(
            "issue.toml", f"our own words read at grade {whole:.1f}; aim at {EASY}", "shorter sentences, shorter words"
        )
    hard = {
        n: found
        for n, story in enumerate(view.issue.stories, 1)
        if len(text.words(story.blurb)) >= 12 and (found := text.grade(story.blurb.replace("**", ""))) > HARD
    }
    if hard:
        worst = max(hard, key=lambda n: hard[n])
        said = listed((f"story {n} (grade {hard[n]:.0f})" for n in sorted(hard)), 6)
        yield warning(story_at(worst, "blurb"), f"hard to read: {said}", "one idea in a sentence; everyday words")


def sentence(view: View) -> Iterator[Finding]:
    """A sentence of ours has at most 15 words; past 25 it is an error, in a draft blurb a warning.

    A long sentence is lost halfway by a reader with aphasia. A draft is a quotation until an editor touches it.
    """
    drafts = {story_at(n, "blurb") for n, story in enumerate(view.issue.stories, 1) if story.draft}
    long = []
    for said in view.said:
        for one in text.sentences(said.words):
            count = len(text.words(one))
            if count > 25 and said.where not in drafts:
                yield error(said.where, f"a sentence of {count} words: {text.clip(one, 60)}", "cut it in two or three")
            elif count > 15:
                long.append((said.where, count))
    if long:
        places = listed((f"{_short(where)} ({count} words)" for where, count in long), 6)
        yield warning(long[0][0], f"long sentences: {places}", "at most 15 words, one idea each")


def contraction(view: View) -> Iterator[Finding]:
    """No contractions: "do not", not "don't".

    The missing letters carry the meaning, and they are what is overlooked. Write both words in full.
    """
    yield from _words(view, _CONTRACTION, "contractions", "write both words in full")


def jargon(view: View) -> Iterator[Finding]:
    """Words of the trade are explained where they stand, or left out.

    The list with plain words is pipeline/data/reading.toml. Explained means: the plain words, a bracket, a dash, "or"
    or "means" follow.
    """
    found = []
    for said in view.said:
        for word, plain in _jargon(said.words):
            found.append((said.where, f"{word} ({plain})"))
    if found:
        words = listed((words for _, words in found), 5)
        yield warning(found[0][0], f"jargon: {words}", "say it in everyday words, or explain it")


def _jargon(words: str) -> Iterator[tuple[str, str]]:
    for word, plain in table("reading")["jargon"].items():
        match = re.search(rf"\b{re.escape(word)}\b(?P<after>.{{0,24}})", words, re.IGNORECASE)
        if match and not _EXPLAINED.match(match["after"]) and plain not in words.lower():
            yield word, plain


def figures(view: View) -> Iterator[Finding]:
    """Numbers are figures: "3 exercises", not "three exercises".

    Figures stand out and are read by many who cannot read the word. What is quoted keeps its words: titles, also in the
    subject, and what stands in quotation marks.
    """
    titles = "|".join(re.escape(story.title) for story in view.issue.stories if story.title)
    quoted = re.compile(f"{_QUOTED.pattern}|{titles}" if titles else _QUOTED.pattern)
    found = []
    for said in view.said:
        subject = any(text.names(said.words, story.title) for story in view.issue.stories)
        words = "" if subject else quoted.sub(" ", said.words)
        found += [(said.where, match[0], _in_figures(match)) for match in _NUMBER.finditer(words)]
    if found:
        listing = listed(f"{word}: {figure}" for _, word, figure in found)
        yield note(
            found[0][0], f"numbers as words: {listed(word for _, word, _ in found)}", f"write figures: {listing}"
        )


def _in_figures(number: re.Match[str]) -> int:
    tens, unit = number["tens"], number["unit"]
    if tens:
        return _FIGURE[tens.lower()] + (_FIGURE[unit.lower()] if unit else 0)
    return _FIGURE[number[0].lower().split()[-1]]


def key_words(view: View) -> Iterator[Finding]:
    """Each blurb has its key words in **bold**.

    A tired reader reads the bold words first.
    """
    plain = [
        n for n, s in enumerate(view.issue.stories, 1) if s.blurb and not any(b for _, b in text.bold_runs(s.blurb))
    ]
    if plain:
        places = listed((f"story {n}" for n in plain), 12)
        yield note(story_at(plain[0], "blurb"), f"no key words in bold: {places}", "put **…** around 1 to 3 words")


def no_reason(view: View) -> Iterator[Finding]:
    """Each blurb gives a reason to read the article.

    "An article on sleep from Example" stands in a draft where the page had no sentence that could be taken.
    """
    for n, story in enumerate(view.issue.stories, 1):
        if BARE.fullmatch(story.blurb):
            yield warning(
                story_at(n, "blurb"), "the blurb only says that it is an article", "say in a sentence what it gives"
            )


def length(view: View) -> Iterator[Finding]:
    """Blurbs of at most 40 words, 300 words of ours in all, 40 before the first title.

    Every word costs strength that the articles need.
    """
    counts = {n: len(text.words(story.blurb)) for n, story in enumerate(view.issue.stories, 1)}
    if long := {n: count for n, count in counts.items() if count > BLURB}:
        places = listed((f"story {n} ({count})" for n, count in long.items()), 6)
        yield warning(
            story_at(next(iter(long)), "blurb"), f"blurbs over {BLURB} words: {places}", "say why to read it, no more"
        )
    total = len(text.words(view.copy))
    if total > TOTAL:
        yield warning("issue.toml", f"{total} words of our own; at most {TOTAL}", "shorten the intro or the blurbs")
    before = len(text.words(view.issue.intro))
    if before > BEFORE:
        yield warning(
            "issue.toml: intro", f"{before} words before the first title; at most {BEFORE}", "shorten the intro"
        )


def minutes(view: View) -> Iterator[Finding]:
    """The total reading time is shown, and it is the sum of the known ones.

    Readers plan their strength by it.
    """
    total = sum(story.minutes or 0 for story in view.issue.stories)
    for words, where in ((view.words, "email.html"), (view.text_words, "email.txt")):
        if total and not re.search(rf"(?<!\d){total} min", words):
            yield error(where, f"the total of {total} minutes is not shown", "see page.minutes in the templates")


def claims(view: View) -> Iterator[Finding]:
    """No miracles: nothing is a cure, guaranteed, or works in so many days.

    Hope is sold to our readers every day. In a quoted title it is a warning: think about the article again.
    """
    for said in view.said:
        if match := _claim(said.words):
            yield error(said.where, f"promises too much: {match}", "say what was found, in whom, and how sure it is")
    for n, story in enumerate(view.issue.stories, 1):
        if match := _claim(story.title):
            yield warning(story_at(n, "title"), f"the title promises too much: {match}", "choose another article?")


def _claim(words: str) -> str:
    return next((m[0] for m in _CLAIM.finditer(words) if not _DENIED.search(words[: m.start()])), "")


def _words(view: View, pattern: re.Pattern[str], what: str, hint: str) -> Iterator[Finding]:
    found = [(said.where, match[0]) for said in view.said for match in pattern.finditer(said.words)]
    if found:
        yield warning(found[0][0], f"{what}: {listed(word for _, word in found)}", hint)


def _short(where: str) -> str:
    return where.removeprefix("issue.toml: ").removesuffix(", blurb")


RULES = (grade, sentence, contraction, jargon, figures, key_words, no_reason, length, minutes, claims)
