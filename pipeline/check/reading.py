"""Rules about our own words: grade, sentences, contractions, jargon, claims."""

import re
from itertools import product

from pipeline import text
from pipeline.check.material import Findings, Material, error, listed, note, places, story_at, together, warning
from pipeline.limits import BARE

EASY, HARD = 6, 8  # the reading grade to aim at, and the one that may not be passed
LONG, TOO_LONG = 15, 25  # the most words in a sentence, and the number that may not be passed
BLURB, TOTAL, BEFORE = 40, 300, 40  # the most words in one blurb, in all our copy, and before the first title
_CONTRACTION = re.compile(
    r"\b(?:\w+n['’]t|(?:I|you|we|they)['’](?:re|ve|ll|d|m)|(?:it|he|she|that|there|what|here|who|let)['’](?:s|ll|d))\b",
    re.IGNORECASE,
)
_QUOTED = r"[“\"‘][^”\"]*[”\"’]"
_EXPLAINED = re.compile(r"[,:.]?\s*(?:\(|[–—-] |or |(?:that |this |it )?(?:means?|is) )", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:no|not|never|nor|without|cannot|than)\b[^.!?]{0,25}$", re.IGNORECASE)


def grade(given: Material) -> Findings:
    """Our own copy reads at grade 6 or easier; past 8 it is an error. Flesch-Kincaid, over everything that we wrote:
    templates, settings, intro and blurbs. Each blurb of 12 words or more is looked at alone too, so that easy
    boilerplate cannot hide a hard one; short texts grade erratically. Titles are quoted and not counted."""
    whole = text.grade(given.copy)
    if whole > EASY:
        said = f"our own words read at grade {whole:.1f}; aim for {EASY}"
        yield (error if whole > HARD else warning)("issue.toml", said, "shorter sentences, shorter words")
    blurbs = {n: story.blurb.replace("**", "") for n, story in enumerate(given.issue.stories, 1)}
    grades = {n: text.grade(blurb) for n, blurb in blurbs.items() if len(text.words(blurb)) >= 12}
    hard = [(story_at(n, "blurb"), f"article {n} (grade {found:.0f})") for n, found in grades.items() if found > HARD]
    yield from together(warning, hard, "hard to read", "one idea per sentence; everyday words", 6)


def sentence(given: Material) -> Findings:
    """A sentence of ours has at most 15 words; past 25 it is an error, in a draft blurb a warning. A long sentence is
    lost halfway by a reader with aphasia. A draft is a quotation until an editor touches it."""
    drafts = {story_at(n, "blurb") for n, story in enumerate(given.issue.stories, 1) if story.draft}
    long = []
    for said in given.said:
        for one in text.sentences(said.words):
            count = len(text.words(one))
            if count > TOO_LONG and said.where not in drafts:
                yield error(said.where, f"a sentence of {count} words: {text.clip(one, 60)}", "split it up")
            elif count > LONG:
                place = said.where.removeprefix("issue.toml: ").removesuffix(", blurb").replace("story", "article")
                long.append((said.where, f"{place} ({count} words)"))
    yield from together(warning, long, "long sentences", f"at most {LONG} words, one idea each", 6)


def contraction(given: Material) -> Findings:
    """No contractions: "do not", not "don't". The missing letters carry the meaning, and they are easily overlooked.
    Write both words in full."""
    found = [(said.where, match[0]) for said in given.said for match in _CONTRACTION.finditer(said.words)]
    yield from together(warning, found, "contractions", "write both words in full")


def jargon(given: Material) -> Findings:
    """Technical terms are explained where they appear, or left out. They are in pipeline/data/reading.toml. Explained:
    plain words, a bracket, a dash, "or" or "means" follow."""
    found = []
    for said, (word, plain) in product(given.said, text.table("reading")["jargon"].items()):
        match = re.search(rf"\b{re.escape(word)}\b(.{{0,24}})", said.words, re.IGNORECASE)
        if match and not _EXPLAINED.match(match[1]) and plain not in said.words.lower():
            found.append((said.where, f"{word} ({plain})"))
    yield from together(warning, found, "jargon", "use everyday words, or explain it", 5)


def figures(given: Material) -> Findings:
    """Numbers are figures: "3 exercises", not "three exercises". They stand out, and many read them who cannot read the
    word. What is quoted keeps its words, as titles do."""
    small, tens = text.table("reading")["numbers"], text.table("reading")["tens"]
    values = {**small, **tens, "hundred": 100}
    number = rf"\b(?:(?:(?:a|one) )?hundred|(?:{'|'.join(tens)})(?:-(?:{'|'.join(small)}))?|{'|'.join(small)})\b"
    titles = [story.title for story in given.issue.stories if story.title]
    quoted = "|".join([_QUOTED, *map(re.escape, titles)])
    found = []
    for said in (said for said in given.said if not any(text.names(said.words, title) for title in titles)):
        for match in re.finditer(number, re.sub(quoted, " ", said.words), re.IGNORECASE):
            if (word := match[0]).lower() != "one":
                parts = [values.get(part, 0) for part in re.split("[ -]", word.lower())]
                found.append((said.where, word, 100 if 100 in parts else sum(parts)))
    if found:
        words, figures = listed(word for _, word, _ in found), listed(f"{n} for {word}" for _, word, n in found)
        yield note(places(where for where, _, _ in found), f"numbers as words: {words}", f"write figures: {figures}")


def key_words(given: Material) -> Findings:
    """Each blurb has its key words in **bold**. A tired reader reads the bold words first."""
    plain = [
        (story_at(n, "blurb"), f"article {n}")
        for n, story in enumerate(given.issue.stories, 1)
        if story.blurb and not any(bold for _, bold in text.bold_runs(story.blurb))
    ]
    yield from together(note, plain, "no key words in bold", "put **…** around 1 to 3 words", 12)


def no_reason(given: Material) -> Findings:
    """Each blurb gives a reason to read the article. A draft says "An article on sleep from Example" if the page had no
    sentence that could be taken."""
    hint = "say in one sentence what readers get from it"
    for n, story in enumerate(given.issue.stories, 1):
        if not story.blurb.strip():
            yield warning(story_at(n, "blurb"), f"article {n} has no blurb", hint)
        elif BARE.fullmatch(story.blurb):
            yield warning(story_at(n, "blurb"), "the blurb only says that it is an article", hint)


def length(given: Material) -> Findings:
    """Blurbs of at most 40 words, 300 words in all without titles, 40 before the first title. Every word costs strength
    that the articles need."""
    counts = ((n, len(text.words(story.blurb))) for n, story in enumerate(given.issue.stories, 1))
    long = [(story_at(n, "blurb"), f"article {n} ({count})") for n, count in counts if count > BLURB]
    yield from together(warning, long, f"blurbs over {BLURB} words", "keep only why it is worth reading", 6)
    if (total := len(text.words(given.copy))) > TOTAL:
        said = f"the email has {total} words, titles aside; aim for {TOTAL} or fewer"
        yield note("issue.toml", said, "shorten the blurbs")
    if (before := len(text.words(given.issue.intro))) > BEFORE:
        yield warning("issue.toml: intro", f"{before} words before the first title", f"shorten it to {BEFORE} or fewer")


def minutes(given: Material) -> Findings:
    """The total reading time is shown where most are known, as their sum. Readers plan their strength by it."""
    total = given.issue.minutes
    for part, words in given.both.items():
        if total and not re.search(rf"(?<!\d){total} min", words):
            yield error(part, f"the total of {total} minutes is not shown", "see page.minutes in the templates")


def claims(given: Material) -> Findings:
    """No miracles: nothing is a cure, guaranteed, or works in so many days. Hope is sold to our readers every day. In a
    quoted title it is a warning: think about the article again."""
    claim = re.compile("|".join(text.table("reading")["claims"]), re.IGNORECASE)
    for said in (*given.said, *(one for one in given.written if one.key == "title")):
        promises = (one[0] for one in claim.finditer(said.words) if not _DENIED.search(said.words[: one.start()]))
        if (promise := next(promises, "")) and said.key == "title":
            yield warning(said.where, f"the title promises too much: {promise}", "choose another article?")
        elif promise:
            yield error(said.where, f"promises too much: {promise}", "say what was found, in whom, and how sure it is")
