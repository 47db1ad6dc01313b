"""What an editor must read before it goes out: an article's text beside the words, its page, and the way back."""

import re
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import quote

from flask import Flask, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from pipeline.errors import FetchError, MondayError
from pipeline.model import Story
from pipeline.preview import guard
from pipeline.preview.actions import Actions
from pipeline.preview.live import Live
from pipeline.preview.render import Rendered
from pipeline.preview.studio import Studio
from pipeline.text import squash
from pipeline.urls import host, is_made_up

_HEADING: Final = 12  # words; a line that is no longer, ends without a mark, and stands above a longer one
_ENDED: Final = frozenset(".!?:;,…”)")


def register(app: Flask, studio: Studio, live: Live, actions: Actions) -> None:
    """Add an article's text, and the way to its page: whoever followed one of them may say that it is fine."""
    texts: dict[str, str] = {}
    app.add_template_filter(mailto)

    def wanted() -> Story:
        if not guard.token():
            abort(403, "View only: a reading cannot be recorded here.")
        url, now = request.args.get("url", ""), live.shown.rendered
        issue = now.issue if now else None
        for story in (*issue.stories, *issue.bench, *issue.held) if issue else ():
            if story.url == url and url.startswith(("https://", "http://")):
                return story
        abort(404, "That article is not in this issue.")

    @app.get("/reading")
    def reading() -> str:
        story = wanted()
        problem = None
        made_up = is_made_up(host(story.url))
        if story.url not in texts and not made_up:
            try:
                texts[story.url] = studio.page(story.url)
            except MondayError as e:
                problem = e
        words = texts.get(story.url, "")
        if not (words or made_up or problem):
            problem = FetchError("the page has no text that can be shown here")
        if words or made_up:
            actions.opened.add(story.url)
        why = reasons(story, live.shown.rendered)
        given = {"made_up": made_up, "problem": problem, "lines": marked(words, why, story.title)}
        return render_template("reading.html", story=story, why=why, **given)

    @app.get("/reading/page")
    def reading_page() -> Response:
        story = wanted()
        if is_made_up(host(story.url)):
            return redirect(f"/reading?url={quote(story.url)}", 303)
        actions.opened.add(story.url)
        return redirect(story.url, 303)


def reasons(story: Story, now: Rendered | None) -> tuple[str, ...]:
    """Why *story* must be read, in sentences."""
    found = now.to_read.get(story.url) if now else None
    quoted = (words for words in story.flagged if not any(words in line for line in story.caution))
    return found.why if found else (*story.caution, *(f"It says: “{words}”" for words in quoted))


def marked(words: str, why: Sequence[str], title: str = "") -> list[tuple[bool, list[tuple[str, bool]]]]:
    """The paragraphs of an article without its *title*: whether each is a heading, and its parts: the words, and
    whether *why* quotes them."""
    quotes = [found.rstrip("…").strip() for line in why for found in re.findall(r"“([^“”]+)”", line)]
    spaced = [r"\s+".join(map(re.escape, found.split())) for found in quotes if found]
    pattern = re.compile("(" + "|".join(spaced) + ")", re.IGNORECASE) if spaced else None

    def parts(line: str) -> Iterator[tuple[str, bool]]:
        for n, part in enumerate(pattern.split(line) if pattern else [line]):
            if part:
                yield part, n % 2 == 1

    lines = [line for line in words.splitlines() if squash(line) not in ("", squash(title))]
    short = [len(line.split()) <= _HEADING and line.rstrip()[-1:] not in _ENDED for line in (*lines, "")]
    return [(short[n] and not short[n + 1], list(parts(line))) for n, line in enumerate(lines)]


def mailto(story: Story, why: Sequence[str]) -> str:
    """An email to a colleague who is to read *story*: its link, and why."""
    body = "\n\n".join((story.title, story.url, *why, "Is it safe for our readers?"))
    return f"mailto:?subject={quote(f'Please read: {story.title}')}&body={quote(body)}"
