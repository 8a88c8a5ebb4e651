"""The price and usage queries that Infracost's v0.10 command line sends, answered from the book and our forecasts."""
