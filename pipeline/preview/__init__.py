"""preview: the studio in the browser, on loopback. What it shows and does is handed in as the callables of `Studio`."""

from pipeline.preview.serve import serve, serving
from pipeline.preview.studio import Rendered, Studio

__all__ = ["Rendered", "Studio", "serve", "serving"]
