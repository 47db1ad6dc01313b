"""`monday shots`: real pictures from a real Chromium."""

import struct

import pytest

from pipeline import compose
from pipeline.outside.browser import shots
from tests import tools
from tests.compose import sample


@pytest.mark.browser
@pytest.mark.prove
def test_shots(tmp_path):
    """One PNG per way to look at the issue, each as wide as it says and as long as the whole email."""
    tools.need("chromium", "chromium")
    html = compose.email(sample.issue(), sample.newsletter(), sample.TEMPLATES).html

    written = shots.shoot(html, tmp_path / "shots")

    assert [f"{shot.name}.png" for shot in shots.SHOTS] == [path.name for path in written]
    for shot, path in zip(shots.SHOTS, written, strict=True):
        data = path.read_bytes()
        width, height = struct.unpack(">II", data[16:24])
        assert data[:4] == b"\x89PNG"
        assert shot.width * shot.scale == width
        assert height > 3000
