"""Templates and tables: shipped ones, and the editor's own over them."""

import pytest

from pipeline.config import resources
from pipeline.errors import TemplateError


def test_own_template_wins_and_can_extend_the_shipped_one(tmp_path):
    """A template in the newsletter's folder replaces the shipped one, which stays reachable."""
    shipped = resources.templates(tmp_path)
    name = next(name for name in shipped if not name.startswith("shipped/"))
    (tmp_path / "templates" / name).parent.mkdir(parents=True)
    (tmp_path / "templates" / name).write_text("mine")

    found = resources.templates(tmp_path)

    assert found[name] == "mine"
    assert shipped[name] == found[f"shipped/{name}"]


def test_template_in_another_encoding(tmp_path):
    """A template that is not UTF-8 is named."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "x.html").write_bytes(b"caf\xe9")

    with pytest.raises(TemplateError) as caught:
        resources.templates(tmp_path)

    assert str(caught.value) == "templates/x.html:1: this is not UTF-8 text"


def test_a_template_with_a_byte_order_mark(tmp_path):
    """An editor's own template may come from Windows: its mark and its line ends reach no reader."""
    own = tmp_path / "templates" / "email" / "email.txt"
    own.parent.mkdir(parents=True)
    own.write_bytes(b"\xef\xbb\xbfHello\r\n{{ page.subject }}\r\n")

    assert resources.templates(tmp_path)["email/email.txt"] == "Hello\n{{ page.subject }}\n"
