"""What goes wrong."""


class Trouble(Exception):
    """Could not be done; the text says why and what to do."""
