"""What a condition's newsletter looks for: topics, words, gates and tiers, read from a profile file."""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pipeline import toml
from pipeline.config import Config, resources
from pipeline.config.explain import validated
from pipeline.config.fields import Day
from pipeline.errors import ConfigError
from pipeline.model import Tier

Phrase = Annotated[str, Field(strict=True, pattern=r"^\S.*$")]
"""Words as in a text; ``walk*`` is any ending, ``#`` any number, ``..`` up to three words between."""
Word = Annotated[str, Field(strict=True, pattern=r"\w")]
"""A word, or a few, as they are."""
Points = Annotated[float, Field(ge=-20, le=20)]
"""A number, -20 to 20."""


class Table(BaseModel):
    """One table of a profile: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Topic(Table):
    """A subject that an issue may cover once."""

    label: str
    """What a reader calls it, as it stands inside a sentence."""
    line: str
    """One line of words that articles on it use."""
    care: bool = False
    """Mood, carers or daily life: each issue tries to have one."""
    carers: bool = False
    """Written for those who care for somebody: `monday balance` tells the share of such articles."""


class Gate(Table):
    """A reason to stop an article, to hold it for the editor, or to count it down."""

    code: Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z-]*$")]
    """The reason for scripts, such as ``safety``; several gates may share one."""
    outcome: Literal["rejected", "held", "penalty"] = "rejected"
    """What becomes of the article: ``rejected``, ``held`` for an editor, or a ``penalty`` of points."""
    words: str
    """The reason, as an editor reads it."""
    title: tuple[Phrase, ...] = ()
    """Phrases that count in the title."""
    text: tuple[Phrase, ...] = ()
    """Phrases that count in the title and in the text."""
    beside: tuple[Phrase, ...] = ()
    """When given, one of these must be there too."""
    unless: tuple[Phrase, ...] = ()
    """Phrases that open the gate again; when it holds, only for the words that they contain."""
    unless_title: tuple[Phrase, ...] = ()
    """Phrases that open the gate again when the title has them."""
    at_least: Annotated[int, Field(ge=1)] = 1
    """How many different phrases it takes."""
    within: Annotated[int, Field(ge=0)] = 120
    """How many words of the article count for *text*: what comes later is rarely its point. 0 is all."""
    points: Points = 0.0
    """For each phrase of a penalty, three at most."""


class Voice(Table):
    """A named list of words that adds points: each distinct phrase once, up to *most*."""

    name: str
    """A short name, as `monday why` shows it."""
    words: str
    """What an editor reads when it counts."""
    title: tuple[Phrase, ...] = ()
    """Phrases that count in the title."""
    text: tuple[Phrase, ...] = ()
    """Phrases that count in the title and in the text."""
    points: Points
    """For each phrase found."""
    most: Annotated[int, Field(ge=1)] = 3
    """How many phrases count at most."""


class Format(Table):
    """A kind of article, told by its words; the first that fits is taken."""

    name: str
    """What it is called, such as ``how-to``."""
    title: tuple[Phrase, ...] = ()
    """Phrases that count in the title."""
    text: tuple[Phrase, ...] = ()
    """Phrases that count in the title and in the text."""
    half_life: Annotated[int, Field(ge=0)] = 0
    """Days in which its freshness halves; 0 is advice that does not age."""
    at_most: Annotated[int, Field(ge=0)] = 0
    """How many an issue may hold; 0 is no limit."""
    do: bool = False
    """Something to do today: each issue tries to have one."""


class Sources(Table):
    """How far addresses are trusted before an editor has said anything: endings of host names, or parts."""

    tiers: Mapping[Tier, tuple[str, ...]] = {}
    """Endings of host names for each tier: ``A = [".nhs.uk"]``."""
    specialist: tuple[str, ...] = ()
    """Parts of the host names of sites about this condition."""
    journals: tuple[str, ...] = ()
    """Parts of the host names of scientific journals, which lose points."""
    wires: tuple[str, ...] = ()
    """Parts of the host names of press releases, which lose some."""


class Subject(Table):
    """What makes an article ours at all; empty lists accept any subject."""

    core: tuple[Phrase, ...] = ()
    """Words that name the condition."""
    also: tuple[Phrase, ...] = ()
    """Words that are ours too when the title has them, though they do not name the condition."""
    context: tuple[Phrase, ...] = ()
    """When given, one of these must stand beside the core words: they have other senses."""


class Superseded(Table):
    """A claim that later evidence overturned."""

    claim: tuple[Phrase, ...]
    """Phrases that make the claim."""
    beside: tuple[Phrase, ...] = ()
    """When given, one of these must be there too."""
    verdict: str
    """What is known now, in a sentence for the editor."""
    link: str
    """Where the evidence can be read."""
    checked_on: Day
    """When a person last looked; after a year the editor is asked to look again."""


class Weights(Table):
    """What one unit of each part of the score is worth."""

    subject: Points = 1.0
    """How often the condition is named."""
    topic: Points = 1.0
    """How well it fits the line of a topic."""
    voice: Points = 1.0
    """All voices together."""
    plain: Points = 1.0
    """Speaks to the reader, without jargon."""
    easy: Points = 0.3
    """Short words and sentences."""
    source: Points = 0.7
    """The tier of its source."""
    fresh: Points = 0.3
    """How new it is."""
    lately: Points = 0.5
    """Taken away for topics and sources that readers had lately."""


class Profile(Table):
    """All that `choose` knows about a condition."""

    title: str
    """The condition, as it stands inside a sentence."""
    language: str = "en"
    """The language of the articles."""
    common: tuple[str, ...] = ()
    """Little words of the language; a text with hardly any is in another one. Empty: any language."""
    floor: float = 0.0
    """The fewest points for a pick; never lowered."""
    signs: tuple[Word, ...] = ()
    """Words for the signs of an emergency: `monday check` looks for each in the email. Empty: none is asked for."""
    lists: Mapping[str, tuple[Phrase, ...]] = {}
    """Phrases that gates, voices and formats name as ``@list``."""
    subject: Subject = Subject()
    weights: Weights = Weights()
    topics: Mapping[str, Topic] = {}
    formats: tuple[Format, ...] = ()
    gates: tuple[Gate, ...] = ()
    voices: tuple[Voice, ...] = ()
    sources: Sources = Sources()
    superseded: tuple[Superseded, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _spelled_out(cls, data: Any) -> Any:  # noqa: ANN401 - pydantic hands over whatever the file holds
        lists = data.get("lists") if isinstance(data, dict) else None
        if not isinstance(lists, dict):
            return data
        return {key: value if key == "lists" else _expand(value, lists) for key, value in data.items()}


def _expand(value: Any, lists: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any TOML value
    if isinstance(value, dict):
        return {key: _expand(inner, lists) for key, inner in value.items()}
    if not isinstance(value, list):
        return value
    found: list[Any] = []
    for item in value:
        if isinstance(item, str) and item.startswith("@"):
            if item[1:] not in lists:
                raise ValueError(f"there is no list {item}; {toml.nearest(item[1:], lists)}")
            found += lists[item[1:]]
        else:
            found.append(_expand(item, lists))
    return found


def load_profile(config: Config) -> Profile:
    """The profile that newsletter.toml names: a shipped one, or a file in the newsletter's folder."""
    name = config.choose.profile
    if re.fullmatch(r"[a-z0-9-]+", name):
        path = resources.DATA / f"{name}.toml"
    else:
        path = (config.folder / name).resolve()
        if not path.is_relative_to(config.folder):
            hint = "copy the file into the newsletter's folder"
            raise ConfigError(f"the profile {name} lies outside the newsletter's folder", hint=hint)
    text = toml.read(path, path.name)
    if text is None:
        hint = f"shipped profiles: {', '.join(shipped())}; or name a .toml file in the newsletter's folder"
        raise ConfigError(f"there is no profile {name}", hint=hint)
    return _known(text, path.name)


@lru_cache(maxsize=2)  # the studio asks at each render
def _known(text: str, name: str) -> Profile:
    return read_profile(text, name, superseded=resources.table("superseded").get("superseded", []))


def shipped() -> tuple[str, ...]:
    """The names of the profiles that come with the tool."""
    return tuple(sorted(path.stem for path in resources.DATA.glob("*.toml") if _is_profile(path)))


def _is_profile(path: Path) -> bool:
    return bool(re.search(r"^\[subject\]", path.read_text(encoding="utf-8"), re.MULTILINE))


def read_profile(text: str, name: str, *, superseded: list[dict[str, Any]] | None = None) -> Profile:
    """A profile file's text to a Profile; ConfigError with line and key when it is wrong."""
    data = toml.parse(text, name)
    own = data.get("superseded", [])
    data = {**data, "superseded": [*own, *(superseded or [])]}
    return validated(Profile, data, text, name)
