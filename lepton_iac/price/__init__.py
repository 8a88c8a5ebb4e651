"""The price book and the bill: dated rows, tiers, look-ups that find exactly one row or say why not."""
