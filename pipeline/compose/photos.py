"""Which picture a story shows, and how large: the editor's own, else the tile of its topic, else none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import quote

from pipeline.config import Newsletter
from pipeline.config.resources import tiles
from pipeline.outside.pictures import measure
from pipeline.urls import ascii_url

BOX: Final = (544, 408)
"""The widest and the highest that an editor's own picture is shown: the width of a card, and 4:3 of it."""
LOGO: Final = (240, 48)  # the same of the logo: the first story's button must be seen without scrolling
NEUTRAL: Final = "neutral"
"""The tile of a topic that has none of its own; it says nothing, so only the first story shows it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A picture where readers see it."""

    url: str
    width: int  # in CSS pixels; 0 where nobody knows its proportions
    height: int
    alt: str


def picture(n: int, topic: str, home: str, image: str, alt: str, data: bytes) -> Shown | None:
    """The picture of story *n*: *image*, whose file holds *data*, or a tile, which only decorates."""
    if image:
        width, height = _fit(data, BOX) or (BOX[0], BOX[0] * 9 // 16)
        return Shown(url=image, width=width, height=height, alt=alt)
    known = tiles()
    topic = topic if topic in known else NEUTRAL
    wide = f"{topic}-wide"
    name = wide if n == 1 and wide in known else topic
    if name not in known or (n != 1 and topic == NEUTRAL):
        return None
    width, height = (int.from_bytes(known[name][at : at + 4]) for at in (16, 20))  # a PNG says so first of all
    return Shown(url=tile_url(home, name), width=width // 2, height=height // 2, alt="")


def logo(news: Newsletter, data: bytes) -> Shown | None:
    """The logo in its own proportions, or None when there is none."""
    if not news.brand.logo:
        return None
    width, height = _fit(data, LOGO) or (0, LOGO[1])
    return Shown(url=news.logo_url, width=width, height=height, alt=news.brand.logo_alt or news.title)


def with_logo(news: Newsletter) -> Newsletter:
    """*news* as templates see it: the logo by its web address."""
    return news.model_copy(update={"brand": news.brand.model_copy(update={"logo": news.logo_url})})


def served(news: Newsletter, day: date, pictures: Mapping[str, bytes], logo_file: bytes) -> dict[str, bytes]:
    """Every picture that *day*'s issue may show, by its address: the editor's own, the tiles, the logo."""
    found = {f"{news.home}{day}/{quote(name)}": data for name, data in pictures.items()}
    found |= {tile_url(news.home, name): data for name, data in tiles().items()}
    return found | ({news.logo_url: logo_file} if logo_file else {})


def tile_url(home: str, name: str) -> str:
    """Where a tile is published."""
    return f"{ascii_url(home)}tiles/{name}.png"


def _fit(data: bytes, box: tuple[int, int]) -> tuple[int, int] | None:
    """The largest size inside *box* that keeps the proportions and blows nothing up; None for what is no picture."""
    if (found := measure(data) if data else None) is None:
        return None
    scale = min(box[0] / found.width, box[1] / found.height, 1)
    return max(1, round(found.width * scale)), max(1, round(found.height * scale))
