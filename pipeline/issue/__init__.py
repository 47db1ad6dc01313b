"""issue.toml to an `Issue` and back, lossless for the editor who owns the file."""

from pipeline.issue.document import Document, best, changes, dump
from pipeline.issue.read import parse

NAME = "issue.toml"

__all__ = ["NAME", "Document", "best", "changes", "dump", "parse"]
