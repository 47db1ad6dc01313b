"""Addresses of strangers: a form to compare them by, a form to publish, and the keys of articles. Never raises."""

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import quote, unquote, urlsplit

from pipeline.text import squeeze
from pipeline.text.printable import visible
from pipeline.urls import trackers

_PUBMED = frozenset({"pubmed.ncbi.nlm.nih.gov", "ncbi.nlm.nih.gov"})

_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>?#&]+")
_DOI_TAIL = re.compile(
    r"(?:/(?:full|abstract|abs|pdf|epdf|meta|fulltext|html|summary)|\.(?:full|pdf|abstract|short))+$"
)
_PMID = re.compile(r"(?:pubmed|pmid):\s*(\d{1,9})", re.IGNORECASE)
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_][a-z0-9_-]{0,62})*|\[[0-9a-f:.]+\]")
_MADE_UP = re.compile(r"(?:^|\.)(?:example(?:\.(?:org|com|net))?|test|invalid)$")


def is_public_http(url: str) -> bool:
    """Whether this is a sound http or https address of a host, without a user name, white space or backslashes."""
    if len(url) > 4000 or re.search(r"[\s\\<>\"]", url) or url != visible(url):
        return False
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in ("http", "https") and parts.port != 0
    except ValueError:
        return False
    return is_web and "@" not in parts.netloc and bool(_HOST.fullmatch(host(url)))


def host(url: str) -> str:
    """The host in lower case and ASCII, without user, port and final dot; "" if there is none."""
    try:
        netloc = urlsplit(url.strip()).netloc
    except ValueError:
        return ""
    name = netloc.rpartition("@")[2].lower()
    name = name.partition("]")[0] + "]" if name.startswith("[") else name.partition(":")[0].rstrip(".")
    return name if name.isascii() else ascii_host(name).lower()


def ascii_host(name: str) -> str:
    """A host's name as the network writes it: xn--… if it is not ASCII. What is not a valid name is percent-encoded."""
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return quote(name, errors="replace")


def ascii_url(url: str) -> str:
    """A web address as a browser would request it: the host's name as the network writes it, the rest quoted."""
    parts = urlsplit(url)
    if not parts.netloc.isascii():
        user, at, place = parts.netloc.rpartition("@")
        name, colon, port = place.partition(":")
        url = parts._replace(netloc=f"{user}{at}{ascii_host(name)}{colon}{port}").geturl()
    return quote(url, safe="%/:=?&;,+@#!*'()~-._$[]")


def without_user(url: str) -> str:
    """An address without a user name and password before its host."""
    return re.sub(r"(?<=://)[^/?#]*@", "", url, count=1)


def is_made_up(name: str) -> bool:
    """Whether a host's name is one of those that are set aside for examples and tests (RFC 2606, RFC 6761)."""
    return bool(_MADE_UP.search(name.lower()))


@lru_cache(maxsize=8192)  # ten years of addresses are compared at every change in the studio
def canonical(url: str) -> str:
    """The form to compare addresses by: no trackers, no fragment, https, no www; a paper is its DOI or PubMed number.
    For comparing only: readers are sent to the address as published (see `clean`)."""
    url = _direct(re.sub(r"[\t\r\n]", "", url.strip()).replace("\\", "/"))
    if not is_public_http(re.sub(r"\s", "+", url)):
        return squeeze(url)
    if paper := doi(url):
        return "https://doi.org/" + _quoted(paper.replace("%", "%25"))
    if number := pmid(url):
        return f"https://pubmed.ncbi.nlm.nih.gov/{number}"
    parts = urlsplit(trackers.without_amp(url.partition("#")[0]))
    name = _bare(url)
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    path = _quoted(parts.path).rstrip("/")
    query = "&".join(sorted(_quoted(pair) for pair in _kept(parts.query, url).split("&") if pair))
    return f"https://{name}{port}{path}" + (f"?{query}" if query else "")


def _bare(url: str) -> str:
    """The host without www, however often it is there."""
    return re.sub(r"^(?:www\.)+(?=[^.]+\.)", "", host(url))


def clean(url: str) -> str:
    """The form to publish: the address as it came, without trackers, redirectors around it and AMP's copies."""
    url = _direct(url.strip())
    if not is_public_http(url):
        return url
    address, hash_mark, fragment = url.partition("#")
    address = trackers.without_amp(address)
    head, mark, query = address.partition("?")
    kept, rest = _kept(query, url), _kept(fragment, url)
    if re.match(r"tk\.rss", fragment):
        rest = ""
    return head + (mark if kept or not query else "") + kept + (hash_mark if rest or not fragment else "") + rest


def safest(*of: str) -> str:
    """The first of some addresses; another spelling of it where only that goes over https."""
    return max((url for url in of if canonical(url) == canonical(of[0])), key=lambda url: url.startswith("https:"))


def marks(url: str) -> tuple[str, ...]:
    """The names of the trackers in an address."""
    query = urlsplit(url).query if is_public_http(url) else ""
    return tuple(unquote(pair.partition("=")[0]) for pair in query.split("&") if pair and not _kept(pair, url))


def only_redirects(url: str) -> bool:
    """Whether an address is a service's that counts clicks, or that hides where it leads."""
    return is_public_http(url) and trackers.only_redirects(url, _bare(url))


def _direct(url: str) -> str:
    """The address without redirectors around it that hold their target, and with bare ampersands."""
    for _ in range(4):
        url = re.sub(r"&(?:amp|#0*38|#x0*26);", "&", url, flags=re.IGNORECASE)
        target = trackers.inside(url, _bare(url)) if is_public_http(url) else ""
        if not is_public_http(target) or "." not in host(target):
            break
        url = target
    return url


def _kept(query: str, url: str) -> str:
    """What of a query or fragment may select content; as it is where all of it may."""
    name, path = host(url).removeprefix("www."), urlsplit(url).path
    pairs = re.sub(r"\?(?=utm_[a-z]+=)", "&", query).split("&")
    kept = [pair for pair in pairs if not (pair and trackers.is_tracker(pair, host=name, path=path, beside=pairs))]
    return query if len(kept) == len(pairs) else "&".join(filter(None, kept))


def _quoted(text: str) -> str:
    """One spelling for percent-encoding: upper-case hex, unreserved characters bare, everything foreign encoded."""

    def one(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        return character if re.fullmatch(r"[A-Za-z0-9._~-]", character) else match[0].upper()

    text = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text)  # a lone one must not find digits in what is made bare behind it
    text = re.sub(r"%([0-9A-Fa-f]{2})", one, text)
    return quote(text, safe="/:@!$&'()*+,;=~%-._[]|?", errors="replace")


def doi(text: str) -> str:
    """The DOI in an identifier (``doi:10.…``) or in the path of a link, in lower case; "" if there is none."""
    text = visible(text).strip()
    is_link = re.match(r"https?://", text, re.IGNORECASE)
    if not is_link and not re.match(r"(?:doi:|info:doi/|urn:doi:|10\.)", text, re.IGNORECASE):
        return ""
    if is_link:
        text = re.sub(r"^https?://[^/]*", "", re.split(r"[?#]", text, maxsplit=1)[0], flags=re.IGNORECASE)
    found = _DOI.search((unquote(text) if is_link else text).lower())
    if not found:
        return ""
    name, before = found[0], ""
    while name != before:  # what stands behind a DOI can stand there twice: "/full).", "/v1/pdf"
        before = name
        name = _DOI_TAIL.sub("", name.rstrip(".,;:)]}'/"))
        if re.match(r"10\.(?:1101|64898|21203|31234|20944|2139)/", name):  # a preprint's versions are one paper
            name = re.sub(r"(?:v\d{1,2}|/v\d{1,2})$", "", name)
    return name if _DOI.fullmatch(name) else ""


def paper_in(text: str) -> str:
    """The DOI that a text tells of, as a press release names its paper; "" where it names none, or several."""
    found = {doi(f"doi:{match[0]}") for match in _DOI.finditer(text)}
    return found.pop() if len(found) == 1 else ""


def pmid(url_or_guid: str) -> str:
    """The PubMed number in a link or a guid (``pubmed:N``); "" if there is none. A PMC number is not one."""
    text = url_or_guid.strip()
    if number := _PMID.fullmatch(text):
        return number[1].lstrip("0")
    if _bare(text) in _PUBMED:
        path = _quoted(re.split(r"[?#]", text, maxsplit=1)[0])
        if number := re.fullmatch(r"https?://[^/]+(?:/pubmed)?/([0-9]{1,9})/*", path, re.IGNORECASE):
            return number[1].lstrip("0")
    return ""


def key(*, url: str = "", guid: str = "", feed: str = "", identifiers: Sequence[str] = (), text: str = "") -> str:
    """An article's key: DOI or PMID (identifier fields or link), else link, else guid in its feed, else text."""
    fields = [*identifiers, url]
    if paper := next(filter(None, map(doi, fields)), ""):
        return "doi:" + paper
    if number := next(filter(None, map(pmid, [*fields, guid])), ""):
        return "pmid:" + number
    if is_public_http(url):
        return canonical(url)
    if guid.strip():
        return f"guid:{feed} {squeeze(visible(guid))}"
    digest = hashlib.sha256(squeeze(text).casefold().encode("utf-8", "replace")).hexdigest()
    return f"text:{digest[:32]}"
