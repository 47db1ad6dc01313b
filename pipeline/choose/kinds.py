"""What kind of page an article is, told by independent signs in its host, path, title and text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.choose.phrases import Hit
from pipeline.choose.reading import LOOK, Reading
from pipeline.config.profile import Kind, Profile, Sign


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A kind of page that an article shows signs of, and the words of each sign."""

    kind: Kind
    signs: tuple[str, ...]
    placed: bool  # whether its address is one of the signs


def kinds(reading: Reading, profile: Profile) -> Iterator[Found]:
    """The kinds of page that *reading* shows signs of, in the profile's order."""
    for index, kind in enumerate(profile.kinds):
        used: list[Hit] = []
        signs: list[str] = []
        strong = False
        places = [_placed(reading, sign, f"kind {index} {n}") for n, sign in enumerate(kind.signs)]
        for n, place in enumerate(places):
            if words := place or _said(reading, f"kind {index} {n}", used):
                signs.append(words)
                strong |= not kind.signs[n].weak
        if strong and not apart(reading.hits.get(f"kind {index} unless", ()), used):
            yield Found(kind=kind, signs=tuple(signs), placed=any(places))


def _placed(reading: Reading, sign: Sign, name: str) -> str:
    """What in the address meets a sign, "" where nothing does."""
    if any(part in f"{reading.host}/" for part in sign.host):
        return reading.host
    path = reading.path.get(f"{name} path")
    return f"/{path[0].words}/" if path else ""


def _said(reading: Reading, name: str, used: list[Hit]) -> str:
    """The words that meet a sign, "" where none do. Words that met another sign do not count again."""
    hits = [hit for hit in reading.hits.get(f"{name} title", ()) if hit.at < reading.title]
    hits += [hit for hit in reading.hits.get(f"{name} text", ()) if hit.at < LOOK]
    known = {hit.words for hit in used}
    found = next((hit for hit in apart(hits, used) if hit.words not in known), None)
    used += [found] if found else []
    return found.words if found else ""


def apart(hits: Sequence[Hit], others: Sequence[Hit]) -> list[Hit]:
    """Those of *hits* that share no word with any of *others*."""
    return [hit for hit in hits if not any(hit.at < other.end and other.at < hit.end for other in others)]
