"""One toolbox for hand-edited TOML: strict reading with line numbers, spans, edits that lose nothing. No TOML writer
keeps comments with the block that an editor wrote them for, so edits work on spans of the text."""

from pipeline.toml.source import Plain, Source, block, encode, quoted
from pipeline.toml.spans import line, line_at
from pipeline.toml.strict import nearest, parse, read

__all__ = ["Plain", "Source", "block", "encode", "line", "line_at", "nearest", "parse", "quoted", "read"]
