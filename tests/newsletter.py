"""What end-to-end tests share: a newsletter folder, and the command run as a process or in this one."""

import asyncio
import atexit
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path

from click.testing import CliRunner, Result

from pipeline import config
from pipeline.cli import monday
from pipeline.model import Feed

ROOT = Path(__file__).resolve().parent.parent
NOW = "2026-11-20T09:00"
DAY = "2026-11-23"


REAL = """\
[newsletter]
title = "Real Enough"
home = "https://news.river-trust.org.uk/monday/"
from = "River <monday@river-trust.org.uk>"
reply_to = "hello@river-trust.org.uk"
postal_address = "4 River Lane, Leeds"
[collect]
fetch_picks = false
{more}
"""
EBOOK = '[ebook]\nurl = "https://news.river-trust.org.uk/ebook"\n'
"""A newsletter without an ebook approves nothing."""
TOPICS = {
    "hand": ("Wake up your hand after a stroke", "Scrunch a towel with your fingers. Do it five times and rest."),
    "fatigue": ("Tired after a stroke: plan your day", "Rest before you feel worn out. Tell your family how you feel."),
    "speech": ("Finding words with aphasia", "Describe the word after your stroke. Give yourself time to say it."),
    "carers": ("Caring for a partner after a stroke", "You need rest too. Ask one person for help each week."),
    "walking": ("Walking again after a stroke", "Start with the garden path. Use your stick and go slowly."),
    "sleep": ("Sleep better after a stroke", "Go to bed at the same time. Keep your naps short."),
}


def sample_feeds() -> tuple[Feed, ...]:
    """The bundled samples, as this repository's own newsletter lists them."""
    return config.load(ROOT).feeds


def plain(folder: Path, more: str = "", topics: Mapping[str, tuple[str, str]] = TOPICS) -> Path:
    """A newsletter of plain feeds, one a topic, of sources on real-looking hosts; *more* goes into its settings."""
    ebook = "" if "[ebook]" in more else EBOOK
    text = REAL.format(more=more) + ebook
    (folder / "feeds").mkdir()
    for name, (title, words) in topics.items():
        (folder / "feeds" / f"{name}.xml").write_text(
            f'<rss version="2.0"><channel><title>{name}</title><item><title>{title}</title>'
            f"<link>https://{name}.org.uk/a</link><pubDate>Wed, 18 Nov 2026 08:00:00 +0000</pubDate>"
            f"<description>{words}</description></item></channel></rss>"
        )
        text += f'[[feeds]]\nurl = "feeds/{name}.xml"\nname = "{name.title()} Trust"\ntier = "A"\n'
    (folder / "newsletter.toml").write_text(text)
    return folder


def drafted(folder: Path, more: str = "", topics: Mapping[str, tuple[str, str]] = TOPICS) -> Path:
    """The same with its first draft, as ``run`` makes it; made once in a process, and copied from then on.

    Nobody is told of such a draft: what [notify] does is for ``plain`` and ``call``.
    """
    assert "[notify]" not in more
    still = re.sub(r"\b\d{5}\b", "10000", more)  # the port of a service on loopback: a draft asks none
    shutil.copytree(_draft(still, tuple(topics.items())), folder, dirs_exist_ok=True)
    settings = folder / "newsletter.toml"
    settings.write_text(settings.read_text().replace(still, more))
    return folder


@cache
def _draft(more: str, topics: tuple[tuple[str, tuple[str, str]], ...]) -> Path:
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    said = call(plain(folder, more, dict(topics)), "run", "--issue", "next")
    assert said.exit_code == 0, said.stderr
    return folder


def call(folder: Path, *words: str, now: str = NOW) -> Result:
    """Run the command in this process; a bug keeps its traceback.

    While Playwright's event loop owns this thread, it runs in another: fetching has a loop of its own.
    """
    line = ["-C", str(folder), "--now", now, *words]
    invoke = partial(CliRunner().invoke, monday, line, catch_exceptions=False, prog_name="monday")
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return invoke()
    with ThreadPoolExecutor(1) as other:
        return other.submit(invoke).result()


def argv(folder: Path, *words: str, now: str = NOW) -> Sequence[str]:
    """The command line of a process of its own."""
    return [sys.executable, "-m", "pipeline", "-C", str(folder), "--now", now, *words]


def process(folder: Path, *words: str, now: str = NOW) -> subprocess.CompletedProcess[str]:
    """Run the command as a process of its own, as cron does."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    return subprocess.run(
        argv(folder, *words, now=now), capture_output=True, text=True, env=environment, check=False, timeout=120
    )


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below *folder*, but for the machine's own .monday/."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".monday" not in path.parts
    }
