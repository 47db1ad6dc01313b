"""All that can go wrong on purpose. The core raises; cli/ makes two lines and an exit code of it. A docstring says what
happened, and then what a person does: the reference quotes it."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pipeline.text.printable import Printable


class MondayError(Exception):
    """It could not be done, for the reason that the line `Error:` gives. Do what the line `Hint:` says. Nothing was
    lost: files are written whole or not at all."""

    code = 1  # the exit code

    def __init_subclass__(cls, *, code: int = 0) -> None:
        if code:
            cls.code = code

    def __init__(self, message: str, *, hint: str = "") -> None:
        from pipeline.text.printable import masked, visible  # inside: --help has no error to tell

        super().__init__(masked(visible(message)))  # it may quote a header, an address or a mail service
        self.hint = masked(visible(hint))  # what to do next

    @property
    def words(self) -> "Printable":
        """What happened, as one short line that may be kept."""
        from pipeline.text.printable import printable

        return printable(self)


class UsageError(MondayError, code=2):
    """The command was called in a way that cannot work. Read `monday COMMAND --help`, and call it again."""


class Skipped(MondayError, code=3):
    """No issue, by policy: too few good articles, or too late. Too few: add feeds, or standing articles to
    evergreen.toml, then run again. Too late: readers get no issue this week; it stays in the archive."""


class CheckFailed(MondayError, code=4):
    """`check` found errors. See them with `monday check`, or in the studio; each says what to do. Then approve
    again."""


class NotApproved(MondayError, code=5):
    """Not approved in time, or changed since the approval. Look at the issue with `monday preview`, then `monday
    approve`. The next run hands it over."""


class NoFeeds(MondayError, code=6):
    """Every feed failed, or most of them, or all of tier A. What was read is still used. Usually this machine has no
    network. `monday feeds check` says what is wrong with each feed; the next run tries again."""


class RemoteRefused(MondayError, code=7):
    """The mail service said no. Its own words follow `Error:`. Usually the secret has expired or lacks a permission:
    correct that, then run again."""


class RemoteUnknown(MondayError, code=8):
    """Nobody knows what the mail service has: never repeat a hand-off blindly. Look for this issue's campaign at the
    service. The next run looks, too; if it cannot tell, say what you saw: `monday handoff --settle absent`, or
    `--settle sent`."""


class TryAgain(MondayError, code=9):
    """A temporary failure: a server could not be reached, or asked to try again later. Nothing was sent. You need not
    do anything: the printed units and cron lines try again within `max_late_hours`. By hand: run it again."""


class Locked(MondayError, code=75):
    """Another run holds the lock. Wait for it, or stop the command that is running elsewhere. A run that crashed holds
    no lock."""


class ConfigError(MondayError, code=78):
    """newsletter.toml, a profile or another hand-edited file of settings is wrong. The message names file, line and
    key; correct that line. `monday doctor` says when all is well."""


class IssueError(MondayError, code=78):
    """issue.toml is wrong. The message names line and key; correct that line. `monday check` says when all is well."""


class TemplateError(MondayError):
    """A template does not render; the message starts with ``file:line``."""


class Conflict(MondayError):
    """A file changed since it was read; nothing was written."""


class FetchError(MondayError):
    """One exchange over HTTP failed; *reason* is a short code such as ``timeout`` or ``not-public``. *sent* tells
    whether the request may have reached the server."""

    def __init__(self, message: str, *, reason: str = "failed", hint: str = "", sent: bool = True) -> None:
        super().__init__(message, hint=hint)
        self.reason = reason
        self.sent = sent


BY_WEIGHT: Final = (8, 7, 78, 9, 2, 1, 6, 4, 5, 3, 75, 0)
"""Exit codes, the most serious first: a run with several errors ends with that one. The first three end the printed
units' own retries; 9 keeps them going, so it comes before whatever can wait."""


def worst(*codes: int) -> int:
    """The exit code of several that a person must hear of first."""
    return min(codes, key=BY_WEIGHT.index)
