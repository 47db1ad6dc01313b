"""What settings and pages allow leads to an issue that can be approved."""

from tests.newsletter import call, plain


def test_a_home_beyond_ascii(tmp_path):
    """A newsletter whose home has an umlaut is approved like any other."""
    path = plain(tmp_path) / "newsletter.toml"
    path.write_text(path.read_text().replace("https://news.river", "https://über.river"))
    assert 0 == call(tmp_path, "run", "--issue", "next").exit_code

    said = call(tmp_path, "approve", "--by", "A. E.")

    assert (0, "") == (said.exit_code, said.stderr)
