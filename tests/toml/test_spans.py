"""A line is found where a person would look for it, whatever the strings and comments around it say."""

import pytest

from pipeline.toml import line

TEXT = '''\
# [schedule]
title = """
title = 5
[[feeds]]
"""

[schedule]   # [[feeds]]
skip = [
  2026-12-07,  # a "holiday
  # 2026-12-14,
  2026-12-28,
]
brand = { colour = "#0b5a5a", logo = "a # b" }
a.b . "c d" = 1

[[feeds]]
url = "a"
[feeds.more]
x = 1
[[feeds]]
  "url"='b'
other = [
  { url = "x" },
  { url = "y", name = [ "[", "]" ,
    "z" ] },
]
'''


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (["title"], 2),
        (["schedule"], 7),
        (["schedule", "time"], 7),
        (["schedule", "skip", 0], 9),
        (["schedule", "skip", 1], 11),
        (["schedule", "skip", 2], 8),
        (["schedule", "brand", "logo"], 13),
        (["schedule", "a", "b", "c d"], 14),
        (["feeds"], 16),
        (["feeds", 0, "url"], 17),
        (["feeds", 0, "more", "x"], 19),
        (["feeds", 1, "url"], 21),
        (["feeds", 1, "other", 0, "url"], 23),
        (["feeds", 1, "other", 1, "name", 2], 25),
        (["nothing"], 1),
    ],
)
def test_the_line_of_a_path(path, expected):
    """It is where the value is written, down to an item of a list; else where its nearest parent is."""
    assert expected == line(TEXT, path)
