"""A web service over the same stages as the command line; nothing but ``cli/serve.py`` loads this room."""
