"""What an operator copies into the mail service, so that whoever signs up has the ebook: texts and files by path."""

from collections.abc import Mapping
from typing import Final

from pipeline.compose.ebook import ebook
from pipeline.compose.render import render
from pipeline.compose.view import link
from pipeline.config import Config
from pipeline.config.ebook import Offer

LISTMONK: Final = {
    "static/email-templates/subscriber-optin.html": "service/listmonk/subscriber-optin.html",
    "static/public/templates/message.html": "service/listmonk/message.html",
    "custom.js": "service/listmonk/custom.js",
}
"""listmonk has no welcome email: its confirmation mail and the page after it carry the link."""


def service_files(config: Config, offer: Offer, templates: Mapping[str, str]) -> dict[str, bytes]:
    """README.txt and what it speaks of, for the service under [signup]. Raises TemplateError."""
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
        "words": {name: _inert(value) for name, value in words.items()},
    }
    more = LISTMONK if provider == "listmonk" else {"welcome.txt": "service/welcome.txt"}
    names = {"README.txt": f"service/{provider}.txt", **more}
    return {path: render(templates, name, **given).encode() for path, name in names.items()}


def _inert(words: str) -> object:
    """*words* as markup in which the service's own template language finds nothing to run."""
    from markupsafe import Markup, escape

    return Markup(str(escape(words)).replace("{", "&#123;"))
