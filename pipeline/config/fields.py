"""The kinds of value that newsletter.toml holds, each refusing what it does not mean; in words beside each."""

import re
from datetime import date
from html import unescape
from pathlib import PurePosixPath
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field

from pipeline import mail, toml
from pipeline.config import when


def _http(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or value.split() != [value] or parts.port == 0:
        raise ValueError("a web address is needed, such as https://example.org/monday/")
    return value


def _base(value: str) -> str:
    """A web address that others begin with; without a slash at its end."""
    if {*"?#"} & {*_http(value)} or urlsplit(value).username is not None:
        raise ValueError("only the address is needed, without a user name, ? or #")
    return value.rstrip("/")


def _address(value: str) -> str:
    """With quotes around a name that needs them, and the domain as the network writes it: every service takes it."""
    return mail.mailbox(*mail.address(value))


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, KeyError) as e:  # a folder of zones is an OSError
        known = available_timezones()  # it walks over some 600 files: only for the words
        if not known:
            raise ValueError("this Python has no time zone data; install it: pip install tzdata") from e
        raise ValueError(f"unknown timezone; {toml.nearest(value, known) or 'write it as Europe/London'}") from e
    return value


def _written(pattern: str, words: str) -> AfterValidator:
    """Refuses with *words* what is not written as *pattern*."""

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(words)
        return value

    return AfterValidator(check)


def _day(value: object) -> object:
    try:  # pydantic would read a bare 5, or "5", as a day in 1970
        if isinstance(value, str) and re.fullmatch(r"[\d-]{10}", value):
            return date.fromisoformat(value)
    except ValueError as e:
        raise ValueError("there is no such date") from e
    if not isinstance(value, date):
        raise ValueError("write the date as 2026-12-28")
    return value


def _monday(value: date) -> date:
    if wrong := when.no_monday(value):
        raise ValueError(wrong)
    return value


def _beside(value: str, kinds: tuple[str, ...]) -> str:
    """The name of a file in the newsletter's folder, or of a bundled one: sample:ebook.pdf."""
    path = PurePosixPath(value.removeprefix("sample:"))
    if value and (path.suffix.lower() not in kinds or path.is_absolute() or ".." in path.parts or "\\" in value):
        raise ValueError(f"a file in the newsletter's folder is needed, such as ebook{kinds[0]}")
    return value


Str = Annotated[str, Field(strict=True)]
Lower = AfterValidator(lambda v: v.lower())  # not str.lower: to learn what a builtin takes, pydantic parses its text
Text = Annotated[Str, _written(r"[^\r\n]*", "this must be one line")]  # text on one line
Name = Annotated[Text, _written(r".*\S.*", "this must not be empty")]  # text on one line, not empty
_BARE = "only the server's name is needed, such as smtp.example.org; its port has its own line"
Host = Annotated[Str, _written(r"[\w.-]*|[\da-f:.]*", _BARE)]  # the name of a server, or nothing
Flag = Annotated[bool, Field(strict=True)]  # true or false
Whole = Annotated[int, Field(strict=True)]  # a whole number
Count = Annotated[int, Field(strict=True, ge=1, le=100_000)]  # a whole number, 1 or more
Slug = Annotated[
    Str,
    _written(
        r"(?=.{1,61}$)[a-z0-9]+(-[a-z0-9]+)*",
        "use lowercase letters and digits, with single hyphens between them, such as monday-five: the mail service "
        "accepts nothing else as an issue's name",
    ),
]  # lowercase letters, digits and hyphens
Language = Annotated[Str, _written(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", "write the language as en or en-GB")]
"""a language code, such as en or en-GB"""
Colour = Annotated[Str, _written(r"#[0-9a-fA-F]{6}", "write the color as # and six digits, such as #0b5a5a"), Lower]
"""a color, such as #0b5a5a"""
Clock = Annotated[Str, _written(r"([01]\d|2[0-3]):[0-5]\d", "write the time as 08:00")]  # a time, such as 08:00
Zone = Annotated[Str, Field(validate_default=True), AfterValidator(_zone)]  # a time zone, such as Europe/London
Day = Annotated[date, BeforeValidator(_day)]  # a date, such as 2026-12-28
Monday = Annotated[Day, AfterValidator(_monday)]  # a Monday, such as 2026-12-28
Address = Annotated[Str, AfterValidator(_address)]  # an email address, with or without a name
Home = Annotated[Str, AfterValidator(lambda v: _base(v) + "/")]  # a web address
Server = Annotated[Str, AfterValidator(lambda v: v and _base(v))]  # a web address, or nothing
OptionalUrl = Annotated[Str, AfterValidator(lambda v: v and _http(v))]  # a web address, or nothing
Action = Annotated[Str, AfterValidator(lambda v: v and _http(unescape(v)))]  # a web address, or nothing
_UUID = r"([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?"
Uuid = Annotated[Str, Lower, _written(_UUID, "a UUID is needed, such as d1f0c1f3-7a2b-4c5d-8e9f-0a1b2c3d4e5f")]
"""a UUID, or nothing"""
OptionalAddress = Annotated[Str, AfterValidator(lambda v: v and _address(v))]  # an email address, or nothing
Pdf = Annotated[Str, AfterValidator(lambda v: _beside(v, (".pdf",)))]  # a PDF in the newsletter's folder, or nothing
Picture = Annotated[Str, AfterValidator(lambda v: _beside(v, (".png", ".jpg", ".jpeg", ".webp")))]
"""a picture in the newsletter's folder, or nothing"""
