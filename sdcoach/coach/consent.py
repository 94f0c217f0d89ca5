"""What a person has agreed to send, and to which host. Nothing is sent before they have."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TypeAlias

from sdcoach import atomic, paths
from sdcoach.errors import StorageError

Kind: TypeAlias = Literal["notes", "talk"]
"""`notes` and sheet of a finished attempt, or the `talk` of a running interview."""
WHAT: dict[Kind, str] = {
    "notes": "your notes and sheet of one interview, what you were told in it, and the question "
    "with its reference answer and the rubric",
    "talk": "what you ask during an interview, the last of your notes, and what the interviewer "
    "may say",
}
"""In words, what is sent."""


class Consent:
    """The agreements, in one small file that may be deleted at any time."""

    def __init__(self, file: Path | None = None) -> None:
        self.file = file or paths.data_home() / "consent.json"

    def given(self, host: str, kind: Kind) -> bool:
        """Whether this kind may be sent to this host. Reads the file."""
        return kind in self._read().get(host, {})

    def give(self, host: str, kind: Kind) -> None:
        """Note that this kind may be sent to this host.

        Raises:
            StorageError: When it cannot be written down.
        """
        hosts = self._read()
        hosts.setdefault(host, {})[kind] = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._write(hosts)

    def withdraw(self, host: str) -> bool:
        """Forget what was agreed for a host; returns whether there was anything.

        Raises:
            StorageError: When it cannot be written down.
        """
        hosts = self._read()
        if host not in hosts:
            return False
        del hosts[host]
        self._write(hosts)
        return True

    def _read(self) -> dict[str, dict[str, str]]:
        try:
            found = json.loads(self.file.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}  # unreadable means not agreed
        if not isinstance(found, dict):
            return {}
        return {
            host: {kind: at for kind, at in kinds.items() if isinstance(at, str) and at}
            for host, kinds in found.items()
            if isinstance(kinds, dict)
        }

    def _write(self, hosts: dict[str, dict[str, str]]) -> None:
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            atomic.write_text(self.file, json.dumps(hosts, ensure_ascii=False, indent=1) + "\n")
        except OSError as error:
            raise StorageError(
                f"Your agreement cannot be written down: {error.strerror or error}.",
                place=str(self.file),
            ) from error
