"""The bundled sample feeds: fiction on .example hosts, whose dates move by whole weeks so that they are never stale."""

import re
from datetime import UTC, datetime, timedelta

from pipeline.errors import ConfigError
from pipeline.text import DATA

WRITTEN = datetime(2026, 1, 5, 6, tzinfo=UTC)  # the Monday that the dates in the files lead up to; no article is later

_RFC = "%a, %d %b %Y %H:%M:%S +0000"
_ISO = "%Y-%m-%dT%H:%M:%SZ"
_DATES = re.compile(
    rb"(?P<rfc>\b[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} 20\d{2} \d{2}:\d{2}:\d{2} \+0000)"
    rb"|(?P<iso>\b20\d{2}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z)"
)


def body(name: str, now: datetime) -> bytes:
    """The feed ``sample:NAME`` as it would be served at *now*. Raises ConfigError if there is none."""
    files = {file.name.partition(".")[0]: file for file in (DATA / "samples").iterdir()}
    if name not in files:
        raise ConfigError(f"there is no sample feed {name!r}", hint=f"there are: {', '.join(sorted(files))}")
    shift = (now - WRITTEN) // timedelta(weeks=1) * timedelta(weeks=1)

    def moved(date: re.Match[bytes]) -> bytes:
        form = _RFC if date["rfc"] else _ISO
        moment = datetime.strptime(date[0].decode(), form).replace(tzinfo=UTC)
        return (moment + shift).strftime(form).encode()

    return _DATES.sub(moved, files[name].read_bytes())
