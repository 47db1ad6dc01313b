"""The feeds in newsletter.toml: found behind an address, added without touching the rest, carried as OPML."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from pipeline import config as settings
from pipeline import files
from pipeline.config import Config
from pipeline.errors import ConfigError, FetchError, UsageError
from pipeline.model import Feed


def discover(config: Config, url: str, *, now: datetime) -> Feed:
    """The feed behind *url*, a feed's own address or a site's. FetchError when none, UsageError when many."""
    from pipeline import web
    from pipeline.collect import discovery
    from pipeline.collect.gather import policy

    def fetch(address: str) -> tuple[str, Mapping[str, str], bytes]:
        answers: list[web.Response | FetchError] = []
        web.fetch_all(
            [web.Request(url=address)], policy=policy(config), on_response=lambda _, answer: answers.append(answer)
        )
        answer = answers[0]
        if isinstance(answer, FetchError):
            raise answer
        if answer.status != 200:
            raise FetchError(f"{address} answers {answer.status}", reason="status")
        return answer.url, answer.headers, answer.body

    found = discovery.find(url if "://" in url else f"https://{url}", fetch=fetch, now=now)
    if len(found) > 1:
        listed = "\n".join(f"  {f.url}  {f.title} ({f.entries} entries)" for f in found)
        raise UsageError(f"there are {len(found)} feeds at {url}:\n{listed}", hint="add the one that you want")
    return Feed(url=found[0].url, name=found[0].title or url)


def add(config: Config, feeds: Iterable[Feed]) -> tuple[Feed, ...]:
    """Write *feeds* at the end of newsletter.toml, which keeps every other byte; those that are new to it."""
    path = config.folder / settings.NAME
    before = path.read_bytes()
    known = {feed.url for feed in config.feeds}
    new = tuple({feed.url: feed for feed in feeds if feed.url not in known}.values())
    if not new:
        return ()
    text = before.decode("utf-8-sig").rstrip("\n") + "\n"
    for feed in new:
        text += f"\n[[feeds]]\nurl = {_string(feed.url)}\nname = {_string(feed.name)}\ntier = {_string(feed.tier)}\n"
        if feed.tags:
            text += f"tags = [{', '.join(_string(tag) for tag in feed.tags)}]\n"
    settings.read(text, config.folder)  # what is written can be read again, or nothing is written
    files.write_atomic(path, text.encode(), expected=before)
    return new


def read_opml(path: Path) -> tuple[Feed, ...]:
    """The feeds of an OPML file, folders as tags. Raises ConfigError when it cannot be read."""
    from pipeline.collect import opml

    try:
        return opml.read(path.read_bytes())
    except OSError as e:
        raise ConfigError(f"{path} cannot be read: {e.strerror}", hint="check the file's name") from e


def write_opml(config: Config) -> bytes:
    """The newsletter's feeds as OPML; sample feeds and local files stay here."""
    from pipeline.collect import opml

    remote = [feed for feed in config.feeds if feed.url.startswith(("http://", "https://"))]
    return opml.write(remote, title=config.newsletter.title)


def _string(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
