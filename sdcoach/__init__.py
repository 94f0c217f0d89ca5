"""sdcoach: rehearse system design interviews in a terminal, alone and offline."""

__version__ = "0.1.0"
