"""What is wrong in a hand-edited file is reported by every command at its own line, however odd the file."""

import pytest

from tests.newsletter import DAY, call, plain

DEEP = 5000
PARTS = 1500  # of a dotted key: the standard library looks at each part once more for each part before it
EVERGREEN = '''\
[[standing]]
title = "Rest"
source = "A"
review = 2027-05-01
blurb = """
How to rest:
url = "https://a.example/"
"""
url = "a.example"
'''


@pytest.fixture
def folder(tmp_path):
    return plain(tmp_path)


def test_a_line_inside_a_blurb_is_no_key(folder):
    """A bad address is reported where it stands, not where a text above it has a line that looks like one."""
    (folder / "evergreen.toml").write_text(EVERGREEN)

    said = call(folder, "run", "--issue", "next")

    assert (
        said.exit_code,
        said.stderr.splitlines()[-2].partition(" (it is")[0],
    ) == (78, "Error: evergreen.toml:9: url: a web address is needed, such as https://example.org/monday/")


NESTED = "lists or tables are nested too deeply"
LARGE = "this number is too large"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        pytest.param(f"x = {'[' * DEEP}{']' * DEEP}", NESTED, id="lists"),
        pytest.param(f"x = {'{a=' * DEEP}1{'}' * DEEP}", NESTED, id="tables"),
        pytest.param(f"x{'.a' * PARTS} = 1", NESTED, id="a dotted key"),
        pytest.param(f"[x{'.a' * PARTS}]", NESTED, id="a header"),
        pytest.param(f"x = {'9' * DEEP}", LARGE, id="digits"),
        pytest.param(f"x = 0x{'f' * DEEP}", LARGE, id="hexadecimal digits"),
    ],
)
@pytest.mark.parametrize("name", ["newsletter.toml", "evergreen.toml", f"issues/{DAY}/issue.toml"])
def test_absurd_input_is_reported_in_words(folder, line, words, name):
    """What Python cannot carry is an error like any other: the file, the line, and what to do."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text((file.read_text() if file.exists() else "# mine\n") + "\n" + line + "\n")
    count = len(file.read_text().splitlines())

    said = call(folder, "status" if name.endswith("/issue.toml") else "choose")

    assert f"{file.name}:{count}: {words}" in said.output
    assert "Traceback" not in said.output
