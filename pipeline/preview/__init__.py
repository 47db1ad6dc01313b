"""The studio, on loopback."""
