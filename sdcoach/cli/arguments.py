"""Reading the options of a command: argparse, with our errors."""

import argparse
from typing import NoReturn

from sdcoach.errors import UsageError


class Parser(argparse.ArgumentParser):
    """An `ArgumentParser` that raises `UsageError` and matches no shortened options."""

    def __init__(self, command: str, description: str, **options: object) -> None:
        super().__init__(
            prog=f"sdcoach {command}" if command else "sdcoach",
            description=description,
            allow_abbrev=False,
            **options,  # type: ignore[arg-type]
        )

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command line.

        Raises:
            UsageError: Always.
        """
        raise UsageError(message, hint=f"`{self.prog} --help` shows what it takes")
