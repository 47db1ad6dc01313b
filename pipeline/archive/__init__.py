"""The issues on the disk: `Newsletter` is the only door to issues/, `Edition` is one issue and where it stands."""

from pipeline.archive.edition import Edition, State
from pipeline.archive.newsletter import Newsletter
from pipeline.archive.public import drift, publish

__all__ = ["Edition", "Newsletter", "State", "drift", "publish"]
