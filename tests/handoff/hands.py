"""What people and time do at a service, behind our back."""

from typing import Any

SUBJECT = {"listmonk": "subject", "buttondown": "subject", "mailchimp": "subject_line"}
TIME = {"listmonk": "send_at", "buttondown": "publish_date", "mailchimp": "send_time"}
DRAFT = {"listmonk": "draft", "buttondown": "draft", "mailchimp": "save"}
TELLS_READERS = ("listmonk", "buttondown")
"""They tell to how many an issue goes, beside how many have it."""


def stored(remote: Any) -> dict[Any, Any]:
    """What the service holds, by its own ids."""
    found = getattr(remote, "campaigns", None)
    return found if found is not None else remote.emails


def edited(target: str, remote: Any) -> None:
    """Somebody writes another subject there."""
    for row in stored(remote).values():
        (row["settings"] if target == "mailchimp" else row)[SUBJECT[target]] = "BUY PILLS"


def moved(target: str, remote: Any) -> None:
    """Somebody gives it another time."""
    for row in stored(remote).values():
        row[TIME[target]] = "2026-11-25T16:00:00+00:00"


def set_back(target: str, remote: Any) -> None:
    """Somebody makes it a draft again."""
    for row in stored(remote).values():
        row["status"] = DRAFT[target]


def deleted(target: str, remote: Any) -> None:
    """Somebody deletes it."""
    stored(remote).clear()


def ours(remote: Any) -> Any:
    """The template of the campaign that listmonk holds."""
    [row] = remote.campaigns.values()
    return next(one for one in remote.templates if one["id"] == row["template_id"])


def template_edited(target: str, remote: Any) -> None:
    """Somebody puts an advertisement into our template."""
    ours(remote)["body"] = '<p>ADVERT</p>{{ template "content" . }}'


def template_deleted(target: str, remote: Any) -> None:
    """Somebody deletes our template: listmonk takes its default one for whatever waits."""
    gone = ours(remote)
    remote.templates.remove(gone)
    for row in remote.campaigns.values():
        row["template_id"] = 1 if row["template_id"] == gone["id"] else row["template_id"]


def template_unknown(target: str, remote: Any) -> None:
    """Somebody chooses a template that is not there."""
    for row in remote.campaigns.values():
        row["template_id"] = None


CHANGES = {
    "listmonk": (edited, moved, set_back, deleted, template_edited, template_deleted, template_unknown),
    "buttondown": (edited, moved, set_back, deleted),
    "mailchimp": (edited, moved, set_back, deleted),
}
"""All that can be done to a scheduled issue."""


def sent(target: str, remote: Any, count: int, of: int) -> None:
    """The service sends it, to *count* of *of* readers, and is done."""
    for row in stored(remote).values():
        match target:
            case "listmonk":
                row |= {"status": "finished", "sent": count, "to_send": of, "updated_at": "2026-11-23T16:04:00Z"}
                row["started_at"] = "2026-11-23T16:00:00Z"
            case "buttondown":
                row |= {"status": "sent", "analytics": {"deliveries": count, "recipients": of}}
            case _:
                row |= {"status": "sent", "emails_sent": count}
