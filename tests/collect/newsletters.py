"""Newsletter folders and feeds for the tests of collect."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from pipeline import config

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def rss(*items, ttl=None, head=""):
    """An RSS document; an item is a slug, or a slug with its date (None: undated); *head* is markup."""
    entries = []
    for item in items:
        slug, date = item if isinstance(item, tuple) else (item, NOW - DAY)
        stamp = f"<pubDate>{format_datetime(date)}</pubDate>" if date else ""
        entries.append(f"<item><title>About {slug}</title><link>https://a.example/{slug}</link>{stamp}</item>")
    head = f"<title>Feed</title>{f'<ttl>{ttl}</ttl>' if ttl else ''}{head}"
    return f'<rss version="2.0"><channel>{head}{"".join(entries)}</channel></rss>'.encode()


def newsletter(folder, *feeds, private=True):
    """A Config in *folder*; a feed is a url or a dict of its keys."""
    lines = ["[newsletter]", 'title = "T"', "[collect]", f"allow_private = {str(private).lower()}"]
    lines += ['contact = "editor@example.org"']
    for number, feed in enumerate(feeds):
        keys = feed if isinstance(feed, dict) else {"url": feed}
        lines.append("[[feeds]]")
        lines += [f"{name} = {json.dumps(value)}" for name, value in {"name": f"Feed {number}", **keys}.items()]
    (folder / config.NAME).write_text("\n".join(lines), encoding="utf-8")
    return config.load(folder)
