"""All that can go wrong on purpose. The core raises; cli/ makes two lines and an exit code of it."""


class MondayError(Exception):
    """Anything that can go wrong on purpose; *hint* is what to do next, *code* the exit code."""

    code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(MondayError):
    """The command was called in a way that cannot work."""

    code = 2


class Skipped(MondayError):
    """Skipped by policy: too few good articles, or too late."""

    code = 3


class CheckFailed(MondayError):
    """`check` found errors."""

    code = 4


class NotApproved(MondayError):
    """Not approved in time, or changed since the approval."""

    code = 5


class NoFeeds(MondayError):
    """Every feed failed."""

    code = 6


class RemoteRefused(MondayError):
    """The mail service said no."""

    code = 7


class RemoteUnknown(MondayError):
    """The mail service's state is unknown: never repeat blindly."""

    code = 8


class Locked(MondayError):
    """Another run holds the lock."""

    code = 75


class ConfigError(MondayError):
    """newsletter.toml, a profile or another hand-edited file of settings is wrong."""

    code = 78


class IssueError(MondayError):
    """issue.toml is wrong."""

    code = 78


class TemplateError(MondayError):
    """A template does not render; the message starts with ``file:line``."""


class Conflict(MondayError):
    """A file changed since it was read; nothing was written."""


class FetchError(MondayError):
    """One exchange over HTTP failed; *reason* is a short code such as ``timeout`` or ``not-public``.

    *sent* tells whether the request may have reached the server.
    """

    def __init__(self, message: str, *, reason: str = "failed", hint: str = "", sent: bool = True) -> None:
        super().__init__(message, hint=hint)
        self.reason = reason
        self.sent = sent
