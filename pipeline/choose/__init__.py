"""Articles to five, each with its reasons. Pure."""
