"""The web to articles."""
