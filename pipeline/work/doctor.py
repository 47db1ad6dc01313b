"""What newcomers trip over, each with its fix: the work of `monday doctor`."""

import os
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Literal
from zoneinfo import ZoneInfo

from pipeline import check, collect, handoff, urls
from pipeline.archive import Newsletter
from pipeline.archive.ledger import Record
from pipeline.config import Config, resources, when
from pipeline.config.ebook import GIVE, concerns, offer
from pipeline.config.evergreen import load_evergreen
from pipeline.config.profile import load_profile
from pipeline.errors import FetchError, MondayError
from pipeline.handoff import signup
from pipeline.limits import issue_name
from pipeline.outside import browser, programs, web
from pipeline.text import counted
from pipeline.text.printable import masked
from pipeline.work import last_run

_SKEW = timedelta(minutes=5)
_SET_CLOCK = "set the clock: timedatectl set-ntp true; then run this again"


Level = Literal["ok", "note", "bad"]


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing looked at: *ok*, worth knowing (*note*), or in the way (*bad*), with what to do."""

    level: Level
    about: str  # what was looked at, in one word that scripts can rely on
    what: str
    fix: str = ""


def examine(newsletter: Newsletter, *, now: datetime, env: Mapping[str, str]) -> Iterator[Sign]:
    """Look at the machine, the folder and the settings; nothing is sent and nothing is changed. The published home is
    asked for its first page, and the mail server is greeted, as before a message."""
    config = newsletter.config
    sends: Level = "note" if config.handoff.target == "none" else "bad"
    yield Sign("ok", "python", f"Python {'.'.join(map(str, sys.version_info[:3]))}")
    yield from _folder(config)
    yield from _times(newsletter, now)
    yield from _feeds(config, now)
    yield from _addresses(config, sends)
    yield from _ebook(config, sends)
    yield from _home(config, now, sends)
    yield from _sending(config, env, now)
    yield from _form(config, env)
    yield from _programs(config)


def _tried(about: str, act: Callable[[], object], well: str, ill: str = "{}", level: Level = "bad") -> Sign:
    """How *act* went, in the words *well*; else why not, in the frame *ill*."""
    try:
        return Sign("ok", about, well.format(act()))
    except (MondayError, OSError) as e:  # a file may be unreadable
        return Sign(level, about, ill.format(e), getattr(e, "hint", "let the owner of the folder read it"))


def _folder(config: Config) -> Iterator[Sign]:
    paths = [(config.folder / name).resolve() for name in (".", "issues", "public", ".monday", "newsletter.toml")]
    locked = next((path for path in paths if path.exists() and not os.access(path, os.W_OK)), None)
    if locked:
        fix = f"run: chmod -R u+w {config.folder}; or become its owner: chown -R $USER {config.folder}"
        yield Sign("bad", "folder", f"{locked} cannot be written to", fix)
    else:
        yield Sign("ok", "folder", f"{config.folder} can be written to")
    yield _tried("templates", lambda: resources.templates(config.folder), "the templates can be read")
    yield _tried("profile", lambda: load_profile(config), "the profile can be read")
    yield _tried("evergreen", lambda: load_evergreen(config), "the standing articles can be read")


def _times(newsletter: Newsletter, now: datetime) -> Iterator[Sign]:
    config = newsletter.config
    zone = ZoneInfo(config.schedule.timezone)
    day = next(when.mondays(config.schedule, now.astimezone(zone).date()))
    send_at = when.send_instant(config.schedule, day).astimezone(zone)
    local = f"{now.astimezone(zone):%Y-%m-%d %H:%M}"
    words = f"in {config.schedule.timezone} it is {local}; the {issue_name(day)} goes out at {send_at:%Y-%m-%d %H:%M}"
    yield Sign("ok", "timezone", words)
    readable = (one.ledger for one in newsletter.editions() if isinstance(one.ledger, Record))  # status names others
    last = max((event.at for record in readable for event in record.events), default=now)
    if last > now + _SKEW:
        what = f"the clock says {now:%Y-%m-%d %H:%M} UTC, but something was done here at {last:%Y-%m-%d %H:%M} UTC"
        yield Sign("bad", "clock", what, _SET_CLOCK)


def _feeds(config: Config, now: datetime) -> Iterator[Sign]:
    if not config.feeds:
        yield Sign("bad", "feeds", collect.NO_FEEDS, collect.ADD_FEEDS)
        return
    samples = sum(feed.url.startswith("sample:") for feed in config.feeds)
    if samples:
        what = f"sample feeds: {samples} of {len(config.feeds)}; their articles are never sent"
        fix = "monday feeds add https://…, then remove the sample feeds: monday feeds remove --samples"
        yield Sign("note", "feeds", what, fix)
    unnamed = [feed.name for feed in config.feeds if feed.tier == "A" and not feed.rated_by and not feed.own]
    if unnamed and len(unnamed) > samples:
        what = f"{counted(len(unnamed), 'source')} rated A without the rater's name: its advice must be read first"
        yield Sign("note", "feeds", what, f"monday feeds rate {shlex.quote(unnamed[0])} A --by YOUR-NAME")
    health = collect.feed_health(config, now=now)
    failed = [h for h in health if h.failures]
    for h in failed:
        level: Level = "bad" if len(failed) == len(health) else "note"
        what = f"{h.feed.name} failed: {h.message} ({masked(h.feed.url)})"
        fix = h.way_out or f"run: monday feeds check; or: monday feeds remove {shlex.quote(masked(h.feed.url))}"
        yield Sign(level, "feeds", what, fix)
    if not samples and not failed:
        read = sum(h.ok_at is not None for h in health)
        fix = "" if read else "run: monday collect"
        yield Sign("ok" if read else "note", "feeds", f"{read} of {counted(len(health), 'feed')} read", fix)


def _addresses(config: Config, sends: Level) -> Iterator[Sign]:
    more = ", and no issue can be approved before it is yours" if sends == "bad" else ""
    for key in check.example_settings(config):
        yield Sign(sends, key, f"{key} is still an example{more}", f"newsletter.toml: {key} = …")
    if not config.collect.contact:
        fix = 'newsletter.toml: [collect] contact = "you@your-publisher.org"'
        yield Sign("note", "contact", "the sites whose feeds we read cannot contact you", fix)


def _ebook(config: Config, sends: Level) -> Iterator[Sign]:
    """What readers sign up for: without it no issue is approved."""
    found = offer(config)
    if found.problem and config.ebook.show:
        yield Sign(sends, "ebook", found.problem, found.hint)
    elif found.sample and config.ebook.show:
        yield Sign(sends, "ebook", "the ebook is the sample, which is never sent", GIVE)
    concerned = list(concerns(config, found))
    for what, fix in concerned:
        yield Sign("note", "ebook", what, fix)
    if not found.problem and not concerned and not found.sample and config.ebook.given:
        yield Sign("ok", "ebook", f"{config.ebook.file or config.ebook.url}: one click from each email")


def _form(config: Config, env: Mapping[str, str]) -> Iterator[Sign]:
    """The signup form, where its service can be asked."""
    if config.signup.provider != "listmonk" or urls.is_made_up(urls.host(config.signup.action)):
        return
    found = tuple(signup.troubles(config, env, web.call))
    for one in found:
        yield Sign("bad" if one.loses else "note", "signup", one.what, one.fix)
    if not found:
        yield Sign("ok", "signup", "listmonk takes the form, and its list is there")


def _home(config: Config, now: datetime, sends: Level) -> Iterator[Sign]:
    """The email's links lead to *home*: it should answer before one is sent. Its clock is a second opinion."""
    home = config.newsletter.home
    if urls.is_made_up(urls.host(home)):
        return  # nobody has published there, and nobody should be asked
    fix = "run: monday archive; then carry public/ there, or let [archive] upload do it"
    try:
        answer = web.call("GET", home, timeout=10, allow_private=True)
    except FetchError as e:
        yield Sign(sends, "home", f"{home} cannot be reached: {e}", fix)
        return
    if answer.status == 200:
        yield Sign("ok", "home", f"{home} answers")
    else:
        yield Sign(sends, "home", f"{home} answered with {answer.status}: nothing is there yet", fix)
    try:
        theirs = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError:
        return
    if theirs.tzinfo and abs(theirs - now) > _SKEW:
        what = f"the clock here says {now:%Y-%m-%d %H:%M} UTC, the one at {home} says {theirs:%Y-%m-%d %H:%M} UTC"
        yield Sign("bad", "clock", what, _SET_CLOCK)


def _sending(config: Config, env: Mapping[str, str], now: datetime) -> Iterator[Sign]:
    target = config.handoff.target
    if target == "none":
        what = "no mail service is set: issues are made and shown, not sent"
        yield Sign("note", "handoff", what, "newsletter.toml: [handoff] target = …")
    else:
        ready = partial(handoff.ready, config, env, web.call)
        yield _tried("handoff", ready, f"{target} has all it needs here", f"{target}: {{}}")
        if not config.notify.ping_url:
            what = "nothing outside this machine would notice that cron has stopped"
            fix = "newsletter.toml: [notify] ping_url = an address at healthchecks.io or your own watcher"
            yield Sign("note", "watcher", what, fix)
        on_time, words = last_run.describe(config, now=now)
        fix = "" if on_time else "install its lines: monday schedule print cron, or: monday schedule print systemd"
        yield Sign("ok" if on_time else "note", "runs", words, fix)
    if not config.smtp.host:
        fix = "newsletter.toml: [smtp] host = …"
        yield Sign("note", "smtp", "no SMTP server is set: no test emails, and no email to editors", fix)
        return
    well = f"{config.smtp.host}:{config.smtp.port} accepts our login"
    yield _tried("smtp", lambda: handoff.mailer(config, env).greet(), well)


def _programs(config: Config) -> Iterator[Sign]:
    yield _tried("chromium", browser.find, "{} for screenshots", "{}: no screenshots", "note")
    for key, command in (("upload", config.archive.upload), ("blurb_command", config.choose.blurb_command)):
        try:
            words = shlex.split(command)
        except ValueError as e:
            yield Sign("bad", key, f"{key} cannot be read: {e}", f"newsletter.toml: correct the quotes in {key}")
            continue
        if words and not programs.find(words[0], config.folder):
            fix = f"install it, or correct {key} in newsletter.toml"
            yield Sign("bad", key, f"the program for {key} is missing: {words[0]}", fix)
