"""Metrics and declared usage become Usage: what the stack will need, with a distribution and its provenance."""
