"""Addresses of strangers: a form to compare them by, a form to publish, and the keys of articles. Never raises."""

import hashlib
import re
from collections.abc import Sequence
from urllib.parse import quote, unquote, urlsplit

from pipeline.printable import visible
from pipeline.text import squeeze

# Names that carry where a reader came from, never what the page shows; compared in lower case.
_TRACKERS = frozenset(
    "fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid twclid ttclid igshid igsh li_fat_id epik srsltid mc_cid "
    "mc_eid mkt_tok vero_id vero_conv _hsenc _hsmi __hssc __hstc __hsfp hsctatracking oly_anon_id oly_enc_id "
    "rb_clickid s_cid ml_subscriber ml_subscriber_hash ck_subscriber_id bsft_clkid bsft_uid wt_mc wt.mc_id ns_campaign "
    "ns_mchannel ns_source cmpid ncid sc_campaign sc_channel sc_content xtor at_medium at_campaign _ga _gl "
    "trk trkcampaign ga_source ga_medium ga_campaign elqtrackid elqtrack ref_src spm_id piwik_campaign".split()
)
_TRACKER_PREFIXES = ("utm_", "mtm_", "pk_", "hsa_", "stm_", "matomo_", "at_custom")
# Journal platforms add af=R and friends to the same paper; PubMed's feed adds the time of each fetch.
_TRACKERS_BESIDE_DOI = frozenset({"af", "rss", "cookieset", "ai", "mi", "ui", "journalcode", "needaccess", "src"})
_TRACKERS_OF_PUBMED = frozenset({"fc", "ff", "v", "dopt", "otool"})
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
        port_is_sound = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and "@" not in parts.netloc
        and port_is_sound
        and bool(_HOST.fullmatch(host(url)))
    )


def host(url: str) -> str:
    """The host in lower case and ASCII, without user, port and final dot; "" where there is none."""
    try:
        netloc = urlsplit(url.strip()).netloc
    except ValueError:
        return ""
    name = netloc.rpartition("@")[2].lower()
    if not name.startswith("["):
        name = name.partition(":")[0]
    else:
        name = name.partition("]")[0] + "]"
    name = name.rstrip(".")
    return name if name.isascii() else ascii_host(name).lower()


def ascii_host(name: str) -> str:
    """A host's name as the network writes it: xn--… where it is not ASCII. What is no name at all is quoted."""
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return quote(name, errors="replace")


def is_made_up(name: str) -> bool:
    """Whether a host's name is one of those that are set aside for examples and tests (RFC 2606, RFC 6761)."""
    return bool(_MADE_UP.search(name.lower()))


def canonical(url: str) -> str:
    """The form to compare addresses by: no trackers, no fragment, https, no www; a paper is its DOI or PubMed number.

    For comparing only: readers are sent to the address as published (see `clean`).
    """
    url = re.sub(r"[\t\r\n]", "", url.strip()).replace("\\", "/")
    if not is_public_http(re.sub(r"\s", "+", url)):
        return squeeze(url)
    if paper := doi(url):
        return "https://doi.org/" + _quoted(paper.replace("%", "%25"))
    if number := pmid(url):
        return f"https://pubmed.ncbi.nlm.nih.gov/{number}"
    parts = urlsplit(url)
    name = _bare(url)
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    path = _quoted(parts.path).rstrip("/")
    query = "&".join(sorted(_quoted(pair) for pair in _kept(parts.query, name, path)))
    return f"https://{name}{port}{path}" + (f"?{query}" if query else "")


def _bare(url: str) -> str:
    """The host without www, however often it stands there."""
    return re.sub(r"^(?:www\.)+(?=[^.]+\.)", "", host(url))


def clean(url: str) -> str:
    """The form to publish: the address as it came, only without its trackers."""
    url = url.strip()
    head, mark, tail = url.partition("?")
    query, hash_mark, fragment = tail.partition("#")
    if not mark or "#" in head or not is_public_http(url):
        return url
    kept = "&".join(_kept(query, host(url).removeprefix("www."), head))
    if re.fullmatch(r"(?:utm_[^=&]+=[^&]*&?)+", fragment):
        hash_mark = fragment = ""
    return head + (f"?{kept}" if kept else "") + hash_mark + fragment


def _kept(query: str, name: str, path: str) -> list[str]:
    """The pairs of a query that may select content; blank values stay."""
    extra = _TRACKERS_OF_PUBMED if name in _PUBMED else _TRACKERS_BESIDE_DOI if _DOI.search(path) else frozenset()
    kept = []
    for pair in query.split("&"):
        field = unquote(pair.partition("=")[0]).lower()
        if pair and field not in _TRACKERS and field not in extra and not field.startswith(_TRACKER_PREFIXES):
            kept.append(pair)
    return kept


def _quoted(text: str) -> str:
    """One spelling for percent-encoding: upper-case hex, unreserved characters bare, everything foreign encoded."""

    def one(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        return character if re.fullmatch(r"[A-Za-z0-9._~-]", character) else match[0].upper()

    text = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text)  # a lone one must not find digits in what is made bare behind it
    text = re.sub(r"%([0-9A-Fa-f]{2})", one, text)
    return quote(text, safe="/:@!$&'()*+,;=~%-._[]|?", errors="replace")


def doi(text: str) -> str:
    """The DOI in an identifier (``doi:10.…``) or in the path of a link, in lower case; "" where there is none."""
    text = text.strip()
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
    """The PubMed number in a link or a guid (``pubmed:N``); "" where there is none. A PMC number is none."""
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
        return f"guid:{feed} {squeeze(guid)}"
    digest = hashlib.sha256(squeeze(text).casefold().encode("utf-8", "replace")).hexdigest()
    return f"text:{digest[:32]}"
