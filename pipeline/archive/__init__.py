"""issues/ and public/: what is written, and when it becomes public."""

from pipeline.archive.public import drift, publish
from pipeline.archive.shelf import (
    APPROVED,
    Filed,
    considered,
    days,
    issue_folder,
    past,
    pictures,
    read,
    shelf,
    text,
    write_issue,
)

__all__ = [
    "APPROVED",
    "Filed",
    "considered",
    "days",
    "drift",
    "issue_folder",
    "past",
    "pictures",
    "publish",
    "read",
    "shelf",
    "text",
    "write_issue",
]
