"""Pictures of an issue, as PNG files: `monday shots`."""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import MondayError
from pipeline.outside import browser, files


@dataclass(frozen=True, kw_only=True, slots=True)
class Shot:
    """One way to look at an email."""

    name: str
    width: int
    dark: bool = False
    pictures: bool = True
    scale: float = 1
    """2 shows what a reader sees who doubled the size of everything: half as wide, twice as large."""


SHOTS = (
    Shot(name="desktop", width=700),
    Shot(name="phone", width=375, scale=2),
    Shot(name="dark", width=375, dark=True, scale=2),
    Shot(name="no-pictures", width=700, pictures=False),
    Shot(name="large-text", width=350, scale=2),
)


def shoot(
    markup: str,
    folder: Path,
    *,
    pictures: Mapping[str, bytes] | None = None,
    progress: Callable[[str], None] = lambda name: None,
) -> tuple[Path, ...]:
    """Write one PNG per `SHOTS` of *markup*, whole pages, into *folder*; the files written.

    *pictures* holds what is at which address, since the public ones may not be published yet.
    """
    markup = browser.shown(markup, pictures or {})
    heights = browser.ask(_HEIGHTS, {"markup": markup, "widths": [shot.width for shot in SHOTS]})
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for shot, height in zip(SHOTS, heights, strict=True):
        progress(shot.name)
        path = folder / f"{shot.name}.png"
        files.write_atomic(path, _picture(markup, shot, int(height)))
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


_HEIGHTS = """async ({ markup, widths }) => widths.map(width => {
  const frame = open(markup, width, false);
  const height = frame.contentDocument.documentElement.scrollHeight;
  frame.remove();
  return height;
})"""
