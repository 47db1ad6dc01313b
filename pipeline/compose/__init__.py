"""compose: issue → bytes by path. Pure: no network, no clock, no disk; the same input gives the same bytes."""

import re
from collections.abc import Mapping
from dataclasses import replace
from html import unescape

from pipeline.compose import inline, mime, render, view
from pipeline.compose.ebook import ebook
from pipeline.compose.palette import palette
from pipeline.compose.photos import BOX, served, with_logo
from pipeline.compose.signup import form, service_files
from pipeline.compose.site import Published, site
from pipeline.compose.view import NO_EXTRAS, Extras
from pipeline.config import Config
from pipeline.config.ebook import Offer
from pipeline.model import Email, Issue

__all__ = ["BOX", "Extras", "Published", "served", "service_files", "site"]


def compose(
    issue: Issue, config: Config, templates: Mapping[str, str], extras: Extras = NO_EXTRAS, made: Email | None = None
) -> dict[str, bytes]:
    """email.html, email.txt, email.eml and web.html; *made* is the email if it is there. Raises TemplateError."""
    made = made or email(issue, config, templates, extras)
    return {
        "email.html": made.html.encode("ascii"),
        "email.txt": made.text.encode(),
        "email.eml": mime.message(made, issue, config),
        "web.html": render.render(templates, "web/issue.html", **_values(issue, config, templates, extras)).encode(),
    }


def email(issue: Issue, config: Config, templates: Mapping[str, str], extras: Extras = NO_EXTRAS) -> Email:
    """The two parts of the email and its headline fields."""
    page = view.page(issue, config)
    return Email(
        subject=page.subject,
        preheader=page.preheader,
        html=inline.inline(source(issue, config, templates, extras)),
        text=render.render(templates, "email/email.txt", **_values(issue, config, templates, extras)),
    )


def source(issue: Issue, config: Config, templates: Mapping[str, str], extras: Extras = NO_EXTRAS) -> str:
    """The HTML part before inlining."""
    return render.render(templates, "email/email.html", **_values(issue, config, templates, extras))


def _values(issue: Issue, config: Config, templates: Mapping[str, str], extras: Extras) -> dict[str, object]:
    """What the templates of an issue are given."""
    news = config.newsletter
    extras = replace(extras, language=view.language(config, templates))
    return {
        "page": view.page(issue, config, extras),
        "news": with_logo(news),
        "ebook": ebook(config, extras.offer, line=issue.ebook),
        "signup": view.link(news.home + "signup/"),
        "c": palette(news.brand.colour),
        "ours": extras.language,
        "root": "../",
        "form": form(config),
        "articles": config.choose.count,
    }


def shown_from_home(made: Email, config: Config, offer: Offer) -> tuple[str, ...]:
    """What must be published before the email goes out, beside its page: our pictures in it, and the PDF."""
    home = config.newsletter.home
    pictures = [unescape(url) for url in re.findall(r'<img\b[^>]*\bsrc="([^"]*)"', made.html)]
    pdf = ebook(config, offer).pdf if config.ebook.show else ""
    found = [*(url for url in pictures if url.startswith(home)), *([f"{home}ebook/{pdf}"] if pdf else [])]
    return tuple(dict.fromkeys(found))
