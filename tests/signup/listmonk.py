"""A stand-in for listmonk's public pages: the form, the confirmation, the unsubscribe page; as 6.2.0 was observed."""

import json
import re
import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests import server

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SENT = ("Subscribe", "An e-mail has been sent to you to confirm your subscription(s).")
DONE = ("Subscribe", "Subscribed successfully.")
CONFIRMED = ("Confirmed", "Subscribed successfully.")
NOTHING = ("No subscriptions", "There are no subscriptions to confirm.")


@dataclass
class MailingList:
    """One list there."""

    name: str
    type: str = "public"
    optin: str = "double"
    uuid: str = field(default_factory=lambda: str(uuid.uuid4()))


@dataclass
class Reader:
    """Somebody's address, and where it stands on each list, by the list's UUID."""

    uuid: str
    blocklisted: bool = False
    on: dict[str, str] = field(default_factory=dict)


class No(Exception):
    """A page of listmonk's that says no: status and words; or JSON."""

    def __init__(self, status: int, words: str, *, title: str = "Error", json: bool = False) -> None:
        super().__init__(status, words)
        self.status, self.words, self.title, self.json = status, words, title, json


@dataclass
class Page:
    """An answer, as it was recorded: the page's heading and its words, or where it leads."""

    status: int
    title: str = ""
    words: str = ""
    location: str = ""


class Listmonk:
    """The server's state in memory; `mails` are the confirmation mails, by address."""

    def __init__(self, *lists: MailingList, **settings: Any) -> None:
        self.lists = {one.uuid: one for one in lists}
        self.readers: dict[str, Reader] = {}
        self.mails: list[tuple[str, str]] = []
        self.trusted: list[str] = []
        self.blocked_domains: list[str] = []
        self.captcha = self.custom_js = False
        self.open = self.optin_mails = self.optin_page = True
        self.uuids: dict[str, str] = {}
        """UUIDs that addresses are to have."""
        for name, value in settings.items():
            setattr(self, name, value)

    # --- the state

    def join(self, email: str, uuid_of_list: str, status: str, *, blocklisted: bool = False) -> Reader:
        """Put *email* on a list."""
        reader = self._reader(email)
        reader.on[uuid_of_list] = status
        reader.blocklisted = blocklisted
        return reader

    def _reader(self, email: str) -> Reader:
        made = Reader(self.uuids.get(email) or str(uuid.uuid4()))
        return self.readers.setdefault(email, made)

    def answer(self, method: str, path: str, query: dict[str, list[str]], form: dict[str, list[str]]) -> Page:
        """What the page at *path* answers."""
        try:
            if path == "/subscription/form":
                if not self.open:
                    raise No(404, "That feature is not available.", json=method == "POST")
                return self._form(query, form) if method == "POST" else Page(200, "Subscribe", "E-mail")
            if found := re.fullmatch(r"/subscription/optin/([^/]+)", path):
                return self._optin(method, found[1], {**query, **form} if method == "POST" else query)
            if found := re.fullmatch(r"/subscription/([^/]+)/([^/]+)", path):
                return self._unsubscribe(method, *found.groups(), manage="manage" in {**query, **form})
        except No as e:
            return Page(e.status, "" if e.json else e.title, e.words)
        raise AssertionError(f"the real one was never asked for {method} {path}")

    # --- the form

    def _form(self, query: dict[str, list[str]], form: dict[str, list[str]]) -> Page:
        if form.get("nonce", [""])[0]:
            raise No(502, "That feature is not available.", json=True)
        if self.captcha:  # a solution is the widget's work: a form without it cannot pass
            raise No(400, "Invalid CAPTCHA.")
        wanted = form.get("l", [])
        if not wanted:
            raise No(400, "No valid lists selected to subscribe.")
        email = form.get("email", [""])[0].strip().lower()
        if not re.fullmatch(r"[^@\s]+@[^@\s]+", email) or len(email) > 1000:
            raise No(400, "Invalid email.")
        if email.rpartition("@")[2] in self.blocked_domains:
            raise No(400, "The e-mail domain is blocklisted.")
        if bad := [one for one in wanted if not UUID.fullmatch(one)]:
            raise No(500, f'Error fetching List: pq: invalid input syntax for type uuid: "{bad[0]}"')
        known = [self.lists[one] for one in wanted if one in self.lists]
        if any(one.type == "private" for one in known):
            raise No(400, "Invalid UUID(s)")
        mailed = self._subscribe(email, known)
        goes = [*query.get("next", []), *form.get("next", [])]
        if goes and goes[0] in self.trusted and goes[0] != "*":
            return Page(303, location=goes[0])
        return Page(200, *(SENT if mailed else DONE))

    def _subscribe(self, email: str, lists: list[MailingList]) -> bool:
        """Whether a confirmation mail went out: never to the confirmed and the blocked, nor for single opt-in."""
        reader = self._reader(email)
        if reader.blocklisted:
            return False
        open_ = [one for one in lists if reader.on.get(one.uuid) != "confirmed"]
        for one in open_:
            reader.on[one.uuid] = "unconfirmed"
        mailed = self.optin_mails and any(one.optin == "double" for one in open_)
        if mailed:
            ids = urlencode([("l", one.uuid) for one in open_ if one.optin == "double"])
            self.mails.append((email, f"/subscription/optin/{reader.uuid}?{ids}"))
        return mailed

    # --- the link in the confirmation mail

    def _optin(self, method: str, who: str, given: dict[str, list[str]]) -> Page:
        if method == "HEAD":
            raise No(404, "", title="")
        wanted = given.get("l", [])
        if not UUID.fullmatch(who) or not all(UUID.fullmatch(one) for one in wanted):
            raise No(400, "Invalid UUID(s)")
        reader = next((one for one in self.readers.values() if one.uuid == who), None)
        if reader is None:
            raise No(404, f"Subscriber (0: {who}) not found", title="Not found")
        waiting = [one for one, status in reader.on.items() if status == "unconfirmed" and one in (wanted or reader.on)]
        if not waiting:
            return Page(200, *NOTHING)
        if given.get("confirm") != ["true"] and self.optin_page:
            names = " ".join(self.lists[one].name for one in waiting)
            said = f"You have been added to the following lists: {names} Confirm subscription"
            return Page(200, "Confirm", said)
        for one in waiting:
            reader.on[one] = "confirmed"
        return Page(200, *CONFIRMED)

    def _unsubscribe(self, method: str, campaign: str, who: str, *, manage: bool) -> Page:
        if not UUID.fullmatch(campaign) or not UUID.fullmatch(who):
            raise No(400, "Invalid UUID(s)")
        reader = next((one for one in self.readers.values() if one.uuid == who), None)
        if reader is None:
            raise No(404, f"Subscriber (0: {who}) not found", title="Not found")
        if method == "POST":
            reader.on = dict.fromkeys(reader.on, "unsubscribed")  # nobody ticks a list here
            if manage:
                return Page(200, "Done", "Your preferences have been saved.")
            return Page(200, "Unsubscribed", "You have unsubscribed successfully.")
        return Page(200, "Unsubscribe", "Manage preferences" if manage else "Do you want to unsubscribe")

    # --- over HTTP

    def handle(self, request: server.Asked) -> server.Answer:
        """The same for a real browser, and what its API tells without or with a token."""
        parts = urlsplit(request.path)
        if parts.path.startswith("/api/"):
            return self._api(parts.path, request)
        form = parse_qs(request.body.decode(), keep_blank_values=True)
        page = self.answer(request.method, parts.path, parse_qs(parts.query), form)
        if page.location:
            return server.answer(303, Location=page.location)
        button = '<form method="post"><button name="confirm" value="true">Confirm</button></form>'
        markup = (
            f'<!doctype html><html lang="en"><title>{page.title} - Example lists</title><h2>{page.title}</h2>'
            f"<p>{page.words}</p>{button if page.title == 'Confirm' else ''}"
            + ('<script src="/public/custom.js"></script>' if self.custom_js else "")
        )
        return server.answer(page.status, markup.encode(), Content_Type="text/html; charset=utf-8")

    def _api(self, path: str, request: server.Asked) -> server.Answer:
        """Public lists to everybody; all lists and the settings to whoever has a token (L304, L74, L504, L506)."""
        known = "authorization" in request.headers
        if path == "/api/public/lists":
            found: Any = [{"uuid": o.uuid, "name": o.name} for o in self.lists.values() if o.type == "public"]
        elif not known:
            return server.answer(403, json.dumps({"message": "invalid session"}).encode())
        elif path == "/api/lists":
            rows = [
                {"id": n, "uuid": o.uuid, "name": o.name, "type": o.type, "optin": o.optin}
                for n, o in enumerate(self.lists.values(), 3)
            ]
            found = {"data": {"results": rows}}
        elif path == "/api/config":
            form = {"enabled": self.open, "captcha_enabled": self.captcha, "redirect_urls": self.trusted}
            found = {"data": {"public_subscription": form}}
        else:
            raise AssertionError(f"the real one was never asked for {path}")
        return server.answer(200, json.dumps(found).encode(), Content_Type="application/json")
