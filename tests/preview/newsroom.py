"""A studio over one folder on disk, without the stages: what the tests of preview share."""

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pipeline import files
from pipeline.errors import IssueError, TemplateError
from pipeline.model import Finding, Issue, Story
from pipeline.preview import Rendered, Studio

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
)
EMAIL = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{subject}</title>
<style>@media (prefers-color-scheme: dark) {{ body {{ background: #101010 !important; color: #eee }} }}</style></head>
<body style="background-color:#ffffff"><h1 style="color:#003333">{subject}</h1>{body}</body></html>"""


@dataclass
class Newsroom:
    """A folder, and what its studio says and remembers."""

    folder: Path
    issue: Issue = ISSUE
    findings: tuple[Finding, ...] = ()
    approved: list[str] = field(default_factory=list)
    candidates: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.template.write_text(EMAIL)

    @property
    def template(self) -> Path:
        return self.folder / "email.html"

    def render(self) -> Rendered:
        """A small email from a template on disk: enough to show, to break, and to mend."""
        source = self.template.read_text()
        if "{{%" in source:
            raise TemplateError("templates/email/email.html:3: unexpected '%'", hint="see the line that is named")
        if not source:
            raise IssueError("issue.toml:1: no issue")
        text = "".join(f"<p>{html.escape(story.title)}</p>" for story in self.issue.stories) * 8
        email = source.format(subject=html.escape(self.issue.subject), body=text).encode()
        made = {"email.html": email, "email.txt": self.issue.subject.encode(), "web.html": email, "issue.toml": b""}
        return Rendered(files=made, findings=self.findings, issue=self.issue, day=self.issue.date)

    def studio(self) -> Studio:
        return Studio(
            render=self.render,
            save=lambda new, old: files.write_atomic(self.folder / "issue.toml", new, expected=old),
            approve=lambda by: self.approved.append(by) or "It goes out on Monday.",
            candidates=lambda: self.candidates,
            watch=(self.folder,),
        )
