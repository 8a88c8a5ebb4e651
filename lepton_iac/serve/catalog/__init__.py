"""The price book seen as vendors' product lists: products with attributes, each with its offers."""
