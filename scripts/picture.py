"""Makes docs/issue.png, the README's picture: the tests' sample issue on three phones, through Chromium."""

import html
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from pipeline import compose  # noqa: E402  after the path
from pipeline.outside import browser  # noqa: E402  after the path
from tests.compose import sample  # noqa: E402

PHONES = (("light", 0), ("dark", 0), ("light", -2745))
"""Colour scheme, and how far down the reader has scrolled."""
WIDTH, HEIGHT, GAP = 375, 960, 36


def main() -> None:
    """Write the picture."""
    made = html.escape(compose.email(sample.issue(), sample.newsletter(), sample.TEMPLATES).html)
    phones = "".join(
        f'<div><iframe style="color-scheme:{scheme};margin-top:{top}px" srcdoc="{made}"></iframe></div>'
        for scheme, top in PHONES
    )
    page = f"""<!DOCTYPE html><meta charset="utf-8"><style>
    body {{ margin: 0; padding: {GAP}px; display: flex; gap: {GAP}px; background: #d9d2c4 }}
    div {{ width: {WIDTH}px; height: {HEIGHT}px; overflow: hidden; border-radius: 24px }}
    iframe {{ border: 0; width: {WIDTH}px; height: 5000px }}
    </style>{phones}"""
    size = f"{len(PHONES) * (WIDTH + GAP) + GAP},{HEIGHT + 2 * GAP}"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        out = Path(folder) / "issue.png"
        browser.run(page, f"--screenshot={out}", f"--window-size={size}", folder=Path(folder))
        (ROOT / "docs" / "issue.png").write_bytes(out.read_bytes())


if __name__ == "__main__":
    main()
