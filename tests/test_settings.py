"""newsletter.toml is changed by its text: whatever an editor's program wrote around it stays."""

import pytest

from pipeline.config import settings
from pipeline.errors import ConfigError, Conflict

TEXT = '[newsletter]\ntitle = "Ours"  # and a word\n\n\n[[feeds]]\nurl = "https://a.example/feed"\nname = "A"\n\n\n'
ADDED = '[[feeds]]\nurl = "https://b.example/feed"\nname = "B"\n'


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "mark"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["unix", "windows"])
def test_all_other_bytes_stay(tmp_path, mark, ends):
    """A byte order mark, the kind of line ends and blank lines are as before; only what was added is new."""
    file = tmp_path / "newsletter.toml"
    before = mark + TEXT.replace("\n", ends).encode()
    file.write_bytes(before)

    settings.change(tmp_path, lambda text: text + ADDED)

    assert before + ADDED.replace("\n", ends).encode() == file.read_bytes()


def test_mixed_ends_are_left_as_they_are(tmp_path):
    """In a file with both kinds of line ends no line is touched."""
    before = TEXT.replace("\n", "\r\n", 3).encode()
    (tmp_path / "newsletter.toml").write_bytes(before)

    settings.change(tmp_path, lambda text: text + ADDED)

    assert before + ADDED.encode() == (tmp_path / "newsletter.toml").read_bytes()


def test_nothing_is_written_that_cannot_be_read(tmp_path):
    """A change that breaks the file, or comes too late, leaves it as it was."""
    file = tmp_path / "newsletter.toml"
    file.write_text(TEXT)

    with pytest.raises(ConfigError):
        settings.change(tmp_path, lambda text: text + "[[feeds]\n")
    with pytest.raises(Conflict):
        settings.change(tmp_path, lambda text: text + ADDED, before=b"[newsletter]\n" + TEXT.encode()[13:-1])
    assert TEXT == file.read_text()
