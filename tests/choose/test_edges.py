"""Borders and joints of the choice: kinds of article, papers and their tellers, and the lines of a draft."""

from dataclasses import replace
from datetime import timedelta

import pytest
from makers import DAY, GOOD, NOW, article, chosen, knees, profile

from pipeline.choose import draft, gates
from pipeline.choose.draft import preheader, subject
from pipeline.choose.phrases import Matcher
from pipeline.choose.reading import Reader, format_of
from pipeline.config.evergreen import StandingArticle
from pipeline.config.profile import Format, Sense, Superseded
from pipeline.issue.candidates import plain
from pipeline.model import Story

NEWS, HOW = "Trial of a knee", "Knees, and how to walk with them"
ASIDE = " ".join(["knee"] * 450)  # what stands behind it is not looked at


@pytest.mark.parametrize(
    ("title", "summary", "expected"),
    [
        pytest.param("Trial of a knee", "", "news", id="by its title"),
        pytest.param("A knee", "It is a trial.", "rest", id="a title's word in the text counts for nothing"),
        pytest.param("A knee", "You bend it like this.", "exercise", id="by its text"),
        pytest.param("A knee", f"{ASIDE} like this", "rest", id="too far down in the text"),
        pytest.param("Trial of a knee", "Bend it like this.", "news", id="the first of two"),
        pytest.param("A knee", "", "rest", id="the last is the rest"),
    ],
)
def test_the_kind_of_an_article(title, summary, expected):
    """The first kind whose words stand in the title, or near the start of the text."""
    kinds = (Format(name="news", title=("trial",)), Format(name="exercise", text=("like this",)), Format(name="rest"))
    using = knees().model_copy(update={"formats": kinds})
    found = format_of(Reader(using, ()).read(article(title, summary)), using)

    assert found
    assert expected == found.name


def test_no_kind():
    """Where no kind takes the rest, an article is of none, and the choice says so in no word."""
    using = knees().model_copy(update={"formats": (Format(name="news", title=("trial",)),)})
    one = article("Your knee and your stick: get stronger when you walk", "Walk with a stick.")
    verdict = chosen([one], using=using, minimum=1).verdicts[0]

    assert ("", one.key) == (verdict.candidate.format, verdict.candidate.story)


@pytest.mark.parametrize(
    ("phrase", "said", "expected"),
    [
        pytest.param("drive .. stroke", "drive after a stroke", "drive after a stroke", id="a gap"),
        pytest.param("drive .. stroke now", "drive after a stroke now", "drive after a stroke now", id="behind a gap"),
        pytest.param("drive .. stroke now", "drive after stroke and now", "", id="one gap opens no other"),
        pytest.param("drive stroke", "drive after stroke", "", id="no gap"),
        pytest.param("in # days", "in 5 days", "in 5 days", id="a number"),
        pytest.param("# days", "5 days", "5 days", id="a number first"),
        pytest.param("# days", "five days", "", id="a number in words"),
    ],
)
def test_phrases(phrase, said, expected):
    """A phrase is words in their order; two dots let some others stand between, and # is a number."""
    hits = Matcher({"list": (phrase,)}).find(said.split())

    assert ([expected] if expected else []) == [hit.words for hit in hits.get("list", ())]


DOI = "10.1234/stroke.2026.17"


def test_a_paper_belongs_to_the_story_of_its_teller():
    """A paper is no reading for survivors; yet it is of the story of the source that tells of it in plain words."""
    told = article(GOOD[0][0], f"{GOOD[0][1]} The study is at https://doi.org/{DOI}", "Blog")
    paper = article(
        "Upper limb outcomes: a randomized controlled trial",
        "Methods: participants were randomized. Results: 95% CI, p < 0.05.",
        "Journal",
        key=f"doi:{DOI}",
    )
    choice = chosen([told, paper])
    (pick,), (other,) = choice.picks, choice.of("rejected")

    assert (told.key, told.key) == (pick.candidate.story, other.candidate.story)
    assert other.reason.code != "same-story"
    assert pick.also == ("Journal",)


def test_a_paper_that_nobody_tells_of_is_alone():
    """Without a teller, or with another paper's, a rejected paper is its own story."""
    told = article(GOOD[0][0], f"{GOOD[0][1]} The study is at https://doi.org/10.1234/other", "Blog")
    paper = article(
        "Upper limb outcomes: a randomized trial", "Methods. Results. p < 0.05.", "Journal", key=f"doi:{DOI}"
    )
    choice = chosen([told, paper])

    assert paper.key == choice.of("rejected")[0].candidate.story
    assert choice.picks[0].also == ()


def test_two_tell_of_one_paper():
    """Two sources that share no words but one paper are one story; the better speaks for it."""
    first = article("Hand exercises after stroke", f"Squeeze a soft ball gently. https://doi.org/{DOI}", "Trust")
    second = article("Moving your fingers following a stroke", f"Use towels and coins at home. doi:{DOI}", "News")
    choice = chosen([first, second])

    assert len(choice.picks) == 1
    assert [v.reason.code for v in choice.of("rejected")] == ["same-story"]


def story(title="T", topic=""):
    return Story(title=title, url=f"https://a.example/{title}", source="S", topic=topic)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        pytest.param("x" * 51, "x" * 51 + " + 1 more", id="60 letters"),
        pytest.param(
            "Sleep well at night: " + "y" * 40, "Sleep well at night + 1 more", id="too long before its colon"
        ),
        pytest.param("One two three: " + "y" * 50, "One two three + 1 more", id="three words before a colon"),
        pytest.param("Sleep well: " + "y" * 60, "Sleep well…", id="two words say too little"),
    ],
)
def test_subjects_at_their_border(title, expected):
    """A subject has 60 letters at most, and is cut at a colon before it is cut in a word."""
    assert expected == subject((story(title), story()))


def test_preheaders_at_their_border():
    """A preheader takes as many topics as 90 letters hold; from thirteen stories on the count is a figure."""
    base = profile()
    topics = {
        name: base.topics["sleep"].model_copy(update={"label": label}) for name, label in (("a", "x" * 69), ("b", "y"))
    }
    using = base.model_copy(update={"topics": topics})

    line = f"Also this Monday: {'x' * 69}, y."
    assert (
        len(line),
        preheader((story(), story(topic="a"), story(topic="b")), using)[:88],
    ) == (91, "Also this Monday: " + "x" * 69 + ".")
    assert preheader(tuple(story(str(n)) for n in range(12)), base).startswith("Twelve good reads")
    assert preheader(tuple(story(str(n)) for n in range(13)), base).startswith("13 good reads")


@pytest.mark.parametrize(("words", "minutes"), [(119, None), (120, 1), (180, 1), (181, 2)])
def test_minutes(words, minutes):
    """Reading time is that of an easy pace, rounded up; of less than 120 words nobody can tell."""
    one = article(*GOOD[0])
    made = draft(chosen([one]), number=1, day=DAY, profile=profile(), pages={one.url: " ".join(["hand"] * words)})

    assert minutes == made.stories[0].minutes


def test_a_draft_s_titles_hold_no_markup_of_ours():
    """Two stars are bold in our blurbs; a source's title means nothing by them."""
    made = draft(chosen([article(f"**{GOOD[0][0]}**", *GOOD[0][1:])]), number=1, day=DAY, profile=profile(), pages={})

    assert GOOD[0][0] == made.stories[0].title


def test_pinned_stories_take_their_places_in_order():
    """However they are given, each pinned story stands where it stood."""
    made = draft(
        chosen([article(*row) for row in GOOD[:2]]),
        number=1,
        day=DAY,
        profile=profile(),
        pages={},
        pinned={3: story("last"), 0: story("first")},
    )

    assert [made.stories[0].title, made.stories[3].title] == ["first", "last"]


def test_what_the_record_says_of_a_date():
    """An article without a date has none in candidates.json, and one with a date has it in full."""
    rows = [article(*GOOD[0], age=None, dated="first-seen"), article(*GOOD[1])]
    told = {row["title"]: row["published"] for row in plain(chosen(rows))["picks"]}

    assert {GOOD[0][0]: "", GOOD[1][0]: rows[1].published.isoformat()} == told
    assert rows[1].published < NOW


def stop(one, using):
    """What the gates say of an article: whether it is held, code, words, and what matched."""
    found = gates.stop(Reader(using, ()).read(one), using, since=NOW - timedelta(days=10), now=NOW, sent=())
    return found and (found.held, found.reason.code, found.reason.words, found.reason.matched)


def test_no_link():
    """What cannot be opened cannot be recommended."""
    assert stop(replace(article("Walk with bad knees"), url=""), knees()) == (False, "empty", "it has no link", ())


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        pytest.param("Walk with bad knees", None, id="another word that is ours"),
        pytest.param(
            "Knees of a table",
            (False, "sense", "another sense of the word: “knees of a table”", ("knees of a table",)),
            id="another sense",
        ),
        pytest.param(
            "Knees",
            (False, "sense", "“knees” appears alone: no other word says that this is about knees", ("knees",)),
            id="nobody can tell",
        ),
        pytest.param("Knees by the carpenter", (False, "sense", "another sense of the word: “carpenter”",
                     ("carpenter",)), id="what it speaks of beside it"),
        pytest.param("My knees: from carpenter to walker", None, id="a phrase of ours beside it"),
        pytest.param("My knees of a table", (False, "sense", "another sense of the word: “knees of a table”",
                     ("knees of a table",)), id="a phrase of ours inside another sense"),
    ],
)  # fmt: skip
def test_a_word_that_stands_alone(title, expected):
    """Each mention of the subject is judged by the words around it; alone it may mean something else."""
    sense = Sense(
        words=("knee", "knees"), other=("knees of a table",), ours=("my knees",), around=("carpenter",), near=("walk",)
    )
    using = knees().model_copy(update={"sense": sense, "gates": ()})

    assert expected == stop(article(title), using)


def test_a_phrase_of_ours_outweighs_two_puns():
    """Beside a phrase of ours, two mentions in another sense are puns; with a third the article is not ours."""
    sense = Sense(words=("knees",), other=("knees of a table",), ours=("my knees",))
    using = knees().model_copy(update={"sense": sense, "gates": ()})
    pun = "Knees of a table"

    assert stop(article(pun, f"{pun}. Walk on my knees."), using) is None
    assert stop(article(pun, f"{pun}. {pun}. Walk on my knees."), using)[1] == "sense"


@pytest.mark.parametrize(
    ("beside", "text", "expected"),
    [
        pytest.param((), "Glue helps.", ("glue",), id="the claim is enough"),
        pytest.param(("cartilage",), "Glue helps.", None, id="not beside what it needs"),
        pytest.param(("cartilage",), "Glue helps cartilage.", ("glue", "cartilage"), id="beside what it needs"),
        pytest.param((), "Rest helps.", None, id="no claim"),
    ],
)
def test_what_later_studies_refuted(beside, text, expected):
    """A claim that did not hold is rejected with what was found and where to read it."""
    old = Superseded(
        claim=("glue",), beside=beside, verdict="Two trials found no gain.", link="https://t.example/", checked_on=DAY
    )
    using = knees().model_copy(update={"superseded": (old,), "gates": ()})
    words = "Two trials found no gain. https://t.example/"

    assert (expected and (False, "superseded", words, expected)) == stop(article("Bad knees: walk", text), using)


def test_the_sixth_and_what_is_too_weak():
    """What five better ones kept out says its points and theirs; what is below the floor says the floor."""
    weak = article("Stroke and the heart", "A description of the cerebrovascular system.", "Figures")
    sixth = article("Memory after a stroke", "A notebook can help.", "Notes")
    choice = chosen([*(article(*row) for row in GOOD), sixth, weak])
    said = {v.candidate.article.title: (v.outcome, v.reason.code, v.reason.words) for v in choice.verdicts}
    points = {v.candidate.article.title: f"{v.candidate.score:.2f}" for v in choice.verdicts}
    last = "Sleeping better after a stroke"

    assert (
        "bench",
        "outranked",
        f"{points[sixth.title]} points; the last pick, “{last}”, has {points[last]}",
    ) == said[sixth.title]
    assert ("rejected", "floor", f"{points[weak.title]} points; a pick needs 0.60") == said[weak.title]


def test_a_draw_is_called_a_draw():
    """An article with as many points as the last pick learns that the lot fell on the other."""
    names = ("soon", "today", "first", "again")
    every = [article(f"Sleep {name} after a stroke", f"Rest {name} and go to bed.", f"Site {name}") for name in names]
    choice = chosen(every, count=1, minimum=1, per_topic=4)
    said = [v.reason.words.partition("”, ")[2] for v in choice.verdicts if v.outcome != "pick"]

    assert said == ["has the same score, and the tie was broken at random"] * 3


def test_too_few_names_five_reasons_at_most():
    """With standing articles that are used up, the words say so; of the reasons the five commonest are named."""
    old = article("Old news on stroke", "A stroke.", age=40.0)
    rows = [
        old,
        article("Golf", "A stroke of the club."),
        article("Table", ""),
        article("Schlaganfall", "Der.", lang="de"),
    ]
    choice = chosen(
        rows, shelf=[StandingArticle(title="T", source="S", url=rows[0].url, blurb="b", review=DAY)], minimum=3
    )

    assert choice.missing.endswith("; evergreen.toml has no more to add")
    assert choice.missing.startswith("0 of 3 good articles: 4 articles considered (")


def test_what_must_be_read_first_comes_after_as_good_a_one():
    """An article that waits for a reading learns that the last pick need not be read; no lot fell."""
    driving = article("Driving after a stroke: tips", "Try this at home. You can practice in a car park.", "A")
    hand = article("Easy hand exercises after a stroke", "Try this at home. You can squeeze a sponge for help.", "B")
    said = [v.reason.words for v in chosen([driving, hand], count=1, minimum=1).verdicts if v.outcome != "pick"]

    assert [words.partition("has ")[2].partition(", ")[2] for words in said] == ["and need not be read first"]
