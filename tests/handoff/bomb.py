"""Ends a hand-off at a chosen boundary, in-process or for real."""


class Killed(BaseException):
    """The process ends here; nothing of ours may catch it."""


class Bomb:
    """Ends the process at the nth boundary: before and after each ledger line and each request."""

    def __init__(self, at: int, end=None) -> None:
        self.at = at
        self.passed = 0
        self.end = end

    def boundary(self) -> None:
        self.passed += 1
        if self.passed == self.at:
            if self.end:
                self.end()
            raise Killed

    def wrap(self, act):
        def wrapped(*args, **kwargs):
            self.boundary()
            found = act(*args, **kwargs)
            self.boundary()
            return found

        return wrapped
