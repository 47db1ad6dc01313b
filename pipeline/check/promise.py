"""Rules about what we promise readers: no tracking, a way out, who we are, help in an emergency, no fiction."""

import re
from collections.abc import Iterator
from email.utils import parseaddr
from urllib.parse import parse_qsl

from pipeline import urls
from pipeline.check import css
from pipeline.check.view import View, at, error, listed, note, same_page, split, story_at, warning
from pipeline.config import Config
from pipeline.config.ebook import GIVE, Offer, concerns
from pipeline.limits import UNSUBSCRIBE
from pipeline.model import Finding, Issue
from pipeline.text import squash

_READER = re.compile(r"(?:subscriber|contact|recipient|member)_?id|e?mail|email_?(?:hash|id|address)", re.I)
"""Names of parameters that say who reads."""

EBOOK = "newsletter.toml: [ebook]"
"""Where findings about the ebook lead."""


def pixel(view: View) -> Iterator[Finding]:
    """No counting pixel: no image of 1 px, hidden, or with a query in its address.

    We promise not to watch who reads.
    """
    for image in view.images:
        sizes = [css.pixels(image.attrs.get(name) or image.style.get(name, "")) for name in ("width", "height")]
        tiny = any(size is not None and size <= 2 for size in sizes)
        if tiny or not image.shown or "?" in image.attrs.get("src", ""):
            yield error(at(image), f"this image could count readers: {image.attrs.get('src')}", "remove it")


def remote(view: View) -> Iterator[Finding]:
    """No font, stylesheet or image comes from elsewhere than the newsletter's home.

    Each would tell a stranger who opened the email, and when.
    """
    home = urls.host(view.news.home)
    for image in view.images:
        if urls.host(image.attrs.get("src", "")) != home:
            yield error(
                at(image), f"an image from elsewhere: {image.attrs.get('src')}", f"publish it below {view.news.home}"
            )
    for link in view.root.all("link"):
        if "stylesheet" in link.attrs.get("rel", "").lower() or "font" in link.attrs.get("as", ""):
            yield error(at(link), f"a stylesheet from elsewhere: {link.attrs.get('href')}", "write it into head.css")
    sheets = [(f"email.html:{line}", sheet) for line, sheet in view.sheets]
    for where, sheet in [*sheets, *((at(node), node.attrs.get("style", "")) for node in view.nodes)]:
        if match := re.search(r"@import|@font-face|url\(\s*['\"]?(?:https?:)?//[^)]*", sheet):
            yield error(
                where, f"fetched from elsewhere: {match[0][:60]}", "use Arial; no remote fonts or pictures in CSS"
            )


def parameters(view: View) -> Iterator[Finding]:
    """No link carries a campaign's or a reader's mark (utm_…, fbclid, …).

    They tell the site where a reader came from, some even who.
    """
    for link, where in view.addresses:
        names = [name for name, _ in parse_qsl(split(link.attrs["href"]).query, keep_blank_values=True)]
        if marks := [*urls.marks(link.attrs["href"]), *(name for name in names if _READER.fullmatch(name))]:
            yield error(
                where,
                f"tracking in a link ({listed(marks)}): {link.attrs['href'][:80]}",
                "cut that part off its url",
            )


def redirect(view: View) -> Iterator[Finding]:
    """No link goes through a service that counts clicks or hides the target.

    Readers see where they go before they go there.
    """
    for link, where in view.addresses:
        if urls.only_redirects(link.attrs["href"]):
            host = urls.host(link.attrs["href"])
            yield error(where, f"goes through {host}", "open it once, and use the address where it ends")


def ebook(view: View) -> Iterator[Finding]:
    """The free ebook is offered, one press away, unless the settings say to leave it out.

    It is what readers signed up for.
    """
    wanted = view.config.ebook_url
    if view.config.ebook.show and not any(same_page(link.attrs["href"], wanted) for link in view.links):
        yield error("email.html", f"no link to the ebook: {wanted}", "see the block ebook in email/email.html")


def download(view: View) -> Iterator[Finding]:
    """The ebook is there, and readers can use it: tagged, in real text, of a size that a phone can load.

    Without any ebook no issue can be approved, unless the emails leave it out; the rest stops nothing.
    """
    if not view.config.ebook.show:
        return
    offer = view.material.ebook
    if offer.problem:
        yield warning(EBOOK, offer.problem, offer.hint)
    for what, fix in concerns(view.config, offer):
        yield warning(EBOOK, what, fix)


def ebook_findings(config: Config, offer: Offer) -> tuple[Finding, ...]:
    """What an approval refuses: emails that offer an ebook which nobody can get."""
    if not offer.problem or not config.ebook.show:
        return ()
    found = Finding(level="error", rule="promise.download", where=EBOOK, message=offer.problem, hint=offer.hint)
    return (found,)


def footer(view: View) -> Iterator[Finding]:
    """The postal address, the privacy promise and a link to unsubscribe are there.

    The law asks for the first and the last; we for the second.
    """
    seen = squash(view.words)
    hint = "see the blocks ebook and footer in email/email.html"
    for what, words in (("postal address", view.news.postal_address), ("privacy promise", view.news.privacy_promise)):
        if not words.strip() or squash(words) not in seen:
            yield error(
                "email.html", f"the {what} is missing", f"{hint}, and {what.replace(' ', '_')} in newsletter.toml"
            )
    ways = [link for link in view.links if link.attrs["href"] == UNSUBSCRIBE]
    if len(ways) != 1:
        yield error("email.html", f"{len(ways)} links to unsubscribe; there must be one", hint)


def emergency(view: View) -> Iterator[Finding]:
    """The emergency number and the signs of an emergency stand in the email as text, in both parts.

    A reader may need help right now, and an image may not be shown. The profile lists the signs, such as
    ``signs = ["face", "arm", "speech"]``; words of a story do not count. A profile without signs asks for none.
    """
    number = view.news.emergency
    if not re.search(rf"\bcall {re.escape(number)}(?!\w)", view.words, re.IGNORECASE):
        yield error(
            "email.html", f"the line to call {number} is missing", "see the block emergency in email/email.html"
        )
    for part, words in (("email.html", view.words), ("email.txt", view.text_words)):
        for key in ("emergency_text", "crisis_line"):
            if squash(said := getattr(view.news, key)) not in squash(words):
                yield error(
                    part, f"{key} is missing: {said}", f"see email/emergency.html and .txt in the templates, for {part}"
                )
        frame = _without_stories(words, len(view.issue.stories))
        missing = [sign for sign in view.material.signs if not _says(frame, sign)]
        if missing:
            said = f"signs of an emergency are missing: {listed(missing, 6)}"
            yield error(part, said, f"see the block emergency in email/{part}, and signs in the profile")


def _without_stories(words: str, count: int) -> str:
    for n in range(1, count + 1):
        words = re.sub(rf"\b{n} of {count}\b.*?\bend of {n}\b", " ", words, flags=re.IGNORECASE)
    return words


def _says(words: str, sign: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(sign)}(?!\w)", words, re.IGNORECASE))


def disclaimer(view: View) -> Iterator[Finding]:
    """The email says that it is not medical advice, and to ask before changing exercise, food or medicine.

    Swallowing, medicine and exercise can do harm when done alone.
    """
    seen = view.words.lower()
    if not re.search(r"\b(?:not|no) medical advice\b", seen):
        yield error(
            "email.html", "it does not say that this is not medical advice", "see the block footer in email/email.html"
        )
    elif not re.search(r"\bask your (?:doctor|therapist)", seen):
        yield warning("email.html", "it does not say to ask a doctor or therapist first", "see the block footer")


def web(view: View) -> Iterator[Finding]:
    """The web page carries no reader's own link: no unsubscribe address, no mail service's tag.

    A public page that unsubscribes its last reader has been seen elsewhere.
    """
    page = view.material.web
    if UNSUBSCRIBE.encode() in page:
        yield error("web.html", "the unsubscribe address is on the public page", "see web/issue.html")
    if view.material.web and view.config.signup.provider != "none" and b"<form" not in page:
        yield error("web.html", "the signup form is missing", "see the ebook block in web/issue.html")


def sample(view: View) -> Iterator[Finding]:
    """Fiction is never sent: sample articles and example.org addresses can be read and rehearsed, no more.

    In `monday check` one note; in `monday approve` each is an error, unless --sample says that it is a rehearsal.
    """
    if found := sample_findings(view.issue, view.config):
        yield note(
            found[0].where, f"a sample: {len(found)} things in it are made up", "it can be rehearsed, but never sent"
        )


def sample_findings(issue: Issue, config: Config) -> tuple[Finding, ...]:
    """What an approval refuses: each made-up article, and each setting that still is an example."""
    rule, found = "promise.sample", []
    for n, story in enumerate(issue.stories, 1):
        if urls.is_made_up(urls.host(story.url)):
            message = f"a sample article: {story.title}"
            hint = "add your own feeds to newsletter.toml; to rehearse: monday approve --sample"
            found.append(Finding(level="error", rule=rule, where=story_at(n, "url"), message=message, hint=hint))
    for key in example_settings(config):
        message, hint = f"{key} is still an example", f"write your own {key} into newsletter.toml"
        found.append(Finding(level="error", rule=rule, where=f"newsletter.toml: {key}", message=message, hint=hint))
    if config.ebook.show and config.ebook.file.startswith("sample:"):
        hint = f"{GIVE}; to rehearse: monday approve --sample"
        found.append(Finding(level="error", rule=rule, where=EBOOK, message="the ebook is the sample", hint=hint))
    return tuple(found)


def example_settings(config: Config) -> tuple[str, ...]:
    """The keys of [newsletter] that still hold what `monday init` wrote as an example."""
    news = config.newsletter
    made_up = {
        "home": urls.is_made_up(urls.host(news.home)),
        "from": urls.is_made_up(_domain(news.from_)),
        "reply_to": urls.is_made_up(_domain(news.reply_to)),
        "postal_address": bool(re.search(r"\bexample\b", news.postal_address, re.IGNORECASE)),
    }
    return tuple(key for key, is_example in made_up.items() if is_example)


def _domain(address: str) -> str:
    return parseaddr(address)[1].rpartition("@")[2]


RULES = (pixel, remote, parameters, redirect, ebook, download, footer, emergency, disclaimer, web, sample)
