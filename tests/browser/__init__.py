"""Tests that drive a real Chromium: one package, as they share one browser."""
