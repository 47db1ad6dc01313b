"""newsletter.toml, templates and tables become values: `load` is the way in."""

from collections.abc import Container
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pipeline import toml
from pipeline.config.explain import validated
from pipeline.config.fields import (
    Action,
    Address,
    Clock,
    Colour,
    Count,
    Flag,
    Home,
    Language,
    Monday,
    OptionalAddress,
    OptionalUrl,
    Pdf,
    Picture,
    Slug,
    Text,
    Uuid,
    Whole,
    Zone,
)
from pipeline.errors import ConfigError
from pipeline.model import Feed

NAME = "newsletter.toml"


class Section(BaseModel):
    """One table of newsletter.toml: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Brand(Section):
    """What makes the newsletter look like the publisher's; contrast is checked."""

    logo: Text = ""
    """A picture in this folder, published with the pages, or its web address below *home*; "" for none. It keeps its
    proportions, at most 240 by 48 pixels."""
    logo_alt: Text = ""
    """What the logo says, for readers who do not see it."""
    colour: Colour = "#0b5a5a"
    """Of headings, links and buttons; made darker or lighter as far as contrast needs it."""


class Newsletter(Section):
    """Who sends what."""

    id: Slug = "monday-five"
    """Part of every key handed to a mail service: never change it after the first issue."""
    title: Text
    """The newsletter's name: masthead, web pages and feeds."""
    tagline: Text = "Five articles on stroke recovery, every Monday"
    """One line below the title."""
    home: Home = "https://example.org/monday/"
    """Where public/ is published; ends in a slash."""
    from_: Address = Field("Monday Five <monday@example.org>", alias="from")
    """The sender that readers see."""
    reply_to: Address = "hello@example.org"
    """Where answers go; a person reads them."""
    language: Language = "en"
    """The language of the email and the pages, for screen readers."""
    postal_address: Text = "1 Example Street, Example Town"
    """In the footer of every email: the law asks for it."""
    responsible: Text = ""
    """Who answers for readers' data, named on the page privacy/; default: the title."""
    privacy_promise: Text = "We never sell your email address, and we never spam."
    """In the footer, and below the signup form."""
    emergency: Text = "911"
    """The number to call in an emergency; in every email and on every page."""
    emergency_text: Text = ""
    """For those who cannot speak, where the country has it: "Text 911", or a number to text."""
    crisis_line: Text = ""
    """For those who feel hopeless, beside the emergency lines: "Call or text 988", or a number to call."""
    first_number: Count = 1
    """The first issue's number here: an existing newsletter goes on counting."""
    brand: Brand = Brand()


class Schedule(Section):
    """When it goes out, in the newsletter's own zone."""

    time: Clock = "08:00"
    """The send time, as the clocks in *timezone* show it."""
    timezone: Zone = "America/Los_Angeles"
    """Where the newsletter lives; summer time is taken care of."""
    skip: tuple[Monday, ...] = ()
    """Mondays without an issue: ``[2026-12-28]``."""
    draft_days: Annotated[int, Field(strict=True, ge=0, le=6)] = 3
    """How long before sending the issue is drafted; earlier runs only collect."""
    max_late_hours: Annotated[int, Field(strict=True, ge=0, le=120)] = 12
    """A missed issue that is later than this is built, but not handed off (exit 3)."""


class Collect(Section):
    """How feeds are fetched."""

    contact: Text = ""
    """An email address or a page, shown to the sites whose feeds are read, so that they can reach you."""
    allow_private: Flag = False
    """Lets feeds live on your own network; without it no request reaches a private address."""
    fetch_picks: Flag = True
    """Read the five chosen pages, politely, for reading minutes and better blurbs."""


class Choose(Section):
    """What an issue is made of."""

    count: Annotated[int, Field(strict=True, ge=1, le=12)] = 5
    """How many articles an issue has."""
    window_days: Annotated[int, Field(strict=True, ge=1, le=90)] = 10
    """How old an article may be. Advice and exercises have no age limit."""
    per_source: Count = 1
    """How many articles of one source an issue may hold."""
    per_topic: Count = 1
    """How many articles on one topic an issue may hold."""
    minimum: Annotated[int, Field(strict=True, ge=1, le=12)] = 5
    """With fewer good articles, evergreen.toml fills up; else the week is skipped (exit 3). Default: *count*."""
    repeat_after_weeks: Count = 26
    """When a story may come back under another address, and a standing article again."""
    profile: Text = "stroke-recovery"
    """What the newsletter is about: a shipped profile, or a file in the newsletter's folder."""
    blurb_command: Text = ""
    """A program of yours that drafts a blurb: it reads the article's text, and prints one or two sentences. An issue is
    approved only when an editor has put each draft into words of their own."""

    @model_validator(mode="after")
    def _consistent(self) -> "Choose":
        if "minimum" not in self.model_fields_set:
            return self if self.minimum <= self.count else self.model_copy(update={"minimum": self.count})
        if self.minimum > self.count:
            raise ValueError(f"minimum ({self.minimum}) is more than count ({self.count})")
        return self


class Ebook(Section):
    """The free ebook that readers sign up for."""

    title: Text = "Free Rehab Exercise Ebook"
    """Its name."""
    detail: Text = ""
    """What one gets; default: what the file is, as in 14-page PDF."""
    blurb: Text = "Simple exercises with pictures. Do them at home, at your own pace."
    """One or two short sentences; a line ``ebook`` in issue.toml takes their place for that week."""
    file: Pdf = ""
    """The PDF, in the newsletter's folder: published below *home* as ebook/, a page with the download."""
    cover: Picture = ""
    """A picture of its cover, in the newsletter's folder."""
    gate: Literal["signup", "none"] = "signup"
    """signup: the download is linked from the emails and from the pages after the form; none: from every page.
    Nobody's address is checked either way."""
    show: Flag = True
    """Whether the emails offer it; without an ebook, false lets an issue be approved."""
    url: OptionalUrl = ""
    """Instead of *file*: where you offer it already; the email's button leads there."""

    @model_validator(mode="after")
    def _consistent(self) -> "Ebook":
        if self.file and self.url:
            raise ValueError("file and url are both set: the email's button can lead to one of them only")
        return self

    @property
    def given(self) -> bool:
        """Whether there is an ebook at all."""
        return bool(self.file or self.url)


class Signup(Section):
    """The form on the web pages; the mail service keeps the addresses, this tool never does."""

    provider: Literal["none", "listmonk", "buttondown", "mailchimp", "custom"] = "none"
    """Who keeps the addresses; with none, the page says whom to write to."""
    action: Action = ""
    """The address that the form posts to; needed by every provider but none."""
    list: Uuid = ""
    """listmonk: the public list's UUID, as the list's page there shows it."""

    @model_validator(mode="after")
    def _consistent(self) -> "Signup":
        if self.provider != "none" and not self.action:
            raise ValueError(f"provider {self.provider} needs an action: the address that the form posts to")
        if self.provider == "listmonk" and not self.list:
            raise ValueError("provider listmonk needs a list: the UUID of the public list that readers join")
        return self

    @property
    def server(self) -> str:
        """listmonk's own address, without the page of its form."""
        return self.action.rstrip("/").removesuffix("/subscription/form")


class Archive(Section):
    """How public/ reaches its host."""

    upload: Text = ""
    """A command that carries public/ there; it runs after public/ changed, without a shell."""


class Smtp(Section):
    """For test sends and target "smtp"; the password comes from MONDAY_SMTP_PASSWORD."""

    host: Text = ""
    """The mail server's name."""
    port: Annotated[int, Field(strict=True, ge=1, le=65535)] = 587
    """The mail server's port."""
    user: Text = ""
    """The login; "" for a server that asks for none."""
    starttls: Flag = True
    """Encrypt the connection; only a server on this machine may do without."""
    from_: OptionalAddress = Field("", alias="from")
    """The envelope's sender; default: the newsletter's from."""


class Notify(Section):
    """Who hears of drafts and failures."""

    ping_url: OptionalUrl = ""
    """A healthchecks-style watcher: it hears the start and the exit code of each run."""
    to: OptionalAddress = ""
    """Who gets a mail when a draft waits, and when a run needs a person."""


class Approve(Section):
    """Whether a clean issue approves itself."""

    auto: Flag = False
    """Let an issue without findings approve itself. Leave it off: an editor should look."""


class Handoff(Section):
    """The mail service that sends; secrets come from the environment (MONDAY_LISTMONK_TOKEN …)."""

    target: Literal["none", "smtp", "listmonk", "buttondown", "mailchimp"] = "none"
    """Who sends; with none, issues are made and shown, not sent."""
    url: OptionalUrl = ""
    """The service's address; hosted ones have a default."""
    lists: tuple[Whole, ...] = ()
    """listmonk: the numbers of the lists, such as [1]."""
    audience: Text = ""
    """mailchimp: the audience's id."""
    to: OptionalAddress = ""
    """smtp: the one list address."""


class Config(Section):
    """All of newsletter.toml, and the folder it lives in."""

    folder: Path = Field(exclude=True)
    notes: tuple[str, ...] = Field((), exclude=True)
    """What an editor may tidy up in the file."""
    newsletter: Newsletter
    schedule: Schedule = Field(default_factory=Schedule)
    collect: Collect = Collect()
    choose: Choose = Choose()
    ebook: Ebook = Ebook()
    signup: Signup = Signup()
    archive: Archive = Archive()
    smtp: Smtp = Smtp()
    notify: Notify = Notify()
    approve: Approve = Approve()
    handoff: Handoff = Handoff()
    feeds: tuple[Feed, ...] = ()

    @property
    def ebook_url(self) -> str:
        """Where the email's button leads: to the download, or to the signup page while there is no ebook."""
        return self.ebook.url or self.newsletter.home + ("ebook/" if self.ebook.file else "signup/")


def load(folder: Path) -> Config:
    """Read the newsletter in *folder*. Raises ConfigError with line, key and the likely right word."""
    text = toml.read(folder / NAME, NAME)
    if text is None:
        hint = "run: monday init, or go to the newsletter's folder (or name it with -C)"
        raise ConfigError(f"there is no {NAME} in {folder}", hint=hint)
    return read(text, folder)


def read(text: str, folder: Path) -> Config:
    """newsletter.toml's text to a Config for *folder*. Raises ConfigError."""
    data = toml.parse(text, NAME)
    for key in ("folder", "notes"):
        if key in data:
            raise ConfigError(f"{NAME}:{toml.line(text, [key])}: unknown key '{key}'", hint="remove that line")
    ours = {"folder": folder.resolve(), "notes": _outdated(data, text)}
    config = validated(Config, {**data, **ours}, text, NAME)
    _check_feeds(config, text)
    return config


def _outdated(data: dict[str, Any], text: str) -> tuple[str, ...]:
    """A note for each key of earlier versions, which is taken out of *data*."""
    schedule = data.get("schedule")
    if not isinstance(schedule, dict) or schedule.get("day") != "monday":
        return ()
    data["schedule"] = {key: value for key, value in schedule.items() if key != "day"}
    where = f"{NAME}:{toml.line(text, ['schedule', 'day'])}"
    return (f"{where}: issues always go out on Mondays; 'day' is not needed any more, remove that line",)


def _check_feeds(config: Config, text: str) -> None:
    seen: set[str] = set()
    for index, feed in enumerate(config.feeds):
        if wrong := _wrong(config, feed, seen):
            # Only now: the line is searched for in the whole text.
            where = f"{NAME}:{toml.line(text, ['feeds', index, 'url'])}"
            raise ConfigError(f"{where}: {wrong[0]}", hint=wrong[1])
        seen.add(feed.url)


def _wrong(config: Config, feed: Feed, seen: Container[str]) -> tuple[str, str] | None:
    """What is wrong with *feed*, and what to do about it; None when nothing is."""
    if feed.url in seen:
        return f"this feed is listed twice: {feed.url}", "remove one of the two"
    if not feed.url or not feed.name:
        return "a feed needs a url and a name", 'add: name = "…"'
    if feed.url.startswith(("http://", "https://", "sample:")):
        return None
    if "://" in feed.url:
        return "only http and https feeds are read", "write https://…"
    if not (config.folder / feed.url).resolve().is_relative_to(config.folder):
        hint = "copy the file into the newsletter's folder, and name it from there"
        return f"the feed {feed.url} is outside the newsletter's folder", hint
    return None
