"""evergreen.toml: the editor's standing articles, which fill an issue in a thin week."""

from typing import Annotated

from pydantic import Field

from pipeline import toml
from pipeline.config import Config, Section, validated
from pipeline.config.fields import Day, OptionalUrl, Text
from pipeline.limits import BLURB

NAME = "evergreen.toml"


class StandingArticle(Section):
    """An article that stays good for years, until its review date."""

    title: Text  # The article's own title.
    url: Annotated[OptionalUrl, Field(min_length=1)]  # Where its link leads.
    source: Text  # Who published it.
    review: Day  # When an editor must look again; from then on it is not used.
    topic: Text = ""  # A topic of the profile, so that variety is kept.
    format: Text = "how-to"  # What kind of article it is.
    blurb: Annotated[str, Field(strict=True, max_length=BLURB)] = ""  # A sentence or two; only ``**bold**``.
    minutes: Annotated[int, Field(strict=True, ge=1, le=240)] | None = None  # Reading time.


class _Shelf(Section):
    standing: tuple[StandingArticle, ...] = ()


def load_evergreen(config: Config) -> tuple[StandingArticle, ...]:
    """The shelf beside newsletter.toml, empty when there is none; ConfigError when it is wrong."""
    text = toml.read(config.folder / NAME, NAME)
    return () if text is None else read_evergreen(text)


def read_evergreen(text: str) -> tuple[StandingArticle, ...]:
    """evergreen.toml's text to standing articles, in the editor's order."""
    return validated(_Shelf, toml.parse(text, NAME), text, NAME).standing
