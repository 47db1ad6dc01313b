"""What editors set aside: dropped is dropped, kept is kept for later; sources are rated by name."""

import json

from tests.newsletter import DAY, TOPICS, call, drafted, plain

NEXT = "2026-11-30"
LATER = "2026-11-27T09:00"


def considered(folder, day=DAY):
    """Outcome and reason code by title."""
    found = json.loads((folder / "issues" / day / "candidates.json").read_text())
    rows = [(outcome, row) for outcome in ("picks", "bench", "held", "rejected") for row in found[outcome]]
    return {row["title"]: (outcome, row["reason"]["code"]) for outcome, row in rows}


def titles(folder, day=DAY):
    text = (folder / "issues" / day / "issue.toml").read_text().split("[[bench]]")[0]
    return [line.split('"')[1] for line in text.splitlines() if line.startswith("title")]


def test_dropped_means_dropped(tmp_path):
    """What an editor dropped does not come again by itself, and `why` tells from which issue, and the reason."""
    folder = drafted(tmp_path)
    title = titles(folder)[1]
    call(folder, "edit", "drop", "2", "--reason", "we had that in spring")

    call(folder, "choose", "--discard", "--issue", NEXT, now=LATER)

    assert considered(folder, NEXT)[title] == ("rejected", "dropped")
    url = next(f"https://{name}.org.uk/a" for name, (words, _) in TOPICS.items() if words == title)
    assert "we had that in spring" in call(folder, "why", url, now=LATER).output


def test_kept_for_later(tmp_path):
    """What an editor keeps leaves this issue, and competes in the next one, even if its feed no longer has it."""
    folder = drafted(tmp_path)
    title = titles(folder)[1]

    assert call(folder, "edit", "keep", "2").exit_code == 0
    assert title not in titles(folder)

    name = next(name for name, (words, _) in TOPICS.items() if words == title)
    (folder / ".monday" / "pool.sqlite3").unlink()
    feed = folder / "feeds" / f"{name}.xml"
    words = feed.read_text().replace("/a<", "/b<").replace(title, "Moving house after a stroke")
    feed.write_text(words.replace(TOPICS[name][1], "Ask the movers to carry every box. Label each of them."))
    call(folder, "run", "--issue", NEXT, now=LATER)

    assert considered(folder, NEXT)[title][0] in ("picks", "bench")


def test_sources_are_rated_by_name(tmp_path):
    """An A needs a name, since it spares readings; the file keeps both."""
    plain(tmp_path)

    assert call(tmp_path, "feeds", "rate", "Hand Trust", "A").exit_code == 2
    assert call(tmp_path, "feeds", "rate", "Hand Trust", "A", "--by", "Ada").exit_code == 0
    assert 'tier = "A"\nrated_by = "Ada"' in (tmp_path / "newsletter.toml").read_text()
    assert call(tmp_path, "feeds", "rate", "Hand Trust", "C").exit_code == 0
    assert "rated_by" not in (tmp_path / "newsletter.toml").read_text()


def test_auto_takes_what_needs_no_reading(tmp_path):
    """With `[approve] auto` the five are stories that nobody need read first, while there are enough."""
    risky = {**TOPICS, "pills": ("Tablets after a stroke", "Take your tablets at the same time. Never double a dose.")}
    plain(tmp_path, "[approve]\nauto = true\n", topics=risky)

    call(tmp_path, "run", "--issue", DAY)

    assert considered(tmp_path)["Tablets after a stroke"][0] != "picks"


def test_when_a_topic_last_ran(tmp_path):
    """`why` tells when readers last had something on the article's topic."""
    folder = drafted(tmp_path)
    call(folder, "approve", "--by", "Ada")

    told = call(folder, "why", "https://hand.org.uk/a", now="2026-12-15T09:00").output

    assert "ran 3 weeks ago" in told


def test_two_drafts_share_nothing(tmp_path):
    """A Monday that is drafted while another waits leaves that one's articles alone, and takes the next number."""
    folder = plain(tmp_path, "[choose]\nminimum = 1")
    call(folder, "run", "--issue", DAY)
    first = titles(folder)
    (folder / "feeds" / "copy.xml").write_text((folder / "feeds" / "hand.xml").read_text().replace("/a<", "/copy<"))
    with (folder / "newsletter.toml").open("a") as settings:
        settings.write('[[feeds]]\nurl = "feeds/copy.xml"\nname = "Copy"\n')

    second = call(folder, "run", "--issue", NEXT)
    again = call(folder, "choose", "--again", "--issue", DAY)
    found = json.loads((folder / "issues" / NEXT / "candidates.json").read_text())
    reasons = {row["url"]: row["reason"] for row in found["rejected"]}
    checked = json.loads(call(folder, "check", "--json", "--issue", NEXT).stdout)

    assert f"{NEXT}, no. 2:" in second.stdout
    assert not set(first) & set(titles(folder, NEXT))
    assert reasons["https://hand.org.uk/a"] == {
        "code": "drafted",
        "words": "it is in the draft of the November 23 issue",
        "matched": [],
    }
    assert reasons["https://hand.org.uk/copy"]["words"].startswith("another draft has this story on 2026-11-23: “")
    assert "again.number" not in {finding["rule"] for finding in checked["findings"]}
    assert (again.exit_code, titles(folder)) == (0, first)


def test_a_draft_whose_time_is_over_keeps_nothing(tmp_path):
    """What was not approved in time is free for the next Monday, and so is its number."""
    folder = plain(tmp_path)
    call(folder, "run", "--issue", DAY)

    next_week = call(folder, "run", "--issue", NEXT, now=LATER)

    assert f"{NEXT}, no. 1:" in next_week.stdout
    assert titles(folder, NEXT) == titles(folder)


def test_another_draft_shortens_no_window(tmp_path):
    """After a long pause everything since the last issue counts, also while a later Monday is drafted already."""
    folder = plain(tmp_path, "[choose]\nminimum = 1\ncount = 1")
    call(folder, "run", "--issue", DAY)
    call(folder, "approve", "--by", "Ada")
    call(folder, "run", now="2026-11-23T18:00")
    name = next(name for name, (title, _) in TOPICS.items() if title not in titles(folder))
    feed = folder / "feeds" / f"{name}.xml"
    feed.write_text(feed.read_text().replace("Wed, 18 Nov 2026", "Wed, 25 Nov 2026"))
    call(folder, "run", "--issue", "2027-02-01", now="2027-01-20T09:00")

    call(folder, "run", "--issue", "2027-01-25", now="2027-01-20T09:00")

    codes = {code for _, code in considered(folder, "2027-01-25").values()}
    assert "old" not in codes
