"""One paper, its press release and its news story: three kinds of source, one candidate."""

import json

import pytest

from tests.newsletter import DAY, call

DOI = "10.1161/STROKEAHA.126.051234"
TITLE = "Mirror Therapy at Home for Hand Function After Stroke: A Randomized Trial"
DATE = "<pubDate>Thu, 19 Nov 2026 09:00:00 GMT</pubDate>"
JOURNAL = f"""<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>S</title></channel><item rdf:about="x">
<title>{TITLE}</title><link>https://www.journal.example/doi/{DOI}?af=R</link><dc:date>2026-11-18T09:00:00Z</dc:date>
<description>Background: mirror therapy may improve hand function. Methods: 120 survivors.</description>
</item></rdf:RDF>"""
PUBMED = f"""<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>P</title><item>
<title>{TITLE}</title><link>https://pubmed.ncbi.nlm.nih.gov/41234567/?utm_source=x&amp;fc=2&amp;ff=3&amp;v=2.18</link>
<guid isPermaLink="false">pubmed:41234567</guid>{DATE}<dc:identifier>doi:{DOI}</dc:identifier></item></channel></rss>"""
PRESS = f"""<rss version="2.0"><channel><title>U</title><item>
<title>Mirror therapy at home helps the hand after a stroke, trial finds</title><link>https://uni.example/mirror</link>
<description>A trial with 120 stroke survivors shows that mirror therapy, practised at home for 30 minutes a day over
six weeks, improves hand function.
The study appears in Stroke (doi: {DOI}).</description>{DATE}</item></channel></rss>"""
NEWS = f"""<rss version="2.0"><channel><title>N</title><item>
<title>A simple mirror could give stroke survivors their hand back</title><link>https://news.example/mirror</link>
<description>Half an hour a day with a mirror at home may help stroke survivors to use their hand again, researchers
report. The trial of 120 survivors compared six weeks of mirror therapy with usual care.</description>{DATE}</item>
</channel></rss>"""
FEEDS = {"The Journal": JOURNAL, "PubMed": PUBMED, "Press Office": PRESS, "Daily News": NEWS}


@pytest.fixture
def newsletter(tmp_path):
    lines = ['[newsletter]\ntitle = "T"\n[choose]\nminimum = 1\n']
    for name, text in FEEDS.items():
        (tmp_path / f"{name}.xml").write_text(text)
        tier = "B" if name == "Press Office" else "C"
        lines.append(f'[[feeds]]\nurl = "{name}.xml"\nname = "{name}"\ntier = "{tier}"\ntags = ["stroke"]\n')
    (tmp_path / "newsletter.toml").write_text("".join(lines))
    return tmp_path


def test_one_candidate_that_names_the_others(newsletter):
    """The plainest tells it; journal, index and newspaper are named beside it, and none is a pick or a spare."""
    call(newsletter, "collect")
    answer = json.loads(call(newsletter, "choose", "--issue", DAY, "--json").stdout)

    (pick,) = answer["picks"]
    assert pick["source"] == "Press Office"
    assert {"The Journal", "PubMed", "Daily News"} == set(pick["also"])
    assert answer["bench"] + answer["held"] == []
    assert {pick["key"]} == {entry["story"] for entry in answer["rejected"]}


def test_why_tells_the_merging(newsletter):
    """Asked by its PubMed address, the paper says who speaks for it, with both sightings and both dates."""
    totals = json.loads(call(newsletter, "collect", "--json").stdout)["totals"]
    call(newsletter, "choose", "--issue", DAY)
    paper = call(newsletter, "why", f"https://doi.org/{DOI}").stdout
    press = call(newsletter, "why", "http://www.uni.example/mirror?utm_source=mail").stdout

    assert (totals["articles"], totals["new"], totals["merged"], totals["dated"]["exact"]) == (3, 3, 1, 3)
    assert "merged      shown as The Journal's, also carried by PubMed: the same paper" in paper
    assert "2026-11-18" in paper
    assert "2026-11-19" in paper
    assert "rejected" in paper
    assert "the same story was also covered by" in press
    assert f"Article 1 of the November 23 issue ({DAY}): draft." in press
