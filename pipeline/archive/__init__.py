"""issues/ and public/: what is written, and when it becomes public."""

from pipeline.archive.public import publish
from pipeline.archive.shelf import Filed, past, pictures, shelf, write_issue

__all__ = ["Filed", "past", "pictures", "publish", "shelf", "write_issue"]
