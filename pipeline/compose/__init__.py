"""compose: issue → bytes by path. Pure: no network, no clock, no disk; the same input gives the same bytes."""

from collections.abc import Mapping

from pipeline.compose import inline, mime, render, view
from pipeline.compose.palette import palette
from pipeline.compose.signup import form
from pipeline.compose.site import Published, published, site
from pipeline.compose.welcome import service_files
from pipeline.config import Config
from pipeline.config.ebook import NOTHING, Offer
from pipeline.model import Email, Issue

__all__ = ["Published", "compose", "email", "parts", "published", "service_files", "site", "source"]


def compose(issue: Issue, config: Config, templates: Mapping[str, str], offer: Offer = NOTHING) -> dict[str, bytes]:
    """email.html, email.txt, email.eml and web.html. Raises TemplateError with file and line."""
    return parts(email(issue, config, templates, offer), issue, config, templates, offer)


def parts(
    made: Email, issue: Issue, config: Config, templates: Mapping[str, str], offer: Offer = NOTHING
) -> dict[str, bytes]:
    """The four files of an issue whose email is *made* already."""
    return {
        "email.html": made.html.encode("ascii"),
        "email.txt": made.text.encode(),
        "email.eml": mime.message(made, issue, config),
        "web.html": render.render(templates, "web/issue.html", **values(issue, config, offer)).encode(),
    }


def email(issue: Issue, config: Config, templates: Mapping[str, str], offer: Offer = NOTHING) -> Email:
    """The two parts of the email and its headline fields."""
    page = view.page(issue, config)
    return Email(
        subject=page.subject,
        preheader=page.preheader,
        html=inline.inline(source(issue, config, templates, offer)),
        text=render.render(templates, "email/email.txt", **values(issue, config, offer)),
    )


def source(issue: Issue, config: Config, templates: Mapping[str, str], offer: Offer = NOTHING) -> str:
    """The HTML part before inlining: what the inlining proof compares the result with."""
    return render.render(templates, "email/email.html", **values(issue, config, offer))


def values(issue: Issue, config: Config, offer: Offer) -> dict[str, object]:
    """What the templates of an issue are given."""
    return {
        "page": view.page(issue, config),
        "news": config.newsletter,
        "ebook": view.ebook(config, offer, line=issue.ebook),
        "signup": view.link(config.newsletter.home + "signup/"),
        "c": palette(config.newsletter.brand.colour),
        "root": "../",
        "form": form(config),
        "articles": config.choose.count,
    }
