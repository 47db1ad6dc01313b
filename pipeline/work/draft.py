"""From a choice to the first draft: the chosen pages are read, and an editor's own program may offer blurbs."""

import shlex
from collections.abc import Callable, Mapping

from pipeline import choose, collect
from pipeline.config import Config
from pipeline.config.profile import Profile
from pipeline.errors import MondayError
from pipeline.model import Issue, Story
from pipeline.outside import programs
from pipeline.printable import visible

Warn = Callable[[str], None]


def draft(
    config: Config,
    choice: choose.Choice,
    *,
    number: int,
    profile: Profile,
    pinned: Mapping[int, Story],
    warn: Warn,
) -> Issue:
    """The issue that the editor starts from; *pinned* stories keep their places and their words."""
    articles = [verdict.candidate.article for verdict in choice.picks]
    pages = collect.pages([a.url for a in articles], config) if config.collect.fetch_picks else {}
    texts = {a.url: pages.get(a.url) or a.text or a.summary for a in articles}
    return choose.draft(
        choice,
        number=number,
        day=choice.day,
        profile=profile,
        pages=pages,
        offers=offered_blurbs(config, texts, warn=warn),
        pinned=pinned,
    )


def offered_blurbs(config: Config, texts: Mapping[str, str], *, warn: Warn) -> dict[str, str]:
    """Blurbs by url from the editor's own program, which reads an article's text; a failure is a warning.

    It runs in the newsletter's folder, so that it may be a file there.
    """
    command = config.choose.blurb_command
    offers: dict[str, str] = {}
    for url, said in texts.items() if command else ():
        try:
            argv, given = shlex.split(command), said[:100_000].encode()
            done = programs.run(argv, cwd=config.folder, stdin=given, timeout=60, max_output=4_000)
        except (MondayError, ValueError) as e:
            warn(f"blurb_command: {e}; the drafts keep the machine's words")
            break
        if done.code:
            warn(f"blurb_command ended with exit code {done.code} for {url}")
        else:
            offers[url] = visible(done.stdout.decode("utf-8", "replace"))
    return offers
