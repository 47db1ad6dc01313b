"""issues/ and public/: what is written, and when it becomes public."""

from pipeline.archive.public import drift, publish
from pipeline.archive.shelf import Filed, days, issue_folder, next_number, past, pictures, read, shelf, write_issue

__all__ = [
    "Filed",
    "days",
    "drift",
    "issue_folder",
    "next_number",
    "past",
    "pictures",
    "publish",
    "read",
    "shelf",
    "write_issue",
]
