"""An installed Chromium, driven as a program: pictures of an issue, and what can be measured there."""

import html
import json
import mimetypes
import os
import re
import tempfile
from base64 import b64encode
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from pipeline.errors import MondayError
from pipeline.outside import programs

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # whatever a page asks for, nothing leaves this machine
)


def find() -> Path:
    """Where Chromium is. Raises MondayError that says what to install."""
    for name in NAMES:
        if path := programs.find(name):
            return path
    hint = "install it: apt-get install chromium, or brew install chromium"
    raise MondayError("Chromium is not installed", hint=hint)


def run(page: str, *flags: str, folder: Path) -> bytes:
    """Open *page* (HTML) in Chromium with *flags*; what it printed. *folder* is scratch space."""
    file = folder / "page.html"
    file.write_text(page, encoding="utf-8")
    flags = (*_FLAGS, f"--user-data-dir={folder / 'profile'}", *flags)
    if os.geteuid() == 0:
        flags = (*flags, "--no-sandbox")  # Chromium refuses root otherwise
    done = programs.run([str(find()), *flags, file.as_uri()], timeout=90, max_output=8_000_000)
    if done.code:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or [""]
        raise MondayError(f"Chromium ended with code {done.code}: {last[0]}", hint="try: chromium --version")
    return done.stdout


def script(name: str) -> str:
    """The JavaScript of `name`.js, beside this file."""
    return resources.files(__name__).joinpath(f"{name}.js").read_text(encoding="utf-8")


def ask(code: str, given: Mapping[str, object]) -> Any:  # noqa: ANN401  # whatever the script answers, as JSON
    """Run *code*, a JavaScript function from *given* to its answer, behind library.js in an empty page."""
    data = json.dumps(given).replace("<", "\\u003c")
    page = (
        "<!DOCTYPE html><meta charset=utf-8><body style='margin:0'><pre id=answer></pre>"
        f"<script>{script('library')}\nconst main = {code};\n"
        f"main({data}).then(x => {{ answer.textContent = JSON.stringify(x) }},"
        " e => { answer.textContent = JSON.stringify({ failed: String(e) }) })</script>"
    )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        printed = run(page, "--dump-dom", "--virtual-time-budget=20000", folder=Path(folder)).decode()
    found = re.search(r'<pre id="answer">(.*?)</pre>', printed, re.DOTALL)
    answer = json.loads(html.unescape(found[1])) if found and found[1] else {"failed": "no answer in time"}
    if isinstance(answer, dict) and "failed" in answer:
        raise MondayError(f"Chromium could not measure the page: {answer['failed']}")
    return answer


def shown(markup: str, pictures: Mapping[str, bytes]) -> str:
    """*markup* with the *pictures* themselves in place of their public addresses, which nothing serves yet."""
    for url, data in pictures.items():
        if (asked := f'src="{html.escape(url)}"') in markup:
            kind = mimetypes.guess_type(url)[0] or "image/png"
            markup = markup.replace(asked, f'src="data:{kind};base64,{b64encode(data).decode()}"')
    return markup
