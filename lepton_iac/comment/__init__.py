"""One string goes onto a pull request."""
