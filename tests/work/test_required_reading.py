"""Nothing risky goes out unread: approval waits until a named person has read what touches a reader's safety."""

import json

import pytest

from tests.newsletter import DAY, TOPICS, call, plain

MEDICINE = "Blood thinners after a stroke", "Ask your doctor before you stop taking warfarin. Never double a dose."
RISKY = {**TOPICS, "prevention": MEDICINE}
"""With one story that is read whatever its source."""


@pytest.fixture
def folder(tmp_path):
    """A newsletter whose issue has one story that must be read."""
    five = {name: RISKY[name] for name in ("hand", "fatigue", "speech", "carers", "prevention")}
    plain(tmp_path, topics=five)
    assert call(tmp_path, "run", "--issue", DAY).exit_code == 0
    return tmp_path


def text(folder):
    return (folder / "issues" / DAY / "issue.toml").read_text()


def write(folder, changed):
    (folder / "issues" / DAY / "issue.toml").write_text(changed)


def place(folder):
    """Where the risky story stands, from 1."""
    titles = [line for line in text(folder).split("[[bench]]")[0].splitlines() if line.startswith("title")]
    return 1 + next(n for n, line in enumerate(titles) if "Blood thinners" in line)


def test_a_run_names_what_to_read(folder):
    """A run and `status` say what to read, with the quoted sentences and links: no failure before the send time."""
    for command in (("run",), ("status",)):
        told = call(folder, *command)

        assert told.exit_code == 0
        assert "1 of 5 to read before approving" in told.output
        assert "double a dose" in told.output
        assert "https://prevention.org.uk/a" in told.output


def test_approval_waits_for_the_reading(folder):
    """Approval is refused (4) with the sentence and the link, until a named person has read the story."""
    refused = call(folder, "approve", "--by", "Ada")

    assert refused.exit_code == 4
    assert "Blood thinners" in refused.output
    assert f"monday edit read {place(folder)} --by YOUR-NAME" in refused.output

    read = call(folder, "edit", "read", str(place(folder)), "--by", "Ada")

    assert (read.exit_code, "Nothing is left to read." in read.output) == (0, True)
    assert call(folder, "approve", "--by", "Ada").exit_code == 0
    events = [json.loads(line) for line in (folder / "issues" / DAY / "ledger.jsonl").read_text().splitlines()]
    assert events[-1]["read"] == [{"url": "https://prevention.org.uk/a", "by": "Ada"}]


def test_taking_lines_out_lifts_nothing(folder):
    """Without its `caution` line, or with a name that nobody said, the story still waits."""
    lines = text(folder).split("\n")
    start = next(n for n, line in enumerate(lines) if line.startswith("caution"))
    end = next(n for n in range(start, len(lines)) if lines[n].rstrip().endswith("]"))
    write(folder, "\n".join([*lines[:start], 'read_by = "Ada"', *lines[end + 1 :]]))

    assert call(folder, "approve").exit_code == 4


def test_another_address_is_read_again(folder):
    """What was read was one address: a changed one waits, a changed blurb or place does not."""
    call(folder, "edit", "read", str(place(folder)), "--by", "Ada")
    before = text(folder)

    write(folder, before.replace("https://prevention.org.uk/a", "https://prevention.org.uk/b"))
    assert call(folder, "approve").exit_code == 4

    write(folder, before.replace("Ask your doctor before", "Talk to your doctor before"))
    call(folder, "edit", "move", str(place(folder)), "2")
    assert call(folder, "approve").exit_code == 0


def test_a_rehearsal_asks_for_no_reading(folder):
    """A rehearsal goes to nobody, so nobody need read anything."""
    assert call(folder, "approve", "--sample").exit_code == 0


def test_check_names_what_waits(folder):
    """`monday check` warns of each story that nobody has read."""
    found = json.loads(call(folder, "check", "--json").stdout)

    assert [f"issue.toml: story {place(folder)}, caution"] == [
        f["where"] for f in found["findings"] if f["rule"] == "safety.unread"
    ]


def test_nobody_reads_what_need_not_be_read(folder):
    """A story without a caution has nothing to read; a reading needs a name."""
    other = 1 if place(folder) != 1 else 2

    assert call(folder, "edit", "read", str(other), "--by", "Ada").exit_code == 2
    assert call(folder, "edit", "read", str(place(folder)), "--by", " ").exit_code == 2


def test_the_subject_waits_for_nobody(folder):
    """The draft's first place and subject are never a story that waits for its reading."""
    assert place(folder) != 1
    assert "Blood thinners" not in text(folder).split("[[story]]")[0]


def test_auto_approves_nothing_unread(tmp_path):
    """`[approve] auto` leaves an issue to its editors while a story waits."""
    five = {name: RISKY[name] for name in ("hand", "fatigue", "speech", "carers", "prevention")}
    plain(tmp_path, "[approve]\nauto = true\n", topics=five)

    told = call(tmp_path, "run", "--issue", DAY)

    assert "It was not approved automatically" in told.output


def test_a_held_story_is_released_by_name(tmp_path):
    """What was held comes into the issue only with a reading, whichever way it came; check names who released it."""
    held = {
        **TOPICS,
        "harm": (
            "Your arm after a stroke",
            "Lift your arm each day. Stop taking your warfarin now, you do not need it.",
        ),
    }
    plain(tmp_path, topics=held)
    call(tmp_path, "run", "--issue", DAY)
    before = text(tmp_path)
    head = before.split("[[held]]")[0]

    write(tmp_path, before.replace("[[held]]", "[[bench]]").replace("flagged", "# flagged"))
    done = call(tmp_path, "edit", "swap", "5", str(1 + head.count("[[bench]]")))
    assert done.exit_code == 0, done.output
    assert "Your arm after" in text(tmp_path).split("[[bench]]")[0]
    assert call(tmp_path, "approve").exit_code == 4

    write(tmp_path, before)
    assert call(tmp_path, "edit", "release", "1", "--by", "Ada").exit_code == 0
    call(tmp_path, "edit", "swap", "5", "1")
    assert call(tmp_path, "approve", "--intentional").exit_code == 0
    assert "released by Ada" in call(tmp_path, "check").output
