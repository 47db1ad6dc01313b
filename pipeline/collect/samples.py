"""The bundled sample feeds: fiction on .example hosts, whose dates move by whole weeks so that they are never stale."""

import re
from datetime import UTC, datetime, timedelta
from importlib import resources

from pipeline.errors import ConfigError
from pipeline.model import Feed, Tier

WRITTEN = datetime(2026, 1, 5, 6, tzinfo=UTC)
"""The Monday that the dates in the files lead up to; no article is later."""

_SOURCES: dict[str, tuple[str, Tier]] = {
    "harbour.xml": ("Harbour Stroke Charity", "A"),
    "brightwater.xml": ("Brightwater Hospital Stroke Unit", "A"),
    "second-spring.xml": ("Second Spring Stroke Trust", "A"),
    "openhand.xml": ("Open Hand Rehab", "B"),
    "riverside.json": ("Riverside Therapy Clinic", "B"),
    "lefthanded.xml": ("Left Handed Now", "B"),
    "kettle.xml": ("Kettle On: Carers Together", "A"),
    "talkback.xml": ("Talkback Aphasia Group", "A"),
    "dailylantern.xml": ("The Daily Lantern Health", "C"),
    "journal.xml": ("Journal of Everyday Rehabilitation", "C"),
}
NAMES = tuple(name.rpartition(".")[0] for name in _SOURCES)
"""What may follow ``sample:`` in newsletter.toml."""

_RFC = "%a, %d %b %Y %H:%M:%S +0000"
_ISO = "%Y-%m-%dT%H:%M:%SZ"
_DATES = re.compile(
    rb"(?P<rfc>\b[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} 20\d{2} \d{2}:\d{2}:\d{2} \+0000)"
    rb"|(?P<iso>\b20\d{2}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z)"
)


def feeds() -> tuple[Feed, ...]:
    """The sample feeds as newsletter.toml lists them."""
    return tuple(
        Feed(url=f"sample:{file.rpartition('.')[0]}", name=title, tier=tier) for file, (title, tier) in _SOURCES.items()
    )


def body(name: str, now: datetime) -> bytes:
    """The sample feed *name* as it would be served at *now*."""
    file = next((file for file in _SOURCES if file.rpartition(".")[0] == name), "")
    if not file:
        raise ConfigError(f"there is no sample feed {name!r}", hint="there are: " + ", ".join(NAMES))
    stored = resources.files("pipeline").joinpath("data", "samples", file).read_bytes()
    shift = (now - WRITTEN) // timedelta(weeks=1) * timedelta(weeks=1)

    def moved(date: re.Match[bytes]) -> bytes:
        form = _RFC if date["rfc"] else _ISO
        moment = datetime.strptime(date[0].decode(), form).replace(tzinfo=UTC)
        return (moment + shift).strftime(form).encode()

    return _DATES.sub(moved, stored)
