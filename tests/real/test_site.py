"""The site before the W3C's own validator."""

import subprocess

import pytest

from tests import tools
from tests.browser.test_site import PAGES, custom, written
from tests.compose import sites

pytestmark = [pytest.mark.real, pytest.mark.prove]


@pytest.mark.parametrize("form", [True, False], ids=["form", "no form"])
def test_valid(tmp_path, form):
    """No page has an error."""
    jar = tools.module("vnu-jar/build/dist/vnu.jar")
    java = tools.need("java", "default-jre-headless")
    written(tmp_path, custom() if form else sites.build([sites.public(n) for n in range(3)]))
    pages = [str(tmp_path / "a" / "monday" / path) for path in PAGES]

    done = subprocess.run(
        [java, "-jar", str(jar), "--errors-only", "--format", "gnu", "--exit-zero-always", *pages],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stderr == ""
