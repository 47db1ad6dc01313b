"""Pictures of an issue's email, as several screens and mail clients show it."""

from collections.abc import Callable
from pathlib import Path

from pipeline.compose import served
from pipeline.config import Config
from pipeline.outside import files, programs
from pipeline.outside.browser import shots as chromium
from pipeline.outside.browser import thunderbird
from pipeline.work.build import Built


def shots(built: Built, config: Config, *, out: Path, progress: Callable[[str], None]) -> tuple[Path, ...]:
    """Pictures of the email as PNG files in *out*, by Chromium and, where it is installed, by Thunderbird."""
    pictures = served(config.newsletter, built.edition.day, built.material.pictures, built.material.logo)
    markup = built.files["email.html"].decode("ascii")
    taken = chromium.shoot(markup, out, pictures=pictures, progress=lambda name: progress(f"Taking {name}"))
    if programs.find("thunderbird") is None:
        return taken
    progress("Asking Thunderbird")
    for look in thunderbird.look(built.files["email.eml"]):
        path = out / f"{look.name}.png"
        files.write_atomic(path, look.png)
        taken = (*taken, path)
    return taken
