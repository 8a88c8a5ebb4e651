"""The stage ``report``: pure functions from a ``Report`` to one string, without stdout, clock or network."""
