"""The first draft of an issue: the choice, the pages of its five read, and blurbs that an editor's program offers."""

import shlex
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from pipeline import choose as stage
from pipeline import flow, issue
from pipeline.archive import Edition, Newsletter
from pipeline.collect import page as web
from pipeline.config import Config
from pipeline.config.profile import load_profile
from pipeline.errors import IssueError, MondayError, Skipped, UsageError
from pipeline.issue import candidates
from pipeline.issue.candidates import Candidates
from pipeline.model import Story, Warn
from pipeline.outside import programs
from pipeline.text.printable import visible

MORE: Final = "add feeds, or add standing articles to evergreen.toml"  # what brings more good articles
_PAGES: Final = 20  # pages that one choice asks for at most


class TooFew(Skipped):
    """Too few good articles; *found* is what was considered anyway."""

    def __init__(self, found: Candidates, *, hint: str) -> None:
        super().__init__(found.missing, hint=hint)
        self.found = found


def choose(
    newsletter: Newsletter,
    day: date,
    *,
    now: datetime,
    again: bool = False,
    discard: bool = False,
    write: bool = True,
    warn: Warn,
) -> Candidates:
    """Articles to five: writes candidates.json, then issue.toml, unless *write* is off; answers with every verdict. An
    issue that exists is left alone. With *again* it is chosen again while nobody edited the draft, with *discard* in
    any case; pinned stories stay."""
    edition = newsletter.edition(day)
    if edition.text is not None and not (again or discard):
        return considered(newsletter, day)
    edition.require_open()  # also when issue.toml is gone: the ledger knows what readers have
    if edition.text is None and edition.fault:
        raise edition.fault
    if edition.is_edited and not discard:
        hint = "to choose again anyway: monday choose --discard (the edited file is kept beside it)"
        raise UsageError(f"issues/{day}/issue.toml was edited since it was drafted; it was left alone", hint=hint)
    if edition.fault:
        warn(f"{edition.fault}; what was pinned in it could not be kept")
    stories = edition.issue.stories if edition.issue else ()
    pinned = {place: story for place, story in enumerate(stories) if story.pinned}  # a new choice keeps them there
    choice, pages = _followed(newsletter, edition, now=now, pinned=tuple(pinned.values()))
    if choice.missing:
        raise TooFew(choice, hint=f"{MORE}; to see every article, and why: monday choose --explain --issue {day}")
    for note in choice.notes:
        warn(note)
    if not write:
        return choice
    articles = [verdict.candidate.article for verdict in choice.picks]
    texts = {a.url: pages.get(a.url) or a.text or a.summary for a in articles}
    drafted = stage.draft(
        choice,
        number=newsletter.next_number(before=day, now=now),
        day=choice.day,
        profile=load_profile(newsletter.config),
        pages=pages,
        american=newsletter.config.newsletter.american,
        offers=_offered_blurbs(newsletter.config, texts, warn=warn),
        pinned=pinned,
    )
    newsletter.draft(edition, issue.dump(drafted).encode(), candidates.dump(choice), now=now)
    return choice


def _followed(
    newsletter: Newsletter, edition: Edition, *, now: datetime, pinned: Sequence[Story]
) -> tuple[stage.Choice, dict[str, str]]:
    """The choice, its picks at their final addresses, and the plain text of their pages by address. A pick whose link
    leads to an article that readers had, or to another pick, gives its place to the next; so does one whose page says
    what could harm."""
    homes, pages = dict[str, str](), dict[str, str]()
    asked = set[str]()
    while True:
        choice = flow.choose(newsletter, edition, now=now, given=stage.Given(pinned=pinned, homes=homes, pages=pages))
        new = [u for u in (v.candidate.article.url for v in choice.picks) if u not in asked and u not in pages]
        if not newsletter.config.collect.fetch_picks or choice.missing or not new or len(asked) > _PAGES:
            return choice, pages
        asked |= {*new}
        found = web.read(new, newsletter.config)
        pages |= {page.url: page.words for page in found.values()}
        moved = {url: page.url for url, page in found.items() if page.url != url}
        if not moved and not any(stage.on_page("", page.words) for page in found.values()):
            return choice, pages
        homes |= moved


def considered(newsletter: Newsletter, day: date) -> Candidates:
    """What was considered for *day*'s issue. Raises IssueError where that is no longer known."""
    found = newsletter.considered(day)
    if found is None:
        hint = "restore the file from a backup, or choose again: monday choose --again"
        raise IssueError(f"candidates.json for {day} is missing or damaged: what was considered is unknown", hint=hint)
    return found


def _offered_blurbs(config: Config, texts: Mapping[str, str], *, warn: Warn) -> dict[str, str]:
    """Blurbs by url from the editor's own program, which reads an article's text; a failure is a warning. It runs in
    the newsletter's folder, so that it may be a file there."""
    command = config.choose.blurb_command
    offers: dict[str, str] = {}
    for url, text in texts.items() if command else ():
        try:
            argv, given = shlex.split(command), text[:100_000].encode()
            done = programs.run(argv, cwd=config.folder, stdin=given, timeout=60, max_output=4_000)
        except (MondayError, ValueError) as e:
            warn(f"blurb_command: {e}; the drafted blurbs were kept")
            break
        if done.code:
            warn(f"blurb_command ended with exit code {done.code} for {url}")
        else:
            offers[url] = visible(done.stdout.decode("utf-8", "replace"))
    return offers
