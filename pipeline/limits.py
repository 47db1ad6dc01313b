"""What the stages agree on without knowing each other: an issue's name, marks in its email, and the limits."""

import re
from datetime import date
from typing import Final

STAGES: Final = ("collect", "choose", "compose", "check", "archive", "handoff")
UNSUBSCRIBE: Final = "https://unsubscribe.invalid/"
"""What the email holds until each mail service's adapter puts its own token there."""
END: Final = "<!-- end -->"
"""The email's last line before </body>: what follows a cut or a nesting too deep is silently lost."""
GMAIL_CUT: Final = 102_400
"""Bytes of the HTML part after which Gmail cuts a message off; tests disagree on the encoding that is counted."""
DESPAIR: Final = "safety-suicide"  # the code of a hold where an article mentions suicide or self-harm
TITLE: Final = 200  # the longest title that readers see, in characters; what is longer is cut
BLURB: Final = 600  # the longest blurb, in characters; what is longer is cut

BARE: Final = re.compile(r"An article(?: on [^.]+?)?(?: from .+)?\.")
"""A draft's blurb where the article had no sentence to take: true, and no reason to read it."""
YEARS: Final = range(2000, 2200)  # the years that an issue can have: farther away, zones and weeks cannot be computed


def far_off(day: date) -> str:
    """Why *day* is none that an issue can have; "" when it is."""
    if day.year in YEARS:
        return ""
    return f"{day.isoformat()[:10]} is out of range: years go from {YEARS[0]} to {YEARS[-1]}"


def issue_name(day: date) -> str:
    """What people call *day*'s issue, without an article: "November 23 issue"."""
    return f"{day:%B %-d} issue"


def identity(newsletter: str, day: date) -> str:
    """The name of *day*'s issue of the newsletter with this id: ``{newsletter.id}-{date}``, everywhere and forever."""
    return f"{newsletter}-{day.isoformat()}"


def file_size(size: int) -> str:
    """A size in bytes as people read it, such as "102 KB" or "2.3 MB"; a thousand bytes are one KB."""
    return f"{size / 1_000_000:.1f} MB" if size >= 999_500 else f"{max(1, round(size / 1000))} KB"
