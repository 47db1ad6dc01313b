"""The issues on the disk: `Newsletter` is the only door to issues/, `Edition` is one issue and where it stands."""

from pipeline.archive.edition import Edition
from pipeline.archive.newsletter import Newsletter
from pipeline.archive.public import drift, publish
from pipeline.archive.state import State

__all__ = ["Edition", "Newsletter", "State", "drift", "publish"]
