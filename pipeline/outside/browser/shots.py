"""An issue in Chromium: pictures of it, and what survives a hostile client."""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import MondayError
from pipeline.outside import browser, files
from pipeline.text import table


@dataclass(frozen=True, kw_only=True, slots=True)
class Shot:
    """One way to look at an email."""

    name: str
    width: int
    dark: bool = False
    pictures: bool = True
    scale: float = 1  # 2 shows what a reader sees who doubled the size of everything: half as wide, twice as large


SHOTS = tuple(Shot(**row) for row in table("looks")["shots"])


def shoot(
    markup: str,
    folder: Path,
    *,
    pictures: Mapping[str, bytes] | None = None,
    progress: Callable[[str], None] = lambda name: None,
) -> tuple[Path, ...]:
    """Write one PNG per `SHOTS` of *markup*, whole pages, into *folder*; the files written. *pictures* holds what is at
    which address, since the public ones may not be published yet."""
    markup = browser.shown(markup, pictures or {})
    layout = browser.ask(browser.script("layout"), {"markup": markup, "widths": [shot.width for shot in SHOTS]})
    written = []
    for shot, measured in zip(SHOTS, layout, strict=True):
        progress(shot.name)
        path = folder / f"{shot.name}.png"
        files.write_atomic(path, _picture(markup, shot, int(measured["height"])))
        written.append(path)
    return tuple(written)


def _picture(markup: str, shot: Shot, height: int) -> bytes:
    escaped = markup.replace("&", "&amp;").replace('"', "&quot;")
    scheme = "dark" if shot.dark else "light"
    page = (
        "<!DOCTYPE html><meta charset=utf-8><body style='margin:0'>"
        f'<iframe srcdoc="{escaped}" style=\'display:block;border:0;width:{shot.width}px;height:{height}px;'
        f"color-scheme:{scheme}'></iframe>"
    )
    flags = [f"--window-size={shot.width},{height}", f"--force-device-scale-factor={shot.scale:g}"]
    if not shot.pictures:
        flags.append("--blink-settings=imagesEnabled=false")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        out = Path(scratch) / "shot.png"
        browser.run(page, f"--screenshot={out}", *flags, folder=Path(scratch))
        if not out.is_file():
            raise MondayError(f"Chromium made no picture ({shot.name})", hint="try: chromium --version")
        return out.read_bytes()


def survival(inlined: str) -> Mapping[str, tuple[str, ...]]:
    """*inlined* as hostile clients show it: by state, the beginnings of texts whose contrast is below 4.5, and edges
    that stand out less than 3 from either side."""
    states = [
        {"name": f"{change}, {scheme}", "width": 700, "dark": scheme == "dark", "change": change}
        for scheme, change in table("looks")["hostile"]
    ]
    answers = browser.ask(browser.script("compare"), {"one": inlined, "other": inlined, "states": states})
    return {answer["name"]: tuple(answer["unreadable"]) for answer in answers}
