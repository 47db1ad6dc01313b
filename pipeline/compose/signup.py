"""Signing up: the form with the names that each mail service wants, and what an operator copies into that service."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urlsplit

from pipeline.compose.ebook import ebook
from pipeline.compose.render import render
from pipeline.compose.view import link
from pipeline.config import Config
from pipeline.config.ebook import Offer


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """One form; the mail service at *action* keeps the addresses, this tool never does."""

    action: str
    email: str = "email"  # the name of the address field
    hidden: tuple[tuple[str, str], ...] = ()
    trap: str = ""  # a field that people do not see and only robots fill in; "" where the service has none
    consent: str = ""  # the name under which the consent is sent; "" where the service would refuse it


def form(config: Config) -> Form | None:
    """The form for the service that the editor uses, or None without one."""
    signup = config.signup
    match signup.provider:
        case "custom":  # an action of the editor's own: email, consent=yes, and an empty website field
            return Form(action=signup.action, consent="consent", trap="website")
        case "listmonk":  # a filled nonce is refused, and *next* is followed once it is one of its Trusted URLs
            hidden = (("l", signup.list), ("next", f"{config.newsletter.home}signup/check/"))
            return Form(action=f"{signup.server}/subscription/form", hidden=hidden, trap="nonce")
        case "buttondown":  # its embedded form, posted plainly
            return Form(action=signup.action, hidden=(("embed", "1"),))
        case "mailchimp":  # its trap is named after the account and the audience
            query = parse_qs(urlsplit(signup.action).query)
            account, audience = (query.get(key, [""])[0] for key in ("u", "id"))
            return Form(action=signup.action, email="EMAIL", trap=f"b_{account}_{audience}")
    return None


LISTMONK: Final = {
    "static/email-templates/subscriber-optin.html": "service/listmonk/subscriber-optin.html",
    "static/public/templates/message.html": "service/listmonk/message.html",
    "custom.js": "service/listmonk/custom.js",
}
"""listmonk has no welcome email: its confirmation mail and the page after it carry the link."""


def service_files(config: Config, offer: Offer, templates: Mapping[str, str]) -> dict[str, bytes]:
    """README.txt and what it speaks of, for the service under [signup]. Raises TemplateError."""
    from markupsafe import Markup, escape

    news, provider = config.newsletter, config.signup.provider
    offered = ebook(config, offer)
    then = f"{config.choose.count} articles come every Monday, in one email. You can stop at any time."
    words = {
        "confirm": f"One press, and you get {news.title}",
        "title": offered.title,
        "then": then,
        "promise": news.privacy_promise,
    }
    given = {
        "news": news,
        "home": link(news.home),
        "ebook": offered,
        "then": then,
        "list": config.signup.list,
        # No brace is left in which the service's own template language could find something to run.
        "words": {name: Markup(str(escape(value)).replace("{", "&#123;")) for name, value in words.items()},
    }
    more = LISTMONK if provider == "listmonk" else {"welcome.txt": "service/welcome.txt"}
    names = {"README.txt": f"service/{provider}.txt", **more}
    if not offered.get:
        names.pop("custom.js", None)  # it holds the link to the ebook, and nothing else
    return {path: render(templates, name, **given).encode() for path, name in names.items()}
