"""What a condition's newsletter looks for: the tables of a profile, shipped or the editor's own, and its reading."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PrivateAttr, ValidationInfo

from pipeline import toml
from pipeline.config import Config, Section, validated
from pipeline.config.fields import Day
from pipeline.errors import ConfigError
from pipeline.model import Tier
from pipeline.text import DATA, table

_RETIRED = ("floor", "weights", "subject.context", "sources.journals", "sources.wires", "formats.half_life")
"""Keys that only older versions read."""


def _spelled_out(value: object, info: ValidationInfo) -> object:
    """The phrases of *value*, those of a list in place of ``@list``; the context holds the lists."""
    if not isinstance(value, list):
        return value
    found: list[object] = []
    lists = info.context if isinstance(info.context, dict) else {}
    for item in value:
        name = item[1:] if isinstance(item, str) and item.startswith("@") else ""
        if name and not isinstance(lists.get(name), list):
            raise ValueError(f"there is no list @{name}; {toml.nearest(name, lists)}")
        found += lists[name] if name else [item]
    return found


Phrase = Annotated[str, Field(strict=True, pattern=r"^\S.*$")]
"""Words as in a text; ``walk*`` is any ending, ``#`` any number, ``..`` up to three words between."""
Code = Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z-]*$")]
Phrases = Annotated[tuple[Phrase, ...], BeforeValidator(_spelled_out)]
Word = Annotated[str, Field(strict=True, pattern=r"\w")]  # A word, or a few, as they are.
Number = Annotated[float, Field(ge=-20, le=20)]  # A number, -20 to 20.


class Topic(Section):
    """A subject that an issue may cover once."""

    label: str  # What a reader calls it, as it appears in a sentence.
    line: str  # One line of words that articles on it use.
    broad: bool = False  # So wide that a narrower topic is taken before it.
    care: bool = False  # Mood, caregivers or daily life: each issue tries to have one.
    carers: bool = False  # Written for those who care for somebody: `monday balance` shows the share of such articles.


class Gate(Section):
    """A reason to stop an article, to hold it for the editor, or to lower its points."""

    code: Code  # The reason for scripts, such as ``safety``; several gates may share one.
    outcome: Literal["rejected", "held", "penalty"] = "rejected"
    """What happens to the article: ``rejected``, ``held`` for an editor, or a ``penalty`` of points."""
    words: str  # The reason, as an editor reads it.
    title: Phrases = ()  # Phrases that count in the title.
    text: Phrases = ()  # Phrases that count in the title and in the text.
    beside: Phrases = ()  # If given, one of these must be there, too.
    unless: Phrases = ()
    """Phrases that reopen the gate, except where they overlap the words that shut it. When it holds, the other way
    round: only the words that they contain are excused."""
    unless_title: Phrases = ()  # Phrases that reopen the gate if the title has them.
    at_least: Annotated[int, Field(ge=1)] = 1  # How many different phrases are needed.
    within: Annotated[int, Field(ge=0)] = 120
    """How many words of the article count for *text*: what comes later is rarely its point. 0 is all."""
    points: Number = 0.0  # For each phrase of a penalty, three at most.


class Sign(Section):
    """One hint at a kind of page, met by any of these."""

    host: tuple[Word, ...] = ()  # Parts of the host's name; it ends in a slash.
    path: Phrases = ()  # Words of the address behind the host, without the last part if that repeats the title.
    title: Phrases = ()  # Phrases that count in the title.
    text: Phrases = ()  # Phrases that count in the title and near the start of the text.
    weak: bool = False  # Everyday words, which count only beside another sign.


class Kind(Section):
    """A kind of page that is not for readers, recognized by signs that are independent of each other."""

    code: Code  # The reason for scripts, such as ``kind``; several kinds may share one.
    words: str  # The reason, as an editor reads it.
    signs: tuple[Sign, ...]  # Each counts once, however many of its words are there.
    points: Number  # For each sign.
    reject: Annotated[int, Field(ge=0)] = 2  # How many signs reject the article; 0 is never. No single sign should.
    trust: bool = True  # Whether an address of this kind leaves its site's standing as it is.
    unless: Phrases = ()  # Phrases that speak against this kind, except where they overlap a sign's own words.


class Voice(Section):
    """A named list of words that adds points: each distinct phrase once, up to *most*."""

    name: str  # A short name, as `monday why` shows it.
    words: str  # What an editor reads when it counts.
    title: Phrases = ()  # Phrases that count in the title.
    text: Phrases = ()  # Phrases that count in the title and in the text.
    starts: Phrases = ()  # Phrases that count where a sentence or a clause starts with them: instructions.
    points: Number  # For each phrase found.
    most: Annotated[int, Field(ge=1)] = 3  # How many phrases count at most.


class Format(Section):
    """A kind of article, recognized by its words; the first that fits is taken."""

    name: str  # What it is called, such as ``how-to``.
    title: Phrases = ()  # Phrases that count in the title.
    text: Phrases = ()  # Phrases that count in the title and in the text.
    at_most: Annotated[int, Field(ge=0)] = 0  # How many an issue may hold; 0 is no limit.
    do: bool = False  # Something to do today: each issue tries to have one.


class Sources(Section):
    """How far addresses are trusted before an editor has said anything: endings of host names, or parts."""

    tiers: Mapping[Tier, tuple[str, ...]] = {}
    """Endings of host names for each tier: ``A = [".nhs.uk"]``. They help to rank; only an editor's rating is trust."""
    public: tuple[str, ...] = ()  # How hosts of public bodies, charities and universities end, such as ``.gov``.
    specialist: tuple[str, ...] = ()  # Parts of the hosts or names of sources on such subjects.


class Subject(Section):
    """What makes an article ours at all; empty lists accept any subject."""

    core: Phrases = ()  # Words that name the condition.
    also: Phrases = ()  # Words that are ours too when the title has them, though they do not name the condition.
    conditions: Phrases = ()
    """Other conditions: an article with one in its title needs a core word there, or several in its text."""


class Sense(Section):
    """Which sense a core word has: each mention is judged by the words around it."""

    words: tuple[str, ...] = ()  # The core words that have other senses. Empty: none has.
    other: Phrases = ()  # Phrases around a core word that give it another sense, such as ``stroke of luck``.
    ours: Phrases = ()
    """Phrases around a core word that make it ours, such as ``had a stroke``, except inside another sense's."""
    around: Phrases = ()  # What else an article in another sense speaks of, such as ``golf``.
    near: Phrases = ()  # What an article in our sense speaks of.


class Superseded(Section):
    """A claim that later evidence overturned."""

    claim: Phrases  # Phrases that make the claim.
    beside: Phrases = ()  # If given, one of these must be there, too.
    verdict: str  # What is known now, in a sentence for the editor.
    link: str  # Where the evidence can be read.
    checked_on: Day  # When a person last looked; after a year the editor is asked to look again.


class Points(Section):
    """What one unit of each signal of the score is worth. bench/fit.py fits them to labeled articles."""

    floor: Number = 0.0  # The fewest points for a pick, before what ran lately counts; never lowered.
    voice: Number = 1.0  # All voices together.
    kind: Number = 1.0  # Signs of a kind of page that is not for readers, all together.
    source: Number = 1.0  # Who publishes it.
    lately: Number = 0.6  # Taken away for topics and sources that readers had recently.


class Profile(Section):
    """All that `choose` knows about a condition."""

    title: str  # The condition, as it appears in a sentence.
    language: str = "en"  # The language of the articles.
    common: tuple[str, ...] = ()  # Little words of the language; a text with few of them is in another. Empty: any.
    signs: tuple[Word, ...] = ()
    """Words for the signs of an emergency: `monday check` looks for each in the email. Empty: none is asked for."""
    lists: Mapping[str, tuple[Phrase, ...]] = {}  # Phrases that gates, voices and formats name as ``@list``.
    subject: Subject = Field(default_factory=Subject)
    sense: Sense = Field(default_factory=Sense)
    points: Points = Field(default_factory=Points)
    topics: Mapping[str, Topic] = {}
    formats: tuple[Format, ...] = ()
    gates: tuple[Gate, ...] = ()
    kinds: tuple[Kind, ...] = ()
    voices: tuple[Voice, ...] = ()
    sources: Sources = Field(default_factory=Sources)
    superseded: tuple[Superseded, ...] = ()
    _ignored: tuple[str, ...] = PrivateAttr(())

    @property
    def ignored(self) -> tuple[str, ...]:
        """Keys of an older version's copy that count no longer."""
        return self._ignored


def load_profile(config: Config) -> Profile:
    """The profile that newsletter.toml names: a shipped one, or a file in the newsletter's folder."""
    name = config.choose.profile
    if re.fullmatch(r"[a-z0-9-]+", name):
        path = DATA / f"{name}.toml"
    else:
        path = (config.folder / name).resolve()
        if not path.is_relative_to(config.folder):
            hint = "copy the file into the newsletter's folder"
            raise ConfigError(f"the profile {name} is outside the newsletter's folder", hint=hint)
    text = toml.read(path, path.name)
    if text is None:
        hint = f"shipped profiles: {', '.join(shipped())}; or name a .toml file in the newsletter's folder"
        raise ConfigError(f"there is no profile {name}", hint=hint)
    return _known(text, path.name)


@lru_cache(maxsize=2)  # the studio asks at each render
def _known(text: str, name: str) -> Profile:
    return read_profile(text, name, **{key: table(key)[key] for key in ("superseded", "kinds")})


def shipped() -> Mapping[str, str]:
    """The texts of the profiles that come with the tool, by name."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(DATA.glob("*.toml"))}
    return {name: text for name, text in texts.items() if re.search(r"^\[subject\]", text, re.MULTILINE)}


def read_profile(text: str, name: str, **shared: list[dict[str, Any]]) -> Profile:
    """A profile's text to a Profile, with the *shared* rows of tables that ship for all. Raises ConfigError."""
    data, ignored = toml.parse(text, name), []
    for retired in _RETIRED:
        table, _, key = retired.rpartition(".")
        found = data.get(table) if table else data
        for row in found if isinstance(found, list) else [found]:
            if isinstance(row, dict) and row.pop(key, None) is not None and retired not in ignored:
                ignored.append(retired)
    for key, rows in shared.items():
        if isinstance(own := data.get(key, []), list):  # else it is refused below
            data[key] = own + rows
    profile = validated(Profile, data, text, name, context=data.get("lists"))
    profile._ignored = tuple(ignored)
    return profile
