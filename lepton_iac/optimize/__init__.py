"""Cheaper configurations that keep every promise; pure functions over neutral properties."""
