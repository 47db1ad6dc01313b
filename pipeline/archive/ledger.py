"""ledger.jsonl: what the machine did to an issue, one line each; lines are added, never changed."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pipeline.errors import MondayError
from pipeline.limits import far_off
from pipeline.model import Event
from pipeline.outside import files

NAME: Final = "ledger.jsonl"
_HINT = "fix the line by hand, or restore the file from a backup: it says what was sent"


def append(path: Path, event: Event) -> None:
    """Add *event* and wait until the disk has it: only then may the side effect that it announces start."""
    if clash := {"at", "kind"} & event.data.keys():
        raise ValueError(f"an event's data cannot hold {', '.join(sorted(clash))}")
    line = {"at": event.at.astimezone(UTC).isoformat(), "kind": event.kind, **event.data}
    files.append_line(path, json.dumps(line, ensure_ascii=False).encode())


def read(path: Path) -> tuple[Event, ...]:
    """Every event, oldest first; none where there is no file. Raises MondayError when a line is damaged.

    A line that a crash cut short is passed over: what it announced never began, or is looked up again.
    """
    data = files.read(path) or b""
    found = []
    for number, line in enumerate(data.split(b"\n"), start=1):
        line = line.strip(b"\r \t\0")  # zeros: some file systems leave them after a power cut
        if line and (event := _event(line, f"{path.parent.name}/{path.name}:{number}")):
            found.append(event)
    return tuple(found)


def _event(line: bytes, where: str) -> Event | None:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as e:
        if line.startswith(b"{") and not line.endswith(b"}"):
            return None
        raise MondayError(f"{where}: this line is damaged", hint=_HINT) from e
    try:
        at = datetime.fromisoformat(data.pop("at"))
        kind = data.pop("kind")
        if far := far_off(at):
            raise ValueError(far)
    except (AttributeError, KeyError, TypeError, ValueError) as e:
        raise MondayError(f"{where}: this line has no time or kind", hint=_HINT) from e
    if at.tzinfo is None:
        raise MondayError(f"{where}: the time has no zone", hint=_HINT)
    return Event(at=at.astimezone(UTC), kind=kind, data=data)
