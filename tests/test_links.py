"""Links that stay true: what is a tracker goes, what selects a page stays, and readers are sent to the page itself."""

import pytest

from pipeline import urls

# The names that miniflux removes everywhere (its utm_ and mtm_ by what they stand for).
MINIFLUX = """
fbclid _openstat fb_action_ids fb_action_types fb_ref fb_source fb_comment_id gclid dclid gbraid wbraid gclsrc
campaign_id campaign_medium campaign_name campaign_source campaign_term campaign_content srsltid yclid ysclid twclid
msclkid mc_cid mc_eid mc_tc wickedid hsa_cam _hsenc __hssc __hstc __hsfp _hsmi hsctatracking rb_clickid oly_anon_id
oly_enc_id vero_id vero_conv mkt_tok sc_cid _bhlid _branch_match_id _branch_referrer __readwiselocation utm_source
utm_medium utm_campaign mtm_campaign mtm_keyword mtm_source mtm_medium
""".split()
# One name for each of the 47 global rules of ClearURLs.
CLEARURLS = """
utm_source ga_source yclid _openstat fb_action_ids fb_source fbclid action_object_map gs_l mkt_tok hmb_campaign gclid
srsltid otm_source cmpid os_ehash _ga _gl __twitter_impression wt_zmc wtrid emc dclid Echobox spm vn_source
tracking_source ceneo_spo itm_campaign __hsfp __hssc __hstc _hsenc __s hsCtaTracking mc_eid ml_subscriber
ml_subscriber_hash msclkid oly_anon_id oly_enc_id rb_clickid s_cid vero_conv vero_id wickedid twclid
""".split()
# Names that look like trackers, and values too, in addresses where they select what a reader sees.
NAMES = """
pk_id=44 pk=7 pk_page=2 trk=44 trk_id=9 track=3 tracking=on tracking_number=1Z utm_zone=33 utm_x=500000 utm_y=41
utm_e=1 utm_n=2 utm_easting=5 utm_northing=6 utmost=1 gc=5 gclass=b ga=3 gaid=4 ga_id=8 fb=1 fbid=12 fb_page=2
mc=3 mcid=4 mc_id=5 hs=1 hsa=2 hsa_id=6 at=3 at_id=4 at_page=2 sc=1 sc_id=2 ns=talk ns_id=4 spmode=2 cid=15
sid=15 id=4 pid=9 aid=7 nid=812 ref=smith2021 ref=main ref_id=4 reference=12 source=hospital source=1
source=clinic-b source_id=9 src=leaflet src=2 via=bus via=phone from=2026-01-01 from=home to=work origin=leeds
medium=print medium=audio media=video mod=2 mod=arm module=speech partner=leeds partner=2 partner_id=3 channel=4
channel=news campaign=face-arm-speech campaign_id=12 campaign_name=walk channel_id=2 content=arm content_id=4
term=spasticity term_id=9 keyword=stroke keywords=arm kw=leg smid=77 emc=2 cmp=4 ito=2 feature=3 si=4 pp=20
feed=12 feedname=arm feedid=3 format=rss type=rss output=rss view=rss rss_id=4 rss=44 rssid=2 subscribe=1
email=tips share=2 shared=1 sharing=off social=2 click=4 clicks=2 clickid=a action=view action_id=3 item=5 itm=2
item_id=4 os=linux gs=1 wt=80 wt_id=4 xt=1 xto=2 epi=2 open=1 vero=2 oly=1 elq=4 campaigns=2 p=812 page=3
page_id=2 cat=5 tag=arm tag_id=3 post=9 post_id=4 article=12 article_id=5 story=4 lang=en locale=fr hl=de
q=utm_source s=fbclid query=gclid search=rss year=2026 month=11 day=23 date=2026-11-23 v=2 ver=3 t=90 start=10
end=20 sort=new order=asc print=1 amp=5 ampere=3 amplitude=2 mode=amp theme=dark tab=reviews step=3 section=2
chapter=4 part=1 unit=2 lesson=3 video=x1 list=PL1 index=4 doc=12 file=a.pdf key=abc token=abc hash=1 code=44
uid=3
""".split()
PATHS = """
/utm_source/fbclid /drugs/amp /what-is/amp /amp /amp/ /camp/ /arm-exercises/camp/ /ramp-up-slowly /a.ampere.html
/c/s/www.a.org/b /url?page=2 /url/https://b.org/ /redirect?to=/b /l/?page=1 /read?u=4 /rss/articles/one /~rose/garden
/a#section-2 /a#comments /a#:~:text=arm%20up /a#/tab/2 /a#page=3 /a#tk /a?x=1&y=&z /a?x=1&&y=2 /a? /a?b /a?x=1#t=30
/a?x=%26amp%3B /a?next=https://b.org/c /a?image=https://b.org/c.jpg
""".split()
LOOK_ALIKES = [f"https://www.e.org/view?{name}" for name in NAMES] + [f"https://www.e.org{path}" for path in PATHS]


def removed(names):
    return [name for name in names if urls.clean(f"https://e.org/a?p=1&{name}=x1.y2") == "https://e.org/a?p=1"]


def test_what_miniflux_removes():
    """All of its names but campaign_id and campaign_name, which charities use for pages of their own."""
    assert {"campaign_id", "campaign_name"} == {*MINIFLUX} - {*removed(MINIFLUX)}
    assert len(MINIFLUX) == 52


def test_what_the_global_rules_of_clearurls_remove():
    """All but two: ?emc= only on the newspaper's own site or with a feed's name, and vn_… of one shop."""
    assert {"emc", "vn_source"} == {*CLEARURLS} - {*removed(CLEARURLS)}
    assert len(CLEARURLS) == 47


def test_two_hundred_look_alikes_stay_as_they_are():
    """What only looks like a tracker, a redirector or a copy for phones is not touched, nor taken for another page."""
    assert len(LOOK_ALIKES) >= 200
    assert [url for url in LOOK_ALIKES if url != urls.clean(url)] == []
    pages = [
        url for url in LOOK_ALIKES if "#" not in url and url not in ("https://www.e.org/a?", "https://www.e.org/amp/")
    ]
    assert len(pages) == len({urls.canonical(url) for url in pages})


@pytest.mark.parametrize(
    "name, url",
    [
        ("source", "https://medium.com/a/b?source=rss----aa11bb22---4"),
        ("dgcid", "https://www.sciencedirect.com/science/article/pii/S1?dgcid=rss_sd_all"),
        ("rss", "https://www.e.org/a?rss=1"),
        ("rss, yes", "https://www.e.org/a?rss=yes"),
        ("emc and partner", "https://www.e.org/a?emc=rss&partner=rss"),
        ("mod", "https://www.e.org/a?mod=rss_health"),
        ("feedType", "https://www.e.org/a?feedType=RSS&feedName=healthNews"),
        ("smid", "https://www.e.org/a?smid=rss"),
        ("ref", "https://www.e.org/a?ref=rss"),
        ("encoded name", "https://www.e.org/a?utm%5Fsource=x"),
        ("capitals", "https://www.e.org/a?UTM_Source=x"),
        ("ampersands as entities", "https://www.e.org/a?utm_source=x&amp;utm_medium=y"),
        ("a second question mark", "https://www.e.org/a?utm_source=x?utm_medium=y"),
        ("in the fragment", "https://www.e.org/a#utm_source=x&utm_medium=y"),
        ("xtor", "https://www.e.org/a#xtor=RSS-16"),
        ("tk.rss", "https://www.e.org/a#tk.rss_all"),
    ],
)
def test_marks_of_feeds_go(name, url):
    """What feeds write into their links is gone, and the address is otherwise as it came."""
    assert url.partition("?")[0].partition("#")[0] == urls.clean(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://open.spotify.com/episode/4x?si=aa11",
        "https://podcasts.apple.com/us/podcast/walking/id1?itscg=30200&itsct=podcast",
        "https://x.com/stroke/status/12?s=20&t=aa",
        "https://news.substack.com/p/hands?r=2ab&showWelcome=true&triedRedirect=true",
        "https://www.reddit.com/r/stroke/comments/1/hands/?share_id=aa&rdt=44",
        "https://youtu.be/aa11?si=bb",
        "https://www.linkedin.com/pulse/hands?trk=feed&lipi=x",
    ],
)
def test_marks_that_one_site_adds(url):
    """What a site adds when somebody shares a page goes there, and stays elsewhere, where it may select a page."""
    address, _, query = url.partition("?")
    elsewhere = f"https://www.e.org/view?{query}"

    assert (address, elsewhere) == (urls.clean(url), urls.clean(elsewhere))


WRAPPED = {
    "Google Alerts": "https://www.google.com/url?rct=j&sa=t&url=https://www.a.org/b&ct=ga&usg=AO",
    "Google": "https://www.google.co.uk/url?q=https%3A%2F%2Fwww.a.org%2Fb&sa=D",
    "Bing": "https://www.bing.com/ck/a?!&&p=1&u=a1aHR0cHM6Ly93d3cuYS5vcmcvYg&ntb=1",
    "Bing News": "http://www.bing.com/news/apiclick.aspx?ref=FexRss&url=https%3a%2f%2fwww.a.org%2fb&c=1",
    "Safe Links": "https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.a.org%2Fb&data=05%7C01",
    "Proofpoint 2": "https://urldefense.proofpoint.com/v2/url?u=https-3A__www.a.org_b&d=DwM&c=x",
    "Proofpoint 3": "https://urldefense.com/v3/__https://www.a.org/b__;!!abc!def$",
    "Facebook": "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.a.org%2Fb%3Ffbclid%3Dx&h=AT",
    "YouTube": "https://www.youtube.com/redirect?event=d&q=https%3A%2F%2Fwww.a.org%2Fb",
    "DuckDuckGo": "https://duckduckgo.com/l/?uddg=https%3A%2F%2Fwww.a.org%2Fb&rut=1",
    "Yahoo": "https://r.search.yahoo.com/_ylt=A/RV=2/RE=1/RO=10/RU=https%3a%2f%2fwww.a.org%2fb/RK=2/RS=x",
    "Yahoo's old feeds": "http://us.rd.yahoo.com/dailynews/rss/health/*https://www.a.org/b",
    "Reddit": "https://out.reddit.com/t3_abc?url=https%3A%2F%2Fwww.a.org%2Fb&token=A",
    "AMP of Google": "https://www.google.com/amp/s/www.a.org/b",
    "AMP's cache": "https://www-a-org.cdn.ampproject.org/c/s/www.a.org/b?amp_js_v=0.1&usqp=mq331AQ",
    "one in the other": "https://www.google.com/url?url=https%3A%2F%2Fl.facebook.com%2Fl.php%3Fu%3Dhttps%253A%252F%252Fwww.a.org%252Fb",
}


@pytest.mark.parametrize("url", WRAPPED.values(), ids=WRAPPED)
def test_redirectors_that_hold_their_target(url):
    """Readers are sent to the page itself, whoever wrapped its address; `check` knows the wrapper."""
    assert (
        urls.clean(url),
        urls.canonical(url),
        urls.only_redirects(url),
    ) == ("https://www.a.org/b", "https://a.org/b", True)


@pytest.mark.parametrize("inner", ["javascript:alert(1)", "http://[::1", "//a.org/b", "https://localhost/x", "/b", ""])
def test_a_redirector_with_no_public_target_is_left_alone(inner):
    """What stands in it is as untrusted as any address."""
    url = f"https://www.google.com/url?url={inner}"
    assert url == urls.clean(url)


@pytest.mark.parametrize(
    "url, page",
    [
        ("https://www.a.org/arm-exercises/amp/", "https://www.a.org/arm-exercises/"),
        ("https://www.a.org/2026/11/arm-exercises/amp", "https://www.a.org/2026/11/arm-exercises/"),
        ("https://www.a.org/arm?amp=1", "https://www.a.org/arm"),
        ("https://www.a.org/arm?id=4&amp", "https://www.a.org/arm?id=4"),
        ("https://www.a.org/arm.amp.html", "https://www.a.org/arm.html"),
        ("https://www.a.org/arm?outputType=amp", "https://www.a.org/arm"),
    ],
)
def test_copies_for_phones_are_the_page_itself(url, page):
    """An AMP copy and its page are one article, and readers get the page."""
    assert (page, urls.canonical(page)) == (urls.clean(url), urls.canonical(url))


@pytest.mark.parametrize(
    "url",
    [
        "https://news.google.com/rss/articles/CBMi?oc=5",
        "https://t.co/abc",
        "https://bit.ly/x",
        "http://a.org/~r/b/~3/c/",
    ],
)
def test_what_only_redirects(url):
    """Of some redirectors nobody can tell where they lead without asking: `check` says so."""
    assert urls.only_redirects(url)
