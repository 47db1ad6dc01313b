"""Words from a choice: blurbs, subject, preheader, minutes and reasons."""

import pytest
from makers import DAY, NOW, article, chosen, good, profile

from pipeline import text
from pipeline.choose import draft
from pipeline.choose.blurb import blurb, in_bold
from pipeline.choose.draft import preheader, subject
from pipeline.config import Newsletter, read
from pipeline.model import Sent, Story
from pipeline.work.choose import _offered_blurbs as offered_blurbs

ABOUT = {"hand", "grip", "stroke"}


def drafted(articles, pages=None, **more):
    return draft(chosen(articles, **more), number=3, day=DAY, profile=profile(), pages=pages or {})


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        pytest.param(
            "Neuromuscular rehabilitation facilitates restoration of manual dexterity after stroke. "
            "Squeeze a soft ball in your hand ten times a day until your grip has become much stronger again.",
            "The article’s advice: squeeze a soft ball in your hand ten times a day "
            "until your grip has become much stronger again.",
            id="the easiest",
        ),
        pytest.param(
            "Your hand improves. Try to grip a cup each day.",
            "The article’s advice: try to grip a cup each day.",
            id="a fragment of three words stays out",
        ),
        pytest.param(
            "A stiff hand is common after a stroke. Gentle stretches can help it to open.",
            "A stiff hand is common after a stroke. Gentle stretches can help it to open.",
            id="two that follow each other",
        ),
        pytest.param("Is your hand stiff after a stroke?", "", id="a question says nothing"),
        pytest.param("It can help your hand after a stroke.", "", id="it, what?"),
        pytest.param("Click here to read how your hand recovers after a stroke.", "", id="furniture"),
        pytest.param("Your hand can recover after a stroke if you …", "", id="cut off"),
        pytest.param(
            "LONDON (Reuters) - Hand exercises can help after a stroke.",
            "Hand exercises can help after a stroke.",
            id="the wire's place and name stay out",
        ),
        pytest.param(
            "TUESDAY, May 4, 2010 (HealthDay News) -- Hand exercises can help after a stroke.",
            "Hand exercises can help after a stroke.",
            id="the wire's day stays out",
        ),
        pytest.param(
            "Can a splint open a stiff hand? Possibly. Studies of the hand were small.",
            "Can a splint open a stiff hand? Possibly. Studies of the hand were small.",
            id="a question with a short answer",
        ),
        pytest.param(
            "It is common to hide a stiff hand from others.",
            "It is common to hide a stiff hand from others.",
            id="an it that stands for what follows",
        ),
        pytest.param(
            "We know that a stiff hand can recover with rest.",
            "A stiff hand can recover with rest.",
            id="what says the same without its first words",
        ),
        pytest.param(
            "My grip is weak. Below are two things that help my hand: a thick pen and a jar opener.",
            "The author writes: “My grip is weak. "
            "Below are two things that help my hand: a thick pen and a jar opener.”",
            id="a list that comes with it",
        ),
        pytest.param("", "", id="nothing"),
    ],
)
def test_blurb(seen, expected):
    """A blurb is whole true sentences of the source, the easiest on the topic, or nothing."""
    assert expected == blurb([seen], "A title", ABOUT)


LEANING = [
    "This makes a stiff hand much easier to open.",
    "In addition, a warm towel relaxes a stiff hand.",
    "Three weeks later, the hand opened on its own.",
    "The study found that hand exercises helped most people.",
    "One reason is that the hand gets little use.",
    "Because of this, the hand stays closed all day.",
    "She now opens her hand without any help.",
    "Hold it in the hand for a slow count of ten.",
    "For most people with a stiff hand, this means more rest.",
    "Symptoms include stiffness and pain of the hand.",
    "Today marks one year since the hand exercises began.",
    "Here are our favorite exercises for a stiff hand.",
    "If you are unsure, ask your therapist to look at the hand.",
    "People in this study trained the hand for an hour a day.",
    "Put a bright strip along that edge before you use your hand.",
]


@pytest.mark.parametrize("sentence", LEANING)
def test_no_blurb_leans_on_the_sentence_before(sentence):
    """A sentence that needs the one before it is no blurb, but may follow one."""
    assert blurb([sentence], "A title", ABOUT) == ""


def test_there_are_steps():
    """A sentence that opens with "There are" says by itself what there is."""
    told = "There are steps you can take to open a stiff hand: stretch it, rest it, and ask for a splint."

    assert told == blurb([f"It is hard. {told}"], "A title", ABOUT)


def test_a_blurb_is_long_enough_to_tell_something():
    """Sentences that belong together come before one short one, up to what they advise."""
    seen = "One in three people have a stiff hand. A warm towel relaxes it. Then stretch each finger slowly."

    assert seen == blurb([seen], "A stiff hand", ABOUT)


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        pytest.param(
            "Signs to watch for in a stiff hand, how a splint can help, and what your therapist can advise.",
            "The article covers signs to watch for in a stiff hand, how a splint can help, "
            "and what your therapist can advise.",
            id="things, without a verb",
        ),
        pytest.param(
            "What opens a hand, how a splint helps, and when to rest.",
            "The article covers what opens a hand, how a splint helps, and when to rest.",
            id="clauses",
        ),
        pytest.param(
            "Here are ten exercises for a stiff hand at home.",
            "The article gives ten exercises for a stiff hand at home.",
            id="pointing at a list that is not in the email",
        ),
        pytest.param(
            "A guide to grip and hand exercises for beginners.",
            "The article offers a guide to grip and hand exercises for beginners.",
            id="the piece itself",
        ),
        pytest.param(
            "Exercises for a stiff hand reduce pain and help you to grip.",
            "Exercises for a stiff hand reduce pain and help you to grip.",
            id="a sentence already",
        ),
        pytest.param(
            "There are exercises for a stiff hand that anyone can do.",
            "There are exercises for a stiff hand that anyone can do.",
            id="a sentence that says there are",
        ),
    ],
)
def test_a_list_becomes_a_sentence(seen, expected):
    """What a summary lists without a verb is said in a sentence, and nothing else is changed."""
    assert expected == blurb([seen], "A title", ABOUT)


def test_background_opens_a_blurb_at_most():
    """How common a problem is tells a reader less than what to do about it: one such sentence may come before."""
    common = "A stiff hand is one of the most common problems after a stroke for many people."
    advice = "Stretch each finger of your stiff hand slowly and ask your therapist for a splint."

    said = blurb([f"{common} {common} {common} {advice}"], "A title", ABOUT)

    assert said.endswith(advice[1:])
    assert said.count(common) <= 1


@pytest.mark.parametrize("seen", ["Hand exercises for a stiff hand.", "Exercises can help a stiff hand."])
def test_nothing_that_the_title_says(seen):
    """A sentence that only repeats the title is no blurb."""
    assert blurb([seen], "Hand exercises can help a stiff hand", ABOUT) == ""


def test_no_half_of_a_story_that_harms():
    """What could harm without the rest of its article is in no blurb."""
    risky = "Stop your blood thinners as soon as the hand feels strong after your stroke."
    safe = "A warm towel can help a stiff hand to open, and so can a splint."

    assert blurb([risky], "A title", ABOUT) == ""
    assert blurb([f"{safe} {risky}"], "A title", ABOUT) == ""


def test_a_blurb_begins_where_the_text_does():
    """Orders from the middle of a text are not torn from what it begins with."""
    opening = "A weak hand is heavy after a stroke."
    orders = "Rest the hand on a pillow. Put it in the sleeve first. Ask your therapist for a splint for the hand."

    assert blurb([f"{opening} {orders}"], "A title", ABOUT).startswith(opening)


def test_what_is_said_to_be_corrected():
    """What many people believe comes with its correction, or not at all."""
    belief = "You might have heard that a stiff hand stops getting better after six months."

    assert blurb([belief], "A title", ABOUT) == ""
    assert blurb([f"{belief} It does not."], "A title", ABOUT) == ""
    assert (
        blurb([f"{belief} It can get better for years."], "A title", ABOUT) == f"{belief} It can get better for years."
    )


def test_the_better_text():
    """The page speaks where the summary only describes a problem."""
    page = "A stiff hand can be opened in three ways: warm water, slow stretches, and a splint at night."

    assert page == blurb(["A stiff hand is a problem for many people after a stroke.", page], "A title", ABOUT)


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        pytest.param(
            "Stretch your hand, grip a cup, rest it at night.",
            "The article’s advice: stretch your hand, grip a cup, and rest it at night.",
            id="instructions",
        ),
        pytest.param(
            "Three things help a stiff hand to open: a towel, a splint, warm water.",
            "Three things help a stiff hand to open: a towel, a splint, and warm water.",
            id="things",
        ),
        pytest.param(
            "Two things help a stiff hand to open: a warm towel, a splint.",
            "Two things help a stiff hand to open: a warm towel and a splint.",
            id="two things",
        ),
        pytest.param(
            "Open a stiff hand slowly by soaking, stretching, resting.",
            "The article’s advice: open a stiff hand slowly by soaking, stretching, and resting.",
            id="what one does",
        ),
        pytest.param(
            "Stretch your hand, ask a friend to look for redness or swelling.",
            "The article’s advice: stretch your hand, and ask a friend to look for redness or swelling.",
            id="an instruction with an or of its own",
        ),
        pytest.param(
            "Use splints, towels and warm water, stretch your hand, take more time.",
            "The article’s advice: use splints, towels and warm water; stretch your hand; and take more time.",
            id="a row in a row",
        ),
        pytest.param(
            "Practise, stretch your stiff hand, take more time.",
            "The article’s advice: stretch your stiff hand, and take more time.",
            id="a word that does not say at what",
        ),
        pytest.param(
            "Tips for people with a stiff hand: keep it warm at night.",
            "The article gives tips for people with a stiff hand. One tip: keep it warm at night.",
            id="one of several",
        ),
        pytest.param(
            "Try two things for a stiff hand: rest, which takes time, or a splint.",
            "The article’s advice is to try two things for a stiff hand: rest, which takes time, or a splint.",
            id="a row that is whole",
        ),
    ],
)
def test_a_row_ends_in_and(seen, expected):
    """Things in a row get the "and" that a summary left out."""
    assert expected == blurb([seen], "A title", ABOUT)


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        pytest.param(
            "Spasticity can keep your hand closed for much of the day.",
            "Spasticity (stiff, tight muscles) can keep your hand closed for much of the day.",
            id="a term",
        ),
        pytest.param(
            "Spasticity means stiff muscles that keep your hand closed.",
            "Spasticity means stiff muscles that keep your hand closed.",
            id="the sentence explains it",
        ),
        pytest.param(
            "Tight muscles keep your hand closed, and exercises for spasticity of the stiff hand help.",
            "Tight muscles keep your hand closed, and exercises for spasticity of the stiff hand help.",
            id="plain words stand near it",
        ),
        pytest.param(
            "I had a stroke in spring. My spasticity keeps my hand closed for much of the day.",
            "A survivor writes: “I had a stroke in spring. "
            "My spasticity [stiff, tight muscles] keeps my hand closed for much of the day.”",
            id="square brackets in somebody's words",
        ),
    ],
)
def test_hard_terms_are_explained(seen, expected):
    """A term that a nurse would explain has plain words beside it, once."""
    assert expected == blurb([seen], "A title", ABOUT)


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        pytest.param(
            "What is a stiff hand, how does it affect your grip, and what can a splint do?",
            "The article explains what a stiff hand is, how it affects your grip, and what a splint can do.",
            id="questions that stay open",
        ),
        pytest.param(
            "Why has my hand become stiff at night?",
            "The article explains why your hand has become stiff at night.",
            id="a reader's question",
        ),
        pytest.param(
            "How can you open a stiff hand at night? Try a splint and warm water.",
            "How can you open a stiff hand at night? The article’s advice: try a splint and warm water.",
            id="answered",
        ),
        pytest.param(
            "For people who live with a stiff hand. Stretch each finger slowly and rest.",
            "The article is for people who live with a stiff hand. Its advice: stretch each finger slowly and rest.",
            id="whom it is for",
        ),
        pytest.param(
            "Warm water can open the hand. For people with a stiff hand this may be a help.",
            "Warm water can open the hand. For people with a stiff hand this may be a help.",
            id="a sentence about them",
        ),
        pytest.param(
            "Join our nurse talking about how a splint opens a stiff hand.",
            "The article covers how a splint opens a stiff hand.",
            id="an invitation",
        ),
        pytest.param(
            "What is a stiff hand, and how a splint opens it. Wear one at night.",
            "The article covers what a stiff hand is, and how a splint opens it. Its advice: wear one at night.",
            id="a question that is none",
        ),
        pytest.param(
            "Juggle five things on your kitchen table with a stiff hand.",
            "Juggle five things on your kitchen table with a stiff hand.",
            id="an order, whatever its verb",
        ),
    ],
)
def test_what_an_article_covers(seen, expected):
    """A question that stays open, a bare "for whom" and an invitation become what the article gives."""
    assert expected == blurb([seen], "A title", ABOUT)


def test_no_opening_jumps_over_steps():
    """An opening from further up does not come before the last of several steps."""
    opening = "If you do one thing for your stiff hand, choose this exercise."
    seen = f"{opening} Sit on a firm chair. Put your hand on a table, slide it forward, and count. Turn the palm up."

    assert "choose this exercise. Turn the palm up." not in blurb([seen], "A stiff hand", ABOUT)


def test_three_sentences_at_most():
    """Tired readers get three sentences at most, an opening from further up among them."""
    seen = "A stiff hand is common. Warm it. Stretch your hand slowly. Rest your hand at night. Ask for a hand splint."

    assert len(text.sentences(blurb([seen], "A stiff hand", ABOUT))) == 3


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        pytest.param(
            "Warm water helps a stiff hand to open; ask your therapist about a splint.",
            "Warm water helps a stiff hand to open.",
            id="an instruction after a statement",
        ),
        pytest.param(
            "What is a stiff hand, and how splints help; rest it during all activities.",
            "The article covers what a stiff hand is, and how splints help.",
            id="an instruction after what the article covers",
        ),
        pytest.param(
            "Stretch your stiff hand in water; ask your therapist about a splint.",
            "The article’s advice: stretch your stiff hand in water; ask your therapist about a splint.",
            id="two instructions",
        ),
        pytest.param(
            "Warm water helps a stiff hand to open; a splint keeps it open.",
            "Warm water helps a stiff hand to open; a splint keeps it open.",
            id="two statements",
        ),
    ],
)
def test_what_follows_a_semicolon(seen, expected):
    """An instruction that is tacked on to a statement is cut."""
    assert expected == blurb([seen], "A title", ABOUT)


@pytest.mark.parametrize(
    "worse",
    [
        pytest.param("You might get a dangerous sore inside of a hand that stays closed.", id="a danger"),
        pytest.param("Hand impairments in patients have a high prevalence and poor outcomes.", id="clinicians' words"),
        pytest.param("The right tools can significantly improve the grip of your hand.", id="sellers' words"),
        pytest.param("Train your weak hand on every day and gradually increase.", id="without its object"),
    ],
)
def test_what_ranks_low(worse):
    """A blurb does not end on a danger, talk about patients or sell: it says what helps."""
    better = "Stretch each finger of your stiff hand slowly twice a day, and then ask your therapist for a splint."

    assert f"The article’s advice: s{better[1:]}" == blurb([f"{better} {worse}"], "A title", ABOUT)


def test_nothing_is_known_that_was_left_out():
    """A blurb does not speak of "the glove" if only a sentence that is not in it tells of one."""
    seen = "A robotic glove was built by three firms, according to a study of 2019. The glove helps a hand to open."

    assert not blurb([seen], "A title", ABOUT).startswith("The glove")


def test_the_treatment_is_the_one_in_the_title():
    """A text that begins with "The treatment" is about the one that its title names."""
    seen = "The treatment can open a stiff hand. But does it last? Nobody has looked at that for more than a month."

    expected = seen.replace("The treatment", "Robot therapy")

    assert expected == blurb([seen], "Robot Therapy: a closer look", ABOUT)


@pytest.mark.parametrize(
    "sentence",
    [
        "Our therapists help you to open a stiff hand.",
        "Call us to learn more about your stiff hand.",
        "Book an assessment of your stiff hand this week.",
        "Watch the full video on how to open a stiff hand.",
        "We offer hand therapy in three centers of the region.",
        "The grip trainer for a weak hand costs $49 this week.",
    ],
)
def test_no_blurb_sells(sentence):
    """An offer or a call to act is no blurb, whatever its topic."""
    assert blurb([sentence], "A title", ABOUT) == ""


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        pytest.param(
            "My stroke took my left hand at 44. I cook every meal now.",
            "A survivor writes: “My stroke took my left hand at 44. I cook every meal now.”",
            id="a survivor",
        ),
        pytest.param(
            "My husband had a stroke in his garden. I was told that his hand would stay closed.",
            "A family member writes: "
            "“My husband had a stroke in his garden. I was told that his hand would stay closed.”",
            id="family",
        ),
        pytest.param(
            "I know how hard a stiff hand can be on bad days.",
            "The author writes: “I know how hard a stiff hand can be on bad days.”",
            id="nobody knows who",
        ),
    ],
)
def test_whose_words(seen, expected):
    """What is said in the first person comes with who says it: the newsletter itself had no stroke."""
    assert expected == blurb([seen], "A title", ABOUT)


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        pytest.param(
            "Is your hand stiff? Warm water can help it to open.",
            "Is your hand stiff? Warm water can help it to open.",
            id="a question and its answer",
        ),
        pytest.param(
            "Warm water relaxes a stiff hand . Then stretch each finger slowly .",
            "Warm water relaxes a stiff hand. Then stretch each finger slowly.",
            id="no gap where a picture stood",
        ),
    ],
)
def test_pairs(seen, expected):
    """Two sentences may go together where the first one gives the second its meaning."""
    assert expected == blurb([seen], "A title", ABOUT)


@pytest.mark.parametrize(
    ("words", "title", "expected"),
    [
        ("Gentle stretches help a stiff hand.", "Stiff hand?", "Gentle stretches help a **stiff hand**."),
        ("A survivor writes: “My hand is back.”", "Hand", "A survivor writes: “My **hand** is back.”"),
        ("Rest well at night.", "Fatigue", "Rest well at night."),
        ("You may have depressive thoughts.", "Depression", "You may have **depressive thoughts**."),
        ("With preparation you can go far.", "Travel", "With **preparation** you can go far."),
        ("Sarah is now a teacher.", "Sarah", "Sarah is now a **teacher**."),
        (
            "Overcome memory problems with a diary.",
            "How to overcome memory problems",
            "Overcome **memory** problems with a diary.",
        ),
        ("The hand's grip can grow.", "", "The hand's **grip** can grow."),
        ("Say how you feel about a weak side.", "How to talk about it", "Say how you feel about a weak side."),
    ],
)
def test_key_words_in_bold(words, title, expected):
    """One to three key words are bold: what the title or the topic names, else the longest thing named at all."""
    assert expected == in_bold(words, title, ABOUT - {"stroke"})


def test_blurbs_are_from_the_source():
    """Every blurb is from its article, in 40 words at most, without our bold marks."""
    own = [article(a.title, f"**Hello.** {a.summary}", a.source) for a in good()]

    for story in drafted(own).stories:
        one = next(a for a in own if a.title == story.title)
        said = story.blurb.replace("**", "").replace("The article’s advice: ", "\n").replace("Its advice: ", "\n")
        assert all(sentence.lower() in one.summary.lower() for sentence in text.sentences(said))
        assert len(text.words(story.blurb)) <= 40


def test_blurb_from_the_page():
    """Without a summary the fetched page speaks."""
    one = article("Hand exercises after stroke you can do at home")
    page = "Menu Home Contact. " + "Your hand can grow stronger after a stroke. " + "Rest well. " * 300

    story = drafted([one], {one.url: page}).stories[0]

    assert (story.blurb.startswith("Your **hand** can grow stronger after a stroke."), story.minutes) == (True, 4)


def test_no_sentence_at_all():
    """Without any usable sentence the blurb says what the article is, truly."""
    story = drafted([article("Hand exercises help stroke survivors to grip again", "", "Hands Again")]).stories[0]

    assert (story.blurb, story.minutes) == ("An article on hand exercises from Hands Again.", None)


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        pytest.param(
            "Practising with your hand at the Leisure Centre can help you to realise your favourite programmes.",
            "Practicing with your hand at the Leisure Centre can help you to realize your favorite programs.",
            id="words, but no names",
        ),
        pytest.param(
            "A physiotherapist and a speech and language therapist can help with the hand.",
            "A physical therapist and a speech therapist can help with the hand.",
            id="what others call a profession",
        ),
        pytest.param(
            "Exercise and surprise can raise the mood, and we advise and promise that the hand may open.",
            "Exercise and surprise can raise the mood, and we advise and promise that the hand may open.",
            id="words that both spell alike",
        ),
        pytest.param(
            "My favourite colour helps me. I practise with my hand since my stroke.",
            "A survivor writes: “My favourite colour helps me. I practise with my hand since my stroke.”",
            id="somebody's own words",
        ),
    ],
)
def test_american_spelling(seen, expected):
    """A blurb is in American spelling, and quotes people as they write."""
    assert expected == blurb([seen], "A title", ABOUT)


def test_spelling_of_other_readers():
    """For other readers than Americans a blurb is spelled as its article is."""
    seen = "A favourite programme can help the hand to open."

    assert blurb([seen], "A title", ABOUT, american=False) == seen
    british = (Newsletter(title="T", language="en-GB"), Newsletter(title="T", emergency="999"))
    assert (Newsletter(title="T").american, *(news.american for news in british)) == (True, False, False)


@pytest.mark.parametrize(
    ("seen", "speaker"),
    [
        ("My husband had a stroke in May. I help him to stretch his stiff hand.", "A family member"),
        ("My wife took me home after my stroke. I stretch my stiff hand in the evening.", "A survivor"),
        ("My daughter likes my stiff hand. I stretch it in the evening.", "The author"),
        ("Dad has a stiff hand. We stretch it in the evening, and slowly it opens.", "The author"),
    ],
)
def test_who_had_the_stroke(seen, speaker):
    """Who writes is told as far as the article says who had the stroke."""
    assert blurb([seen], "A title", ABOUT) == f"{speaker} writes: “{seen}”"


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        pytest.param(["Sleep well", "B", "C"], "Sleep well + 2 more", id="title and the rest"),
        pytest.param(["Sleep well"], "Sleep well", id="one"),
        pytest.param(
            ["Sleeping better after a stroke: what really helps you at night", "B"],
            "Sleeping better after a stroke + 1 more",
            id="before the colon",
        ),
        pytest.param([], "", id="none"),
    ],
)
def test_subject(titles, expected):
    """The subject is the first title, and how many more there are."""
    assert expected == subject([Story(title=t, url="https://a.example/") for t in titles])


@pytest.mark.parametrize("topics", [(), ("hand",), ("hand", "sleep"), tuple(profile().topics)])
def test_lengths(topics):
    """Subject and preheader fit, whatever the picks."""
    stories = [Story(title="word " * 30, url="https://a.example/", topic=topic) for topic in ("pain", *topics)]

    assert 0 < len(subject(stories)) <= 60
    assert 40 <= len(preheader(stories, profile())) <= 90


def test_why():
    """The reasons are short clauses, each with points behind it; what came lately is no reason for it."""
    past = [Sent(url="https://a.example/", date=NOW.date().replace(day=9), topic="hand", title="Grip")]

    story = drafted(good(1), past=past).stories[0]

    assert story.why[0] == "Hand exercises"
    assert not [why for why in story.why if "last covered" in why]
    assert len(story.why) <= 5


def test_offered_blurb():
    """A blurb from the editor's own program is taken as text, and marked for the editor to touch."""
    one = good(1)[0]

    issue = draft(chosen([one]), number=1, day=DAY, profile=profile(), pages={}, offers={one.url: " Grip\n a cup. "})

    assert (issue.stories[0].blurb, issue.stories[0].draft) == ("Grip a cup.", True)


def test_blurb_command(tmp_path):
    """The program reads an article's text; one that fails or is missing is a warning, and no blurb."""
    warnings = []
    texts = {"https://a.example/": "grip"}
    (tmp_path / "louder.sh").write_text("#!/bin/sh\ntr a-z A-Z\n")
    (tmp_path / "louder.sh").chmod(0o755)

    def offered(command):
        asked = (
            f'[newsletter]\ntitle = "T"\n[[feeds]]\nurl = "a.xml"\nname = "A"\n[choose]\nblurb_command = "{command}"\n'
        )
        return offered_blurbs(read(asked, tmp_path), texts, warn=warnings.append)

    assert {"https://a.example/": "GRIP"} == offered("tr a-z A-Z") == offered("./louder.sh")
    assert offered("") == {}
    assert warnings == []
    assert {} == offered("false") == offered("no-such-program-here")
    assert len(warnings) == 2
