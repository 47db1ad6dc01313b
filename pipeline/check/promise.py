"""Rules about what we promise readers: no tracking, a way out, who we are, help in an emergency, no fiction."""

import re
from dataclasses import replace
from email.utils import parseaddr
from urllib.parse import parse_qsl

from pipeline import urls
from pipeline.check import css
from pipeline.check.material import Findings, Material, at, error, listed, note, same_page, split, story_at, warning
from pipeline.config import Config
from pipeline.config.ebook import GIVE, Offer, concerns
from pipeline.limits import UNSUBSCRIBE
from pipeline.model import Finding, Issue
from pipeline.text import squash

_READER = re.compile(r"(?:subscriber|contact|recipient|member)_?id|e?mail|email_?(?:hash|id|address)", re.I)
"""Names of parameters that say who reads."""
_ADDRESS = re.compile(r"https?://[^\s<>]+")

EBOOK = "newsletter.toml: [ebook]"  # where findings about the ebook lead


def pixel(given: Material) -> Findings:
    """No counting pixel: no image of 1 px, hidden, or with a query in its address. We promise not to watch our
    readers."""
    for image in given.images:
        sizes = [css.pixels(image.attrs.get(name) or image.style.get(name, "")) for name in ("width", "height")]
        tiny = any(size is not None and size <= 2 for size in sizes)
        if tiny or not image.shown or "?" in image.attrs.get("src", ""):
            yield error(at(image), f"this image could count readers: {image.attrs.get('src')}", "remove it")


def remote(given: Material) -> Findings:
    """No font, stylesheet or image comes from elsewhere than the newsletter's home. Each would tell a stranger who
    opened the email, and when."""
    home, hint = urls.host(given.news.home), f"publish it below {given.news.home}"
    for image in given.images:
        if urls.host(image.attrs.get("src", "")) != home:
            yield error(at(image), f"an image from elsewhere: {image.attrs.get('src')}", hint)
    for link in given.root.all("link"):
        if "stylesheet" in link.attrs.get("rel", "").lower() or "font" in link.attrs.get("as", ""):
            yield error(at(link), f"a stylesheet from elsewhere: {link.attrs.get('href')}", "write it into head.css")
    sheets = [*given.sheets, *((node.line, node.attrs.get("style", "")) for node in given.nodes)]
    for line, sheet in sheets:
        if match := re.search(r"@import|@font-face|url\(\s*['\"]?(?:https?:)?//[^)]*", sheet):
            yield error(f"email.html:{line}", f"fetched from elsewhere: {match[0][:60]}", "no remote fonts or pictures")


def parameters(given: Material) -> Findings:
    """No link carries a campaign's or a reader's mark (utm_…, fbclid, …). They tell the site where a reader came from,
    some even who."""
    for link, where in given.addresses:
        href = link.attrs["href"]
        names = [name for name, _ in parse_qsl(split(href).query, keep_blank_values=True)]
        if marks := [*urls.marks(href), *(name for name in names if _READER.fullmatch(name))]:
            yield error(where, f"tracking in a link ({listed(marks)}): {href[:80]}", "cut that part off the url")


def redirect(given: Material) -> Findings:
    """No link goes through a service that counts clicks or hides the target. Readers see where they go before they go
    there."""
    for link, where in given.addresses:
        if urls.only_redirects(href := link.attrs["href"]):
            yield error(where, f"goes through {urls.host(href)}", "open it once, and use the address that it leads to")


def ebook(given: Material) -> Findings:
    """Both parts offer the free ebook, one press away, unless the settings say to leave it out. It is what readers
    signed up for."""
    wanted, hrefs = given.config.ebook_url, [link.attrs["href"] for link in given.links]
    for part, addresses in (("email.html", hrefs), ("email.txt", _ADDRESS.findall(given.email.text))):
        if given.config.ebook.show and not any(same_page(address, wanted) for address in addresses):
            yield error(part, f"no link to the ebook: {wanted}", f"see the block ebook in email/{part}")


def download(given: Material) -> Findings:
    """The ebook is there, and readers can use it: tagged, in real text, of a size that a phone can load. Without an
    ebook no issue can be approved, unless the emails leave it out; the rest stops nothing."""
    if given.config.ebook.show:
        problem = [(given.ebook.problem, given.ebook.hint)] if given.ebook.problem else []
        for what, fix in (*problem, *concerns(given.config, given.ebook)):
            yield warning(EBOOK, what, fix)


def ebook_findings(config: Config, offer: Offer) -> tuple[Finding, ...]:
    """What an approval refuses: emails that offer an ebook that no reader can get."""
    if not offer.problem or not config.ebook.show:
        return ()
    return (replace(error(EBOOK, offer.problem, offer.hint), rule="promise.download"),)


def footer(given: Material) -> Findings:
    """The postal address, the privacy promise and a link to unsubscribe are in both parts. The law requires the first
    and the last; we promise the second."""
    for part, words in given.both.items():
        hint = f"see the blocks ebook and footer in email/{part}"
        for key in ("postal_address", "privacy_promise"):
            ours = squash(getattr(given.news, key))
            if not ours or ours not in squash(words):
                yield error(part, f"the {key.replace('_', ' ')} is missing", f"{hint}, and {key} in newsletter.toml")
    links = [link for link in given.links if link.attrs["href"] == UNSUBSCRIBE]
    for part, count in (("email.html", len(links)), ("email.txt", given.email.text.count(UNSUBSCRIBE))):
        if count != 1:
            yield error(part, f"{count} unsubscribe links; there must be one", f"see the block footer in email/{part}")


def emergency(given: Material) -> Findings:
    """The emergency number and the signs of an emergency are in the email as text, in both parts. A reader may need
    help right now, and an image may not be shown. The profile lists the signs, such as ``signs = ["face", "arm",
    "speech"]``; words of an article do not count. A profile without signs asks for none."""
    number = given.news.emergency
    for part, words in given.both.items():
        hint = f"see the block emergency in email/{part}"
        if not re.search(rf"\bcall {re.escape(number)}(?!\w)", words, re.IGNORECASE):
            yield error(part, f"the line to call {number} is missing", hint)
        for key in ("emergency_text", "crisis_line"):
            if squash(said := getattr(given.news, key)) not in squash(words):
                yield error(part, f"{key} is missing: {said}", hint)
        frame, count = words, len(given.issue.stories)
        for n in range(1, count + 1):
            frame = re.sub(rf"\b{n} of {count}\b.*?\bend of (?:article )?{n}\b", " ", frame, flags=re.IGNORECASE)
        says = (re.search(rf"(?<!\w){re.escape(sign)}(?!\w)", frame, re.IGNORECASE) for sign in given.signs)
        if missing := [sign for sign, found in zip(given.signs, says, strict=True) if not found]:
            said = f"signs of an emergency are missing: {listed(missing, 6)}"
            yield error(part, said, f"{hint}, and signs in the profile")


def disclaimer(given: Material) -> Findings:
    """The email says that it is not medical advice, and tells readers to ask before they change exercise or medicine.
    Exercise, food and medicine can do harm without advice."""
    seen = given.body.text.lower()
    hint = "see the block footer in email/email.html"
    if not re.search(r"\b(?:not|no) medical advice\b", seen):
        yield error("email.html", "it does not say that this is not medical advice", hint)
    elif not re.search(r"\bask your (?:doctor|therapist)", seen):
        yield warning("email.html", "it does not say to ask a doctor or therapist first", hint)


def web(given: Material) -> Findings:
    """The web page carries no reader's own link: no unsubscribe address, no mail service's tag. Anyone who clicked it
    would unsubscribe somebody else."""
    if UNSUBSCRIBE.encode() in given.web:
        yield error("web.html", "the unsubscribe address is on the public page", "see web/issue.html")
    if given.web and given.config.signup.provider != "none" and b"<form" not in given.web:
        yield error("web.html", "the signup form is missing", "see the ebook block in web/issue.html")


def sample(given: Material) -> Findings:
    """Fiction is never sent: sample articles and example.org addresses can be read and rehearsed, no more. In `monday
    check` one note; in `monday approve` each is an error, unless --sample says that it is a rehearsal."""
    if found := sample_findings(given.issue, given.config):
        yield note(found[0].where, f"sample content, {len(found)} items", "it can be rehearsed, but never sent")


def sample_findings(issue: Issue, config: Config) -> tuple[Finding, ...]:
    """What an approval refuses: each made-up article, and each setting that still is an example."""
    rehearse, found = "to rehearse: monday approve --sample", []
    for n, story in enumerate(issue.stories, 1):
        if urls.is_made_up(urls.host(story.url)):
            found += [error(story_at(n, "url"), f"a sample article: {story.title}", f"use your own feeds; {rehearse}")]
    for key in example_settings(config):
        found.append(error(f"newsletter.toml: {key}", f"the setting {key} is still an example", "write your own"))
    if config.ebook.show and config.ebook.file.startswith("sample:"):
        found.append(error(EBOOK, "the ebook is the sample", f"{GIVE}; {rehearse}"))
    return tuple(replace(one, rule="promise.sample") for one in found)


def example_settings(config: Config) -> tuple[str, ...]:
    """The keys of [newsletter] that still hold what `monday init` wrote as an example."""
    news = config.newsletter
    hosts = {"home": urls.host(news.home)}
    for key, address in (("from", news.from_), ("reply_to", news.reply_to)):
        hosts[key] = parseaddr(address)[1].rpartition("@")[2]
    example = re.search(r"\bexample\b", news.postal_address, re.IGNORECASE)
    return (*(key for key, host in hosts.items() if urls.is_made_up(host)), *(["postal_address"] if example else []))
