"""Makes docs/issue.png, the README's picture: an issue and the ebook on three phones, through Chromium."""

import html
import re
import sys
import tempfile
from base64 import b64encode
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from pipeline import compose  # noqa: E402  after the path
from pipeline.config.ebook import offer  # noqa: E402  after the path
from pipeline.config.profile import load_profile  # noqa: E402  after the path
from pipeline.outside import browser  # noqa: E402  after the path
from tests.compose import sample  # noqa: E402  after the path

EBOOK = '[ebook]\nfile = "sample:ebook.pdf"\ncover = "sample:ebook.png"\n'
TOPICS = ("hand", "fatigue", "speech_aphasia", "balance_falls", "daily_living")
"""Of the profile, so that each story has its tile."""
WIDTH, HEIGHT, GAP = 375, 960, 36


def main() -> None:
    """Write the picture: the email in light and in dark, and the page that its button leads to."""
    config = sample.newsletter(EBOOK)
    labels = {name: topic.label for name, topic in load_profile(config).topics.items()}
    extras = compose.Extras(offer=offer(config), labels=labels)
    stories = (replace(story, topic=topic) for story, topic in zip(sample.STORIES, TOPICS, strict=True))
    issue = sample.issue(*stories)
    tiles = compose.served(config.newsletter, issue.date, {}, b"")
    email = browser.shown(compose.email(issue, config, sample.TEMPLATES, extras).html, tiles)
    site = compose.site([], config, sample.TEMPLATES, extras)
    (cover,) = (path for path in site if re.match(r"ebook/.*\.png", path))
    inside = f"data:image/png;base64,{b64encode(site[cover]).decode()}"
    ebook = site["ebook/index.html"].decode().replace(cover.removeprefix("ebook/"), inside)
    phones = "".join(
        f'<div><iframe style="color-scheme:{scheme}" srcdoc="{html.escape(made)}"></iframe></div>'
        for scheme, made in (("light", email), ("dark", email), ("light", ebook))
    )
    page = f"""<!DOCTYPE html><meta charset="utf-8"><style>
    body {{ margin: 0; padding: {GAP}px; display: flex; gap: {GAP}px; background: #d9d2c4 }}
    div {{ width: {WIDTH}px; height: {HEIGHT}px; overflow: hidden; border-radius: 24px }}
    iframe {{ border: 0; width: {WIDTH}px; height: 5000px }}
    </style>{phones}"""
    size = f"{3 * (WIDTH + GAP) + GAP},{HEIGHT + 2 * GAP}"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        out = Path(folder) / "issue.png"
        browser.run(page, f"--screenshot={out}", f"--window-size={size}", folder=Path(folder))
        (ROOT / "docs" / "issue.png").write_bytes(out.read_bytes())


if __name__ == "__main__":
    main()
