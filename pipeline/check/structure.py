"""Rules about the frame of the email: document, stories, headings, tables, edges."""

import re

from pipeline.check import css
from pipeline.check.html import INLINE
from pipeline.check.material import Findings, Material, at, error, listed, story_at, warning
from pipeline.limits import BLURB, END, TITLE
from pipeline.text import bold_runs, clip, counted, squeeze
from pipeline.toml import nearest

_FONT = {"font-family", "font-size", "line-height", "color"}
_DEBRIS = re.compile(r"\{\{|\}\}|\{%|%\}|\*\||\|\*|%%\w+%%|\b[Ll]orem ipsum\b|\bTODO\b|\bXXX\b|\[object Object\]")
_TEMPLATE = "see email/email.html"
_NOTHING = frozenset({"None", "undefined", "null", "NaN"})  # what templates write for a value that is not there


def document(given: Material) -> Findings:
    """The email is a whole HTML document: doctype, character set, title, and its last line. Without a doctype or
    charset clients guess. ``<!-- end -->`` before </body> proves that nothing was lost."""
    title = next(given.root.all("title"), None)
    if given.page.doctype.lower() != "doctype html":
        yield error("email.html:1", "the doctype is missing", "begin email/email.html with <!DOCTYPE html>")
    if not any("charset" in node.attrs for node in given.root.all("meta")):
        yield error("email.html:1", "the character set is not declared", 'put <meta charset="utf-8"> first in <head>')
    if title is None or (not title.own_text and given.issue.subject.strip()):  # `headers` speaks of no subject
        yield error("email.html:1", "the document has no title", "put <title>{{ page.subject }}</title> in <head>")
    if not any(f"<!--{comment}-->" == END for _, comment in given.page.comments):
        yield error("email.html:1", "the end of the email is missing", "put <!-- end --> before </body>")


def stories(given: Material) -> Findings:
    """Every article is there, in order, between "1 of 5" and "End of article 1". Readers who lose one side, or tire,
    find their way by these. Fewer articles than configured is a warning."""
    count, wanted = len(given.issue.stories), given.config.choose.count
    if not count:
        yield error("issue.toml", "there is no article in this issue", "turn a [[bench]] into a [[story]]")
    elif count != wanted:
        hint = "turn a [[bench]] into a [[story]]" if count < wanted else "turn a [[story]] into a [[bench]]"
        yield warning("issue.toml", f"{counted(count, 'article')}; readers expect {wanted}", hint)
    shown = {card.n: card for card in given.cards}
    for n, story in enumerate(given.issue.stories, 1):
        if not story.title.strip():
            yield error(story_at(n, "title"), f"article {n} has no title", "write one: readers press it to read on")
        elif n not in shown:
            yield error(story_at(n, "title"), f"not in the email, or out of order: {story.title}", _TEMPLATE)
        elif shown[n].box is shown[n].heading:
            yield error(at(shown[n].heading), f'article {n} lacks "{n} of {count}" or "End of article {n}"', _TEMPLATE)


def topics(given: Material) -> Findings:
    """Each article's topic is one of the profile's. Its short name is what the article's button says."""
    known = given.labels
    for n, story in enumerate(given.issue.stories, 1):
        if known and story.topic and story.topic not in known:
            hint = nearest(story.topic, known) or f"the profile has: {', '.join(known)}"
            yield warning(story_at(n, "topic"), f"unknown topic: {story.topic}", hint)


def headings(given: Material) -> Findings:
    """One first-level heading; each article has a second-level one; no level is skipped. Screen readers jump from
    heading to heading."""
    found = [node for node in given.body.all("h1", "h2", "h3", "h4", "h5", "h6") if node.shown]
    if (first := sum(node.tag == "h1" for node in found)) != 1:
        yield error("email.html:1", f"{first} headings <h1>; there must be one", "the newsletter's name is the <h1>")
    level = 0
    for node in found:
        if int(node.tag[1]) > level + 1:
            yield error(at(node), f"<{node.tag}> skips a level: {node.text}", f"make it <h{level + 1}>")
        level = int(node.tag[1])
        named = node.text or any(image.attrs.get("alt", "").strip() for image in node.all("img"))
        if not named and not (node.tag == "h2" and given.untitled):  # `stories` speaks of those
            yield error(at(node), f"an empty <{node.tag}>", "give it words, or remove it")


def tables(given: Material) -> Findings:
    """Tables that only place things say so with role="presentation". Without it a screen reader announces rows and
    columns before every sentence."""
    bare = [t for t in given.root.all("table") if t.attrs.get("role") != "presentation" and not any(t.all("th"))]
    if bare:
        yield error(at(bare[0]), f'{len(bare)} layout tables lack role="presentation"', "add it to each <table>")


def columns(given: Material) -> Findings:
    """One column: no row holds two cells with words or links. Side by side, half is overlooked by readers with neglect,
    and nothing can be read at 200 %."""
    for row in given.body.all("tr"):
        cells = [cell for cell in row.children if cell.tag in ("td", "th") and cell.shown and cell.text]
        if len(cells) > 1:
            yield error(at(row), f"two columns: {listed(c.text[:30] for c in cells)}", "put one below the other")


def edges(given: Material) -> Findings:
    """Every article has a solid rule of 4 px or more on both edges, and all begin at the same left edge. The rules mark
    where a line begins and ends for readers who lose one side."""
    starts = set()
    for card in given.cards:
        cell = next((node for node in card.box.up() if node.tag == "td"), card.box)
        if min(css.border(cell.style, side)[0] for side in ("left", "right")) < 4:
            yield error(at(cell), f"article {card.n} has no solid border of 4 px", "give .card a border: 4px solid")
        starts.add(css.sides(cell.style, "padding")[3])
    if len(starts) > 1:
        yield warning("templates/email/inline.css", f"articles begin at different left edges: {listed(sorted(starts))}")


def typography(given: Material) -> Findings:
    """Every cell with words names its own font, size, line height and color. Clients that drop the doctype do not pass
    these on into tables."""
    cells = (next((node for node in painted.node.up() if node.tag == "td"), None) for painted in given.light)
    bare = [cell for cell in dict.fromkeys(filter(None, cells)) if not cell.style.keys() >= _FONT]
    if bare:
        missing = listed(sorted({name for cell in bare for name in _FONT - cell.style.keys()}), 4)
        said = f"{counted(len(bare), 'cell')} without {missing}: {bare[0].text[:40]}"
        yield error(at(bare[0]), said, "see td in email/inline.css")


def cut(given: Material) -> Findings:
    """No title or blurb is so long that readers see only its beginning: 200 characters, and 600. What a feed sends has
    no end. The email says where something is left out, by an ellipsis."""
    most = {"title": TITLE, "blurb": BLURB}
    for one in given.written:
        count = len(squeeze(one.words))
        if count > most.get(one.key, count):
            yield warning(one.where, f"{count} characters; the email shows {most[one.key]}", "make it shorter")


def stars(given: Material) -> Findings:
    """Two stars make words bold in the intro and in blurbs, in pairs; anywhere else readers see stars. The subject,
    titles and what a picture shows are plain text."""
    for one in given.written:
        if one.key in ("intro", "blurb"):
            if any("**" in run for run, _ in bold_runs(one.words)):
                yield warning(one.where, "two stars without their pair, which readers see", "put two at both ends")
        elif "**" in one.words and one.key != "url":
            yield warning(one.where, f"readers see the stars here: {clip(one.words, 60)}", "remove the stars")


def drafts(given: Material) -> Findings:
    """No blurb is a program's draft: an editor has read it, and written it in words of their own. What `blurb_command`
    offers is marked ``draft = true``, until it is changed or kept in the studio."""
    for n, story in enumerate(given.issue.stories, 1):
        if story.draft:
            hint = "read it, and write it in your own words; one that is good can be kept in the studio"
            yield error(story_at(n, "blurb"), f"the blurb of article {n} is a program's draft", hint)


def placeholder(given: Material) -> Findings:
    """No template tag, "None" or filler text is left in what readers see. A mail service would run such tags, or show
    them."""
    texts = (*given.written, *given.settings)
    ours = [(one.where, match[0]) for one in texts if (match := _DEBRIS.search(one.words))]
    for where, tag in ours:
        yield error(where, f"looks like a template's tag or filler: {tag}", "write it in words")
    for node in given.nodes:
        values = [node.own_text, *(node.attrs.get(name, "") for name in ("href", "src", "alt"))]
        alone = node.text if node.tag not in INLINE else ""  # a bold "None" may begin a sentence
        debris = not ours and node.shown and any(_DEBRIS.search(value) for value in values)
        if debris or not _NOTHING.isdisjoint((alone, *values[1:])):
            yield error(at(node), f"left over from a template: {listed(filter(None, values))}", _TEMPLATE)
            return
    if not ours and (match := _DEBRIS.search(given.email.text)):
        yield error("email.txt", f"left over from a template: {match[0]}", "see email/email.txt")
