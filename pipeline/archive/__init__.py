"""issues/ and public/: what is written, and when it becomes public."""

from pipeline.archive.public import drift, publish
from pipeline.archive.shelf import Filed, next_number, past, pictures, shelf, write_issue

__all__ = ["Filed", "drift", "next_number", "past", "pictures", "publish", "shelf", "write_issue"]
