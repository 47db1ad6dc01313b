"""preview: the studio in the browser, on loopback. What it shows and does is handed in as the callables of `Studio`."""

from pipeline.preview.serve import serve, serving
from pipeline.preview.studio import Rendered, Standing, Studio, Tell

__all__ = ["Rendered", "Standing", "Studio", "Tell", "serve", "serving"]
