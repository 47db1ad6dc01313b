"""All articles that were considered: found by status, reason and words, and taken from there, now or for later."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from flask import Flask, render_template, request

from pipeline.errors import MondayError
from pipeline.issue.candidates import Candidates
from pipeline.model import Article, Candidate, Issue, Reason, Verdict
from pipeline.preview import edits, guard
from pipeline.preview.actions import Actions
from pipeline.preview.live import Live
from pipeline.preview.studio import Studio
from pipeline.text import table
from pipeline.urls import canonical

_MOST = 300


def register(app: Flask, studio: Studio, live: Live, actions: Actions) -> None:
    """Add the page."""

    @app.route("/considered", methods=["GET", "POST"])
    def considered() -> tuple[str, int]:
        given, code = guard.done(lambda: actions.do(request.form))
        try:
            found = studio.considered()
        except MondayError as e:
            return render_template("problem.html", problem=str(e), hint=e.hint), 404
        now = live.shown.rendered
        if not now or now.step.stage == "out":
            given["token"] = ""
        wanted = {name: request.args.get(name, "").strip() for name in ("outcome", "reason", "words")}
        given |= {"now": now, "wanted": wanted, "place": edits.place}
        given |= sift((*found.verdicts, *_added(found, now.issue if now else None)), **wanted)
        return render_template("considered.html", **given), code


def _added(found: Candidates, issue: Issue | None) -> Iterator[Verdict]:
    """The articles of *issue* that were not considered: an editor added them."""
    known = {canonical(verdict.candidate.article.url) for verdict in found.verdicts}
    for story in (*issue.stories, *issue.bench, *issue.held, *issue.dropped) if issue else ():
        if canonical(story.url) not in known:
            article = Article(key=story.url, url=story.url, title=story.title, source=story.source)
            reason = Reason(code="added", words="an editor added it")
            yield Verdict(candidate=Candidate(article=article, topic=story.topic), outcome="pick", reason=reason)


def sift(found: Sequence[Verdict], *, outcome: str, reason: str, words: str) -> dict[str, Any]:
    """The considered articles that were asked for, and what else can be asked."""
    codes = Counter(verdict.reason.code for verdict in found)
    kept = [
        verdict
        for verdict in found
        if outcome in ("", verdict.outcome)
        and reason in ("", verdict.reason.code)
        and words.casefold() in f"{verdict.candidate.article.title} {verdict.candidate.article.source}".casefold()
    ]
    called = table("reasons")
    return {
        "verdicts": kept[:_MOST],
        "total": len(kept),
        "all": len(found),
        "codes": [(code, called.get(code, code.replace("-", " ")), count) for code, count in codes.most_common()],
        "outcomes": table("studio")["outcomes"],
    }


def adds(issue: Issue, topic: str, source: str, label: str, instead_of: int = 0) -> str:
    """What an article on *topic* from *source* would add to the issue, or change in the place *instead_of*, from 1."""
    others = [story for n, story in enumerate(issue.stories, 1) if n != instead_of]
    here = {"topic": {story.topic for story in others}, "source": {story.source for story in others}}
    named = (("topic", topic, label), ("source", source, source))
    return ", ".join(
        f"{words} ({'already in the issue' if name in here[key] else 'new'})" for key, name, words in named if name
    )
