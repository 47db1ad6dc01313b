"""A studio over one folder on disk, without the stages: what the tests of preview share."""

import html
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

from flask import Flask
from jinja2 import BytecodeCache

from pipeline import issue
from pipeline.archive import Newsletter, State
from pipeline.config import load
from pipeline.errors import CheckFailed, FetchError, MondayError, RemoteRefused, TemplateError, UsageError
from pipeline.issue import candidates
from pipeline.issue.candidates import Candidates
from pipeline.model import Finding, Issue, Story
from pipeline.outside import files
from pipeline.preview import Rendered, Studio
from pipeline.preview.app import create_app
from pipeline.preview.history import Remembered
from pipeline.preview.studio import Tell
from pipeline.work import schedule
from pipeline.work.approve import require_intent
from pipeline.work.balance import History
from pipeline.work.next_step import NextStep
from pipeline.work.status import Past

STORIES = tuple(
    Story(
        title=title,
        url=f"https://{host}.example/{i}",
        source=host.capitalize(),
        topic=topic,
        minutes=i,
        blurb=f"Words about {topic}. They are short.",
        why=(f"It is about {topic}.",),
    )
    for i, (title, host, topic) in enumerate(
        [
            ("Five hand exercises", "harbour", "hand and arm"),
            ("Why you are so tired", "rivermead", "fatigue"),
            ("Finding words again", "speakwell", "speech"),
            ("Safe steps at home", "carers", "falls"),
            ("Sleeping through", "night", "sleep"),
        ],
        1,
    )
)
ISSUE = Issue(
    number=12,
    date=date(2026, 11, 23),
    subject="Hands, sleep and steady steps",
    preheader="Five short reads for this week.",
    intro="Small steps count.",
    stories=STORIES,
    bench=(
        Story(title="A stick or a frame?", url="https://bench.example/1", source="Bench", blurb="How to choose."),
        Story(title="Cooking with one hand", url="https://bench.example/2", source="Bench", blurb="Small tools help."),
    ),
    held=(Story(title="A miracle cure?", url="https://held.org.uk/1", flagged=("miracle", "cure")),),
)
NOW = datetime(2026, 11, 20, 17, tzinfo=UTC)
SETTINGS = """\
[newsletter]
title = "Monday Five"

[schedule]
timezone = "America/Los_Angeles"   # ours
skip = [2026-12-28]                # the year's end

[[feeds]]
url = "sample:harbour"
name = "Harbour Stroke Charity"
"""
HISTORY = History(
    issues=11,
    stories={
        "topic": {"fatigue": 14, "speech": 9, "sleep": 4, "hand and arm": 3},
        "source": {"Harbour": 12, "Speakwell": 10, "Night": 8},
        "format": {"how-to": 30},
    },
    known={
        "topic": ("fatigue", "speech", "driving"),
        "source": ("Harbour", "Quiet Voices"),
        "format": ("how-to", "study"),
    },
    labels={"driving": "driving again"},
)
EMAIL = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{subject}</title>
<style>@media (prefers-color-scheme: dark) {{ body {{ background: #101010 !important; color: #eee }} }}</style></head>
<body style="background-color:#ffffff"><h1 style="color:#003333">{subject}</h1>{body}</body></html>"""


class Compiled(BytecodeCache):
    """The studio's pages, compiled once in a process: each test has a studio of its own."""

    def __init__(self):
        self.kept = {}

    def load_bytecode(self, bucket):
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket):
        self.kept[bucket.key] = bucket.bytecode_to_string()


Flask.jinja_options = {"bytecode_cache": Compiled()}


def considered(**lists: list[Mapping[str, Any]]) -> Candidates:
    """Candidates of these rows, by the names of their lists; what a row leaves out is empty."""
    empty = {"source": "", "topic": "", "score": 0.0, "parts": [], "reason": {"code": "", "words": ""}}
    rows = {name: [{**empty, **row} for row in lists.get(name, ())] for name in candidates.LISTS.values()}
    found = {"issue": "2026-11-23", "chosen": "2026-11-20T17:00:00+00:00", **rows}
    return candidates.parse(json.dumps(found).encode())


@dataclass
class Newsroom:
    """A folder, and what its studio says and remembers."""

    folder: Path
    first: Issue = ISSUE
    findings: tuple[Finding, ...] = ()
    approved: list[str] = field(default_factory=list)
    made_up: tuple[str, ...] = ()
    rehearsed: list[str] = field(default_factory=list)
    candidates: Candidates = field(default_factory=considered)
    stage: Literal["open", "scheduled", "out"] = "open"
    sending: bool = False
    """The mail service has begun: it takes nothing back any more."""
    pages: dict[str, Story] = field(default_factory=dict)
    """What is to be found on the web."""
    pictures: Mapping[str, bytes] | None = None
    kept_pictures: dict[str, bytes] = field(default_factory=dict)
    states: list[Remembered] = field(default_factory=list)
    mail: list[str] | None = field(default_factory=list)
    """Whom tests went to; None while there is no mail server."""
    corrections: list[str] = field(default_factory=list)
    answered: threading.Event = field(default_factory=threading.Event)
    """Until it is set, the pages that links lead to do not answer."""
    past: tuple[Past, ...] = ()
    history: History = HISTORY

    def __post_init__(self) -> None:
        self.template.parent.mkdir(parents=True, exist_ok=True)
        self.template.write_text(EMAIL)
        self.file.write_text(issue.dump(self.first))
        self.settings.write_text(SETTINGS)

    @property
    def file(self) -> Path:
        return self.folder / "issue.toml"

    @property
    def now(self) -> Issue:
        return issue.parse(self.file.read_text())

    @property
    def template(self) -> Path:
        return self.folder / "templates" / "email" / "email.html"

    def render(self) -> Rendered:
        """A small email from a template on disk: enough to show, to break, and to mend."""
        source = self.template.read_text()
        if "{{%" in source:
            raise TemplateError("templates/email/email.html:3: unexpected '%'", hint="see the line that is named")
        found = issue.parse(self.file.read_text())
        text = "".join(f"<p>{html.escape(story.title)}</p>" for story in found.stories) * 8
        email = source.format(subject=html.escape(found.subject), body=text).encode()
        made = {"email.html": email, "email.txt": found.subject.encode(), "web.html": email}
        return Rendered(
            files={**made, "issue.toml": self.file.read_bytes()},
            findings=self.findings,
            issue=found,
            day=found.date,
            sizes=(("1. A <b>long</b> story", 1806, 1910), ("All of it", 27144, 28552)),
            step=self.step,
            made_up=self.made_up,
        )

    def draft(self, changed: Issue) -> Mapping[str, bytes]:
        email = EMAIL.format(subject=html.escape(changed.subject), body="").encode()
        return {"email.html": email, "web.html": email}

    @property
    def step(self) -> NextStep:
        """As the mail service and the ledger would have it."""
        state = {"open": State.APPROVED if self.approved else State.DRAFT, "out": State.SENT}
        return NextStep(
            state=state.get(self.stage, State.SCHEDULED),
            ahead="It goes to Mailchimp on Monday." if self.stage == "open" else f"It is {self.stage} at Mailchimp.",
            stage=self.stage,
            no_test="" if self.mail is not None else "no mail server is set",
            test_to="editor@example.org" if self.mail is not None else "",
            corrections=tuple((datetime(2026, 11, 24, tzinfo=UTC), words) for words in self.corrections),
        )

    def approve(self, by: str, seen: str, *, rehearsal: bool = False, intended: bool = False) -> str:
        if self.made_up and not rehearsal:
            raise CheckFailed("not approved: sample content is never sent", hint="rehearse it: monday approve --sample")
        if not (rehearsal or intended):
            require_intent(self.findings, seen=seen)
        (self.rehearsed if rehearsal else self.approved).append(by)
        return "It is never sent." if rehearsal else "It goes out on Monday."

    def find(self, url: str) -> Story:
        if url not in self.pages:
            raise FetchError("there is no server by that name", hint="look for a slip in the address")
        return self.pages[url]

    def keep_picture(self, title: str, data: bytes) -> str:
        self.kept_pictures[f"{title[:4].lower()}.jpg"] = data
        return f"{title[:4].lower()}.jpg"

    def remember(self, before: bytes, after: bytes, said: str) -> None:
        for text, words in ([] if self.states else [(before, "as it was before")]) + [(after, said)]:
            number = len(self.states) + 1
            self.states.append(Remembered(number=number, when="Friday, 3:02 PM", said=words, text=text))

    def release(self, url: str, by: str) -> str:
        document = issue.Document(self.file.read_text())
        place = [story.url for story in document.issue.held].index(url)
        self.file.write_text(document.turn("held", place, "bench", 0).set("bench", 0, "read_by", by).text)
        return f"Released by {by}: it is first on the bench."

    def links(self, tell: Tell) -> str:
        """Asks as long as the test wants it to."""
        tell("1 of 5 pages tested")
        assert self.answered.wait(30)
        self.findings += (
            Finding(level="error", rule="links.dead", where="issue.toml: story 2, url", message="this page is gone"),
        )
        return "4 of 5 pages answered; see the checks."

    def shots(self, tell: Tell) -> Mapping[str, bytes]:
        if self.pictures is None:
            raise MondayError("Chromium is not installed", hint="install it: apt-get install chromium")
        tell("Taking desktop")
        return self.pictures

    def send_test(self, to: str) -> str:
        if "refused" in to:
            raise RemoteRefused("the mail server refused (550): no such user", hint="read what it says")
        assert self.mail is not None
        self.mail.append(to)
        return f"The current issue was sent to {to}."

    def withdraw(self) -> str:
        if self.sending:
            self.stage = "out"
            raise RemoteRefused("Mailchimp has already started sending this issue", hint="correct the public page")
        assert self.stage == "scheduled"
        self.stage = "open"
        self.approved.clear()
        return "it is a draft again"

    def correct(self, words: str, _day: date | None = None) -> str:
        if not words:
            raise UsageError("the correction is empty")
        assert self.stage == "out"
        self.corrections.append(words)
        return "The correction is on the issue's page."

    @property
    def settings(self) -> Path:
        return self.folder / "newsletter.toml"

    def kept(self, day: date, name: str) -> bytes | None:
        return files.read(self.folder / "issues" / str(day) / name)

    def skip(self, day: str, skipped: bool, seen: str) -> str:
        return schedule.skip(Newsletter(load(self.folder)), day, skipped=skipped, seen=seen, now=NOW)

    def calendar(self) -> schedule.Calendar:
        found = schedule.calendar(Newsletter(load(self.folder)), now=NOW)
        return replace(found, states={one.day: one.state for one in self.past})

    def studio(self) -> "Staged":
        return Staged(
            render=self.render,
            draft=self.draft,
            save=lambda new, old: files.write_atomic(self.file, new, expected=old),
            approve=self.approve,
            considered=lambda: self.candidates,
            find=self.find,
            release=self.release,
            remember=self.remember,
            remembered=lambda: tuple(self.states),
            keep_picture=self.keep_picture,
            page=lambda _: "The words of its page.",
            links=self.links,
            shots=self.shots,
            send_test=self.send_test,
            withdraw=self.withdraw,
            correct=self.correct,
            watch=(self.file, self.folder / "templates"),
            key=b"a key of this test",
            day=self.first.date,
            past=lambda: self.past,
            kept=self.kept,
            served=lambda _: {"https://example.org/monday/tiles/hand.png": b"a tile"},
            calendar=self.calendar,
            skip=self.skip,
            earlier_balance=lambda: self.history,
        )


class Staged(Studio):
    """A studio over the *methods* of a test, in place of the real stages."""

    watch = ()
    key = b""

    def __init__(self, **methods: Any) -> None:
        self.__dict__.update(methods)

    def having(self, **methods: Any) -> "Staged":
        """The same with other *methods*."""
        return Staged(**{**self.__dict__, **methods})


TOKEN = "a token of this test"


def entered(studio, *, read_only=False, knows=True):
    """A browser that was let into a new start of the *studio* earlier, or, where it does not know it, was not."""
    app = create_app(studio, read_only=read_only, token="once")
    client = app.test_client()
    if knows:
        carried = app.session_interface.get_signing_serializer(app).dumps({"form": TOKEN, "_permanent": True})
        for domain in ("127.0.0.1", "localhost", "[::1]", "::1"):
            client.set_cookie(app.config["SESSION_COOKIE_NAME"], carried, domain=domain)
    return client


class Browser:
    """An editor's browser: it was let in, and posts forms."""

    def __init__(self, newsroom, *, read_only=False, knows=True):
        self.client = entered(newsroom.studio(), read_only=read_only, knows=knows)
        self.live = self.client.application.extensions["live"]

    def post(self, *, headers=None, token=TOKEN, **form):
        form = {key.replace("__", "."): value for key, value in form.items()} | {"token": token}
        return self.client.post("/", data=form, headers={"Host": "127.0.0.1:8765", **(headers or {})})
