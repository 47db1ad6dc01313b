"""preview: the studio in the browser, on loopback. It shows and does what `work/` can."""

from pipeline.preview.render import Rendered
from pipeline.preview.serve import serve, serving
from pipeline.preview.studio import Studio

__all__ = ["Rendered", "Studio", "serve", "serving"]
