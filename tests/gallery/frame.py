"""What a case of the gallery is: a function that changes a newsletter folder for real, and types a command."""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.newsletter import DAY, call
from tests.server import serving

BARE = """[newsletter]
title = "Monday Five"
{more}
[[feeds]]
url = "sample:harbour"
name = "Harbour"
"""


@dataclass
class World:
    """One case's place: a newsletter *folder*, servers that end with the case, and what was typed and said."""

    folder: Path
    patch: pytest.MonkeyPatch
    stack: ExitStack
    said: list[str] = field(default_factory=list)

    def type(self, *words: str, now: str = "2026-11-20T09:00", show: bool = True, out: bool = False) -> None:
        """Run `monday WORDS`; unless *show* is off, its standard error (with *out* all of it) is shown."""
        done = call(self.folder, *words, now=now)
        if show:
            typed = " ".join(f'"{word}"' if " " in word or not word else word for word in words)
            self.said.append(
                f"$ monday {typed}\n{(done.output if out else done.stderr).rstrip()}\nexit {done.exit_code}\n"
            )

    def settings(self, more: str) -> None:
        """A newsletter.toml with little more than *more*."""
        (self.folder / "newsletter.toml").write_text(BARE.format(more=more))

    def replace(self, name: str, old: str, new: str) -> None:
        """Change the first *old* in a file of the folder; it must be there."""
        path = self.folder / name
        text = path.read_text()
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new, 1))

    def serve(self, handler) -> str:
        """A server that answers so, and its address."""
        return self.stack.enter_context(serving(handler)).url("/feed")

    @contextmanager
    def closed_port(self) -> Iterator[int]:
        """A port where nobody listens."""
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        yield port


Case = Callable[[World], None]
ISSUE = f"issues/{DAY}/issue.toml"
LEDGER = f"issues/{DAY}/ledger.jsonl"
CASES: dict[str, Case] = {}


def case(title: str) -> Callable[[Case], Case]:
    """Put a case into the gallery."""

    def put(made: Case) -> Case:
        assert title not in CASES
        CASES[title] = made
        return made

    return put
