"""The stand-in for listmonk's public pages answers as a real listmonk 6.2.0 was recorded to answer."""

import json
from urllib.parse import parse_qs, urlencode

import pytest

from tests import tools
from tests.signup.listmonk import Listmonk, MailingList, Page

pytestmark = pytest.mark.real
OURS = "95d8e524-410d-431c-8fcf-2bd40a4c3584"
SINGLE = "283f7a28-458b-465e-a7e4-fca400ce7b6f"
PRIVATE = "586de1ca-0127-4059-94f4-6387f99393e4"
LISTS = (
    MailingList("Monday Five", uuid=OURS),
    MailingList("Public single", optin="single", uuid=SINGLE),
    MailingList("Private", type="private", uuid=PRIVATE),
)
SETTINGS = {
    "security.trusted_urls": lambda there, value: setattr(there, "trusted", value),
    "security.captcha": lambda there, value: setattr(there, "captcha", value["altcha"]["enabled"]),
    "app.enable_public_subscription_page": lambda there, _: setattr(there, "open", False),
    "app.send_optin_confirmation": lambda there, _: setattr(there, "optin_mails", False),
    "app.show_optin_page": lambda there, _: setattr(there, "optin_page", False),
    "privacy.domain_blocklist": lambda there, value: setattr(there, "blocked_domains", value),
}
"""What an administrator's recorded request does."""
BACK = {
    "captcha.form.solved-used-twice": "captcha",
    "public-page-off.lists": "open",
    "optin-mail-off.after": "optin_mails",
}
"""After these steps the recording took its setting back, without a line of its own."""
SKIPPED = {
    "captcha.form.solved": "a solution is the widget's work",
    "public.form.long-address": "cut in the recording",
    "public.form.long-name": "cut in the recording",
}


@pytest.fixture(scope="module")
def recorded():
    """The exchanges, in the order in which they happened."""
    file = tools.data("listmonk-observed") / "exchanges.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()]


def there(recorded):
    """The stand-in as the real one stood before its first form: five readers confirmed, one blocked."""
    uuids = {}
    for one in recorded:
        rows = one["response_body"].get("data", {}) if isinstance(one["response_body"], dict) else {}
        for row in rows.get("results", []) if isinstance(rows, dict) else []:
            if isinstance(row, dict) and "email" in row:
                uuids[row["email"]] = row["uuid"]
    made = Listmonk(*LISTS, uuids=uuids)
    for n in range(1, 10):
        made.join(f"reader{n}@readers.example", OURS, "confirmed")
    uuids["unrecorded@readers.example"] = "58fe3af5-feb1-4516-9958-87c46a1a1283"  # whose own form was not written down
    made.join("unrecorded@readers.example", OURS, "unconfirmed")
    made.join("blocked@readers.example", OURS, "unsubscribed", blocklisted=True)
    return made


def said(page: Page) -> tuple[object, ...]:
    """What matters of an answer."""
    return page.status, page.location, page.title, page.words


def shown(one) -> tuple[object, ...]:
    """The same of a recorded one."""
    body = one["response_body"]
    title, words = "", ""
    if isinstance(body, dict) and "page_words" in body:
        title = body["page_title"].partition(" - ")[0]
        title = {"Confirm subscription": "Confirm", "Unsubscribe from mailing list": "Unsubscribe"}.get(title, title)
        words = body["page_words"].removesuffix(" Powered by listmonk").removeprefix(title).strip()
    elif isinstance(body, dict):
        words = body.get("message", "")
    return one["status"], one["response_headers"].get("location", ""), title, words


def test_every_recorded_form_and_confirmation(recorded):
    """Each recorded request to a public page gets the recorded status, words and redirect; mails go out as they did."""
    stand_in, compared, differ = there(recorded), 0, []
    for one in recorded[304:436]:
        step, path = one["step"], one["path"]
        if path.startswith("/api/settings/"):
            SETTINGS[path.removeprefix("/api/settings/")](stand_in, one["request_body"])
        ours = one["role"] == "public" and path.startswith("/subscription/")
        wiping = "/export/" in path or "/wipe/" in path
        if ours and not wiping and step not in SKIPPED and one["method"] != "MAIL":
            body = one["request_body"] if isinstance(one["request_body"], dict) else {}
            form = parse_qs(urlencode(body, doseq=True), keep_blank_values=True)
            query = parse_qs(urlencode(one["query"], doseq=True), keep_blank_values=True)
            found, wanted = said(stand_in.answer(one["method"], path, query, form)), shown(one)
            compared += 1
            if found[:3] != wanted[:3] or not wanted[3].startswith(found[3]):
                differ.append((step, wanted, found))
        if step in BACK:
            setattr(stand_in, BACK[step], step != "captcha.form.solved-used-twice")

    assert differ == []
    assert compared >= 55


def test_who_is_mailed(recorded):
    """The recorded counts of confirmation mails: a new reader's, none for the known, the blocked and the lost."""
    stand_in = there(recorded)
    for email, list_, mails in (
        ("new1@readers.example", OURS, 1),
        ("reader5@readers.example", OURS, 0),
        ("lost@readers.example", "d1f0c1f3-0000-4000-8000-000000000000", 0),
        ("single@readers.example", SINGLE, 0),
        ("blocked@readers.example", OURS, 0),
    ):
        stand_in.answer("POST", "/subscription/form", {}, {"l": [list_], "email": [email]})
        assert mails == len([to for to, _ in stand_in.mails if to == email]), email
