"""The issues on the disk: `Newsletter` is the only door to issues/, `Edition` one issue, `State` where it stands."""

from pipeline.archive.edition import Edition
from pipeline.archive.newsletter import Newsletter
from pipeline.archive.public import drift, publish
from pipeline.archive.state import State, state_of

__all__ = ["Edition", "Newsletter", "State", "drift", "publish", "state_of"]
