"""Errors of starting up, in the words of the person who sees them."""


class StartError(Exception):
    """The service cannot start. The text is one sentence with the remedy."""
