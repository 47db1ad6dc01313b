"""What the last build was made from, and what it gave: composing and checking are pure, so the same gives the same."""

import json
import os
from contextlib import suppress
from dataclasses import asdict
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from pipeline.check import Material
from pipeline.errors import MondayError
from pipeline.model import Email
from pipeline.outside import files
from pipeline.text import DATA

_LAST: Final = ".monday/last-build.json"


def record(given: Material, email: Email, made: dict[str, bytes]) -> None:
    """Remember the *email* and the files *made* from what is *given*. A disk that refuses it costs time, no more."""
    texts = {name: data.decode() for name, data in made.items()}
    kept = {"seal": _seal(given), "email": asdict(email), "files": texts}
    with suppress(MondayError):
        files.write_atomic(given.config.folder / _LAST, json.dumps(kept).encode())


def read(given: Material) -> tuple[Email, dict[str, bytes]] | None:
    """The email and the files, if the last ones were made from just what is *given*, by the program as it is now."""
    with suppress(MondayError, LookupError, TypeError, ValueError):
        kept = json.loads(files.read(given.config.folder / _LAST) or b"{}")
        if kept["seal"] == _seal(given):
            return Email(**kept["email"]), {name: text.encode() for name, text in kept["files"].items()}
    return None


def _seal(given: Material) -> str:
    """A digest of all that is *given*, and of the program: its files, and the folder of its libraries, which changes
    with every installation."""
    spec = find_spec("premailer")
    libraries = str(Path(spec.origin).parents[1]) if spec and spec.origin else ""
    ours = [f"{folder}/{name}" for folder, _, names in os.walk(DATA.parent) for name in names]
    program = [(path, files.stamp(path)) for path in [libraries, *sorted(ours)] if not path.endswith(".pyc")]
    return sha256(repr((program, given)).encode()).hexdigest()
