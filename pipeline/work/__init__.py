"""What people ask for: one use case a module."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.archive import Newsletter
from pipeline.model import Clock


@dataclass(kw_only=True, slots=True)
class Context:
    """What a use case works with that reaches beyond issues/: the clock, and the secrets in the environment."""

    newsletter: Newsletter
    clock: Clock
    env: Mapping[str, str]
    pretending: bool = False  # the time is a pretended one, at which nothing is handed to a real service
