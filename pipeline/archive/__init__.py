"""issues/ and public/: what is written, and when it becomes public."""

from pipeline.archive.public import drift, publish
from pipeline.archive.shelf import (
    Filed,
    considered,
    days,
    issue,
    issue_folder,
    next_number,
    past,
    pictures,
    read,
    shelf,
    text,
    write_issue,
)

__all__ = [
    "Filed",
    "considered",
    "days",
    "drift",
    "issue",
    "issue_folder",
    "next_number",
    "past",
    "pictures",
    "publish",
    "read",
    "shelf",
    "text",
    "write_issue",
]
