"""What newsletter.toml may say: its tables, each key with its default and what it means."""

from pathlib import Path, PurePosixPath
from typing import Annotated, Literal
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pipeline.config import fields
from pipeline.model import Feed


class Section(BaseModel):
    """One table of newsletter.toml or a profile: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Brand(Section):
    """What makes the newsletter look like the publisher's; contrast is checked."""

    logo: fields.Text = ""
    """A picture in this folder, published with the pages, or its web address below *home*; "" for none. It keeps its
    proportions, at most 240 by 48 pixels."""
    logo_alt: fields.Text = ""  # What the logo says, for readers who do not see it.
    colour: fields.Colour = "#0b5a5a"  # Of headings, links and buttons; adjusted as far as contrast needs it.


class Newsletter(Section):
    """Who sends what."""

    id: fields.Slug = "monday-five"  # Part of every key given to a mail service: never change it after the first issue.
    title: fields.Name  # The newsletter's name: masthead, web pages and feeds.
    tagline: fields.Text = "Five articles on stroke recovery, every Monday"  # One line below the title.
    home: fields.Home = "https://example.org/monday/"  # Where public/ is published; ends in a slash.
    from_: fields.Address = Field("Monday Five <monday@example.org>", alias="from")  # The sender that readers see.
    reply_to: fields.Address = "hello@example.org"  # Where replies go; a person reads them.
    language: fields.Language = "en"  # The language of the email and the pages, for screen readers.
    postal_address: fields.Text = "1 Example Street, Example Town"  # In the footer of every email: the law requires it.
    responsible: fields.Text = ""  # Who answers for readers' data, named on the page privacy/; default: the title.
    privacy_promise: fields.Text = "We never sell your email address, and we never spam."
    """In the footer, and below the signup form."""
    emergency: fields.Name = "911"  # The number to call in an emergency; in every email and on every page.
    emergency_text: fields.Text = ""  # For those who cannot speak: "Text 911", or a number to text.
    crisis_line: fields.Text = ""  # For those who feel hopeless: "Call or text 988", or a number to call.
    first_number: fields.Count = 1  # The first issue's number here: an existing newsletter goes on counting.
    brand: Brand = Field(default_factory=Brand)

    @property
    def american(self) -> bool:
        """Whether it is for American readers: by the country in *language*, else by the emergency number."""
        country = self.language.partition("-")[2].upper()
        return country in ("US", "PH") if country else self.emergency == "911"

    @property
    def logo_url(self) -> str:
        """Where the logo is: a file of this folder is published under its own name, below *home*."""
        logo = self.brand.logo
        return logo if "://" in logo or not logo else self.home + quote(PurePosixPath(logo).name)


class Schedule(Section):
    """When it goes out, in the newsletter's own zone."""

    time: fields.Clock = "08:00"  # The send time, in *timezone*.
    timezone: fields.Zone = "America/Los_Angeles"  # Where the newsletter lives; daylight saving time is taken care of.
    skip: tuple[fields.Monday, ...] = ()  # Mondays without an issue: ``[2026-12-28]``.
    draft_days: Annotated[int, Field(strict=True, ge=0, le=6)] = 3
    """How long before sending the issue is drafted; earlier runs only collect."""
    max_late_hours: Annotated[int, Field(strict=True, ge=1, le=120)] = 12
    """A missed issue that is later than this is built, but not handed off (exit 3)."""

    @model_validator(mode="after")
    def _consistent(self) -> "Schedule":
        if not self.draft_days and self.time < "02:00":  # the day's run, which drafts it, comes 103 minutes before
            raise ValueError(f"with draft_days = 0 nothing is drafted before {self.time}; write 1 or more")
        return self


class Collect(Section):
    """How feeds are fetched."""

    contact: fields.Text = ""  # An email address or page, shown to the sites whose feeds are read.
    allow_private: fields.Flag = False  # Lets feeds be on your own network; else no request reaches a private address.
    fetch_picks: fields.Flag = True  # Read the five chosen pages, politely, for reading minutes and better blurbs.


class Choose(Section):
    """What an issue is made of."""

    count: Annotated[int, Field(strict=True, ge=1, le=12)] = 5  # How many articles an issue has.
    window_days: Annotated[int, Field(strict=True, ge=1, le=90)] = 10
    """How old an article may be. Advice and exercises have no age limit."""
    per_source: fields.Count = 1  # How many articles from one source an issue may have.
    per_topic: fields.Count = 1  # How many articles on one topic an issue may have.
    minimum: Annotated[int, Field(strict=True, ge=1, le=12)] = 5
    """If fewer new articles are good enough, standing articles from evergreen.toml fill the issue up to this number. If
    they are too few as well, the week has no issue (exit 3). Default: 5, or *count* if that is less."""
    repeat_after_weeks: fields.Count = 26  # When a story may return under another address, or a standing article.
    profile: fields.Name = "stroke-recovery"  # The subject: a shipped profile, or a file in the newsletter's folder.
    blurb_command: fields.Text = ""
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

    title: fields.Name = "Free Rehab Exercise Ebook"  # Its name.
    detail: fields.Text = ""  # What readers get; default: what the file is, such as 14-page PDF.
    blurb: fields.Text = "Simple exercises with pictures. Do them at home, at your own pace."
    """One or two short sentences; a line ``ebook`` in issue.toml takes their place for that week."""
    file: fields.Pdf = ""  # The PDF, in the newsletter's folder: published with its page below *home*, as ebook/.
    cover: fields.Picture = ""  # A picture of its cover, in the newsletter's folder.
    gate: Literal["signup", "none"] = "signup"
    """signup: the download is linked from the emails and from the pages after the form; none: from every page.
    Nobody's address is checked either way."""
    show: fields.Flag = True  # Whether the emails offer it; without an ebook, false lets an issue be approved.
    url: fields.OptionalUrl = ""  # Instead of *file*: where you offer it already; the email's button leads there.

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
    action: fields.Action = ""  # The address that the form posts to; needed by every provider but none.
    list: fields.Uuid = ""  # listmonk: the public list's UUID, as the list's page there shows it.

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

    upload: fields.Text = ""  # A command that carries public/ there; it runs after public/ changed, without a shell.


class Smtp(Section):
    """For test sends and target "smtp"; the password comes from MONDAY_SMTP_PASSWORD."""

    host: fields.Host = ""  # The mail server's name.
    port: Annotated[int, Field(strict=True, ge=1, le=65535)] = 587  # The mail server's port.
    user: fields.Text = ""  # The login; "" for a server that asks for none.
    starttls: fields.Flag = True  # Encrypt the connection; only a server on this machine can do without it.
    from_: fields.OptionalAddress = Field("", alias="from")  # The envelope's sender; default: the newsletter's from.


class Notify(Section):
    """Who hears of drafts and failures."""

    ping_url: fields.OptionalUrl = ""  # A healthchecks-style watcher: it hears the start and the exit code of each run.
    to: fields.OptionalAddress = ""  # Who gets an email when a draft waits, and when a run needs a person.


class Approve(Section):
    """Whether a clean issue is approved automatically."""

    auto: fields.Flag = False  # Approve an issue without findings automatically. Leave it off: an editor should look.


class Handoff(Section):
    """The mail service that sends; secrets come from the environment (MONDAY_LISTMONK_TOKEN …)."""

    target: Literal["none", "smtp", "listmonk", "buttondown", "mailchimp"] = "none"
    """Who sends; with none, issues are made and shown, not sent."""
    url: fields.Server = ""  # The service's address; hosted ones have a default.
    lists: tuple[fields.Whole, ...] = ()  # listmonk: the numbers of the lists, such as [1].
    audience: fields.Text = ""  # mailchimp: the audience's id.
    to: fields.OptionalAddress = ""  # smtp: the one list address.


class Config(Section):
    """All of newsletter.toml, and the folder it lives in."""

    folder: Path = Field(exclude=True)
    notes: tuple[str, ...] = Field((), exclude=True)  # What an editor may tidy up in the file.
    newsletter: Newsletter
    schedule: Schedule = Field(default_factory=Schedule)
    collect: Collect = Field(default_factory=Collect)
    choose: Choose = Field(default_factory=Choose)
    ebook: Ebook = Field(default_factory=Ebook)
    signup: Signup = Field(default_factory=Signup)
    archive: Archive = Field(default_factory=Archive)
    smtp: Smtp = Field(default_factory=Smtp)
    notify: Notify = Field(default_factory=Notify)
    approve: Approve = Field(default_factory=Approve)
    handoff: Handoff = Field(default_factory=Handoff)
    feeds: tuple[Feed, ...] = ()

    @property
    def ebook_url(self) -> str:
        """Where the email's button leads: to the download, or to the signup page while there is no ebook."""
        return self.ebook.url or self.newsletter.home + ("ebook/" if self.ebook.file else "signup/")
