"""What in an address says where a reader came from; and addresses that only lead to others. Lists and rules, pure."""

import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

# Names in lower case, each written out: a prefix such as pk_ or trk would take along what selects a page. As the lists
# of feed readers and browsers have them; not campaign_id and campaign_name, which charities' own pages use.
_FAMILIES: Final = {
    "ga_": "source medium term content campaign place",
    "campaign_": "source medium term content",
    "pk_": "campaign kwd keyword source medium content cid",
    "piwik_": "campaign kwd keyword source medium content cid",
    "mtm_": "campaign kwd keyword source medium content cid group placement",
    "matomo_": "campaign kwd keyword source medium content cid group placement",
    "hsa_": "acc ad cam grp kw la mt net ol src tgt ver",
    "stm_": "source medium campaign term content",
    "itm_": "source medium campaign term content",
    "otm_": "source medium campaign term content",
    "hmb_": "source medium campaign",
    "sc_": "campaign channel content medium source term cid",
    "ns_": "campaign mchannel source linkname fee",
    "at_": "medium campaign custom1 custom2 custom3 custom4 recipient_id recipient_list bbc_team link_id link_type "
    "link_origin format ptr_name creation",
    "fb_": "action_ids action_types ref source comment_id",
    "action_": "object_map type_map ref_map",
    "bsft_": "clkid uid eid mid",
    "trk_": "contact msg module sid",
    "mc_": "cid eid tc",
    "vero_": "id conv",
    "oly_": "anon_id enc_id",
}
_NAMES: Final = frozenset(prefix + name for prefix, names in _FAMILIES.items() for name in names.split()) | frozenset(
    "fbclid gclid gclsrc dclid gbraid wbraid gad_source gad_campaignid srsltid _ga _gl _gac gs_l msclkid yclid ysclid "
    "_openstat twclid __twitter_impression ttclid igshid igsh li_fat_id epik rdt_cid irclickid mkt_tok _hsenc _hsmi "
    "__hssc __hstc __hsfp hsctatracking rb_clickid s_cid s_kwcid ef_id _bhlid wickedid wickedsource ml_subscriber "
    "ml_subscriber_hash ck_subscriber_id __s _ke _kx _branch_match_id _branch_referrer sfmc_activityid et_rid et_cid "
    "elqtrackid elqtrack elqaid elqat elqcampaignid dm_i xtor wt_mc wt_zmc wtmc wtzmc wt.mc_id wtrid cmpid ncid mbid "
    "intcmp spm spm_id os_ehash tracking_source ceneo_spo trkcampaign ref_src echobox dgcid guccounter guce_referrer "
    "guce_referrer_sig __readwiselocation".split()
)
# Any utm_… is a campaign's but for the map grid of the same name (Universal Transverse Mercator).
_UTM: Final = re.compile(r"utm(?:_(?!zone|east|north|hemi|band|epsg|grid|coord|datum|lat|lon|[xyen]$)[a-z_-]+)?")
# What these say is a tracker where the value names the feed that the link stood in: source=rss----4, mod=rss_health.
_OF_FEED: Final = frozenset(
    "source src ref from via partner emc mod smid cid channel referrer referer medium cmp campaign rss feedtype".split()
)
_FEED: Final = re.compile(r"(?:rss(?:feed)?|feedburner)(?:[^a-z0-9].*|\d*)", re.IGNORECASE)
_ON_HOSTS: Final[Mapping[str, frozenset[str]]] = {
    "nytimes.com": frozenset({"smid", "smtyp", "emc"}),
    "linkedin.com": frozenset({"trk", "lipi"}),
    "youtube.com": frozenset({"feature", "si", "pp"}),
    "youtu.be": frozenset({"feature", "si"}),
    "theguardian.com": frozenset({"cmp"}),
    "dailymail.co.uk": frozenset({"ito"}),
    "facebook.com": frozenset({"__tn__", "mibextid"}),
    # PubMed's own feed adds the time of each fetch.
    "ncbi.nlm.nih.gov": frozenset({"fc", "ff", "v", "dopt", "otool"}),
}
# Journal platforms add these to the same paper.
_BESIDE_DOI: Final = frozenset({"af", "rss", "cookieset", "ai", "mi", "ui", "journalcode", "needaccess", "src"})
_DOI: Final = re.compile(r"10\.\d{4,9}/")


def is_tracker(pair: str, *, host: str = "", path: str = "", beside: Sequence[str] = ()) -> bool:
    """Whether a "name=value" of a query or fragment selects nothing; *beside*: all pairs of that query."""
    name, _, value = (unquote(part) for part in pair.partition("="))
    name = name.lower().lstrip("?")
    if name in _NAMES or _UTM.fullmatch(name):
        return True
    if any(name in names and (host == at or host.endswith("." + at)) for at, names in _ON_HOSTS.items()):
        return True
    if name in _OF_FEED and (_FEED.fullmatch(value) or (name == "rss" and value.lower() in ("", "1", "yes", "true"))):
        return True
    if name == "feedname":
        return any(is_tracker(other) for other in beside if other.lower().startswith("feedtype="))
    return name in _BESIDE_DOI and bool(_DOI.search(path))


# Hosts whose addresses hold the one that they lead to: (host, path, the parameters that hold it).
_WRAPPERS: Final = tuple(
    (re.compile(host), re.compile(path), names.split())
    for host, path, names in (
        (r"(?:[a-z]+\.)?google\.[a-z.]{2,6}", r"/url", "url q"),
        (r"(?:[a-z]+\.)?bing\.com", r"/(?:news/apiclick\.aspx|ck/a)", "url u"),
        (r"[a-z0-9.-]+\.safelinks\.protection\.outlook\.com", r"/.*", "url"),
        (r"urldefense\.proofpoint\.com", r"/v[12]/url", "u"),
        (r"linkprotect\.cudasvc\.com|vk\.com|disq\.us", r"/(?:url|away\.php)", "a to url"),
        (r"lm?\.(?:facebook|instagram)\.com", r"/(?:l\.php)?", "u"),
        (r"(?:[a-z]+\.)?youtube\.com", r"/redirect", "q"),
        (r"(?:[a-z]+\.)?duckduckgo\.com", r"/l/", "uddg"),
        (r"(?:[a-z]+\.)?linkedin\.com", r"/(?:redir/redirect|safety/go)", "url"),
        (r"t\.umblr\.com|getpocket\.com", r"/redirect", "z url"),
        (r"slack-redir\.net|medium\.com|exit\.sc|workable\.com", r"/(?:link|r/|)", "url"),
        (r"out\.reddit\.com|steamcommunity\.com", r"/(?:linkfilter/|t3_\w+)", "url u"),
        (r"(?:go\.skimresources|go\.redirectingat|redirect\.viglink|clicktime\.symantec)\.com", r"/.*", "url u"),
        (r"(?:www\.)?googleadservices\.com", r"/pagead/aclk", "adurl"),
        (r"(?:click\.linksynergy|awin1)\.com", r"/(?:deeplink|fs-bin/click|cread\.php)", "murl ued p"),
    )
)
# Those that hold it in their path: AMP's caches, Yahoo, Proofpoint.
_PATHS: Final = (
    re.compile(r"https?://(?:www\.)?google\.[a-z.]{2,6}/amp/(?P<tls>s/)?(?P<bare>.+)"),
    re.compile(r"https?://[^/]+\.cdn\.ampproject\.org/[cvi]/(?P<tls>s/)?(?P<bare>.+)"),
    re.compile(r"https?://[^/]*\brd\.yahoo\.com/.*\*(?P<whole>https?:.+)"),
    re.compile(r"https?://r\.search\.yahoo\.com/.*/RU=(?P<coded>[^/]+)/.*"),
    re.compile(r"https?://urldefense\.com/v3/__(?P<whole>https?:[^*]+?)__;.*"),
    re.compile(r"https?://(?:href\.li|anonym\.to|anon\.to|nullrefer\.com)/\?(?P<whole>https?:.+)"),
)


def inside(url: str, host: str) -> str:
    """The address that a redirector's address holds; "" for all others. It is as untrusted as *url* itself."""
    for form in _PATHS:
        if found := form.fullmatch(url):
            part = found.groupdict()
            if part.get("bare"):
                return f"http{'s' if part['tls'] else ''}://{part['bare']}"
            return unquote(part["coded"]) if part.get("coded") else part["whole"]
    for hosts, path, names in _WRAPPERS:
        parts = urlsplit(url)
        if hosts.fullmatch(host) and path.fullmatch(parts.path):
            given = dict(parse_qsl(parts.query))
            return next(filter(None, (_held(given.get(name, "")) for name in names)), "")
    return ""


def _held(value: str) -> str:
    """The address in a parameter's value: bare, in Bing's base64 or in Proofpoint's own escapes."""
    if re.match(r"a1aHR0c[\w-]+$", value):
        try:
            value = urlsafe_b64decode(value[2:] + "=" * (-(len(value) - 2) % 4)).decode()
        except ValueError:
            return ""
    elif value.startswith(("http-3A_", "https-3A_")):
        value = unquote(value.replace("-", "%").replace("_", "/"))
    return value if re.match(r"https?://", value, re.IGNORECASE) else ""


# What software and services put between a reader and a page; nothing in the address says where it leads.
_ONLY_REDIRECT: Final = frozenset(
    "bit.ly t.co tinyurl.com ow.ly lnkd.in buff.ly dlvr.it goo.gl ift.tt is.gd trib.al fb.me rebrand.ly cutt.ly j.mp "
    "shorturl.at wp.me list-manage.com sendgrid.net mailchi.mp mandrillapp.com mailgun.org hubspotlinks.com rs6.net "
    "feedproxy.google.com click.convertkit-mail.com beehiiv.com safelinks.protection.outlook.com urldefense.com "
    "urldefense.proofpoint.com feedsportal.com cdn.ampproject.org rd.yahoo.com r.search.yahoo.com".split()
)
_REDIRECTING_PATHS: Final = re.compile(
    r"news\.google\.com/(?:rss/)?(?:articles|read|stories)/.+|feeds\.feedburner\.com/~r/.+|[^/]+/~r/[^/]+/~3/.+"
    r"|(?:[a-z0-9-]+\.)*substack\.com/redirect/.+"
)


def only_redirects(url: str, host: str) -> bool:
    """Whether *url* is a service's that counts clicks, or that hides where it leads."""
    at = host + urlsplit(url).path
    known = any(host == name or host.endswith("." + name) for name in _ONLY_REDIRECT)
    return known or bool(_REDIRECTING_PATHS.fullmatch(at)) or bool(inside(url, host))


def without_amp(address: str) -> str:
    """An address of a page's copy for phones (AMP) → the page's own; *address* is without a fragment.

    A last "amp" is taken off only behind what looks like an article's name: /drugs/amp is a page of its own.
    """
    head, mark, query = address.partition("?")
    head = re.sub(r"(?<=/)((?=[^/]*[-_\d])[^/]{10,}/)amp/?$", r"\1", head)
    head = re.sub(r"(?<=[\w)])\.amp(?=\.html?$|$)", "", head)
    pairs = query.split("&")
    flags = ("amp", "amp=1", "amp=true", "outputtype=amp", "output=amp", "amp_js_v=", "amp_gsa=", "usqp=mq331")
    kept = [p for p in pairs if p.lower() not in flags[:5] and not p.lower().startswith(flags[5:])]
    return address if kept == pairs and head == address.partition("?")[0] else head + mark * bool(kept) + "&".join(kept)
