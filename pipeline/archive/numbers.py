"""What number the next issue gets."""

from datetime import date

from pipeline.archive.newsletter import Newsletter


def next_number(newsletter: Newsletter, *, before: date) -> int:
    """The number of *before*'s issue: the highest that readers have, or may have, plus one. The first is the one that
    newsletter.toml names."""
    others = (one for one in newsletter.editions() if one.day != before and one.keeps_its_number)
    taken = [one.issue.number for one in others if one.issue]
    return max([*taken, newsletter.config.newsletter.first_number - 1]) + 1
