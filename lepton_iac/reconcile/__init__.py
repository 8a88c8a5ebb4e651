"""Estimates held against the bill that came: error, bias, what to fix, and days that were out of the ordinary."""
