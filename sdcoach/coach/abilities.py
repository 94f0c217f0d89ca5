"""What a host can do, learned from what it refused, and kept per address and model.

Hosts that speak Chat Completions differ in what they take: the ladder of structured answers,
the name of the token limit, single parameters. A refusal that names a parameter costs one
request, once; `sdcoach doctor` finds out anew.
"""

import json
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

from sdcoach import atomic, paths
from sdcoach.coach.profiles import Profile, host_of

Rung: TypeAlias = Literal["json_schema", "json_object", "text"]
RUNGS: tuple[Rung, ...] = get_args(Rung)
"""The ladder, from the strictest."""
LimitName: TypeAlias = Literal["max_tokens", "max_completion_tokens"]
BOUNDS = "schema-bounds"
"""Stands in `rejected` for `maxItems` and the like, which some hosts do not take in a schema."""

_REJECTABLE = frozenset(
    {BOUNDS, "temperature", "reasoning_effort", "stream_options", "seed", "provider"}
)
_LARGEST = 256 * 1024
_HOSTS_OF_OPENAI = ("api.openai.com", ".openai.azure.com")


class Abilities(NamedTuple):
    """What one model at one host takes."""

    rung: Rung = "json_schema"
    limit_name: LimitName = "max_tokens"
    rejected: frozenset[str] = frozenset()

    def without(self, parameter: str) -> "Abilities":
        """Return them with a parameter the host does not take: dropped, or its other name used."""
        if parameter == "max_tokens":
            return self._replace(limit_name="max_completion_tokens")
        if parameter == "max_completion_tokens":
            return self._replace(limit_name="max_tokens")
        return self._replace(rejected=self.rejected | {parameter})

    def lower(self) -> "Abilities":
        """Return them one rung down; the lowest stays."""
        return self._replace(rung=lower_rung(self.rung) or self.rung)


def lower_rung(rung: Rung) -> Rung | None:
    """Return the rung below, or None at the lowest."""
    place = RUNGS.index(rung) + 1
    return RUNGS[place] if place < len(RUNGS) else None


def first_guess(profile: Profile) -> Abilities:
    """Return what to try first: OpenAI's newer models refuse `max_tokens`, others know only it."""
    host = host_of(profile)
    newer = any(
        host == known or (known[0] == "." and host.endswith(known)) for known in _HOSTS_OF_OPENAI
    )
    return Abilities(limit_name="max_completion_tokens" if newer else "max_tokens")


class Memory:
    """What is known of all hosts, in one small file that may be deleted at any time."""

    def __init__(self, file: Path | None = None) -> None:
        self.file = file or paths.data_home() / "model_abilities.json"

    def of(self, profile: Profile) -> Abilities:
        """Return what is known of the profile's model, or the first guess.

        Reads the file: call it in a thread.
        """
        known = self._read().get(profile.base_url, {})
        entry = known.get(profile.model) if isinstance(known, dict) else None
        return _decoded(entry) or first_guess(profile)

    def keep(self, profile: Profile, abilities: Abilities) -> bool:
        """Write down what is known now; return whether it could be written.

        Writes the file: call it in a thread.
        """
        hosts = self._read()
        models = hosts.get(profile.base_url)
        entry = {
            "rung": abilities.rung,
            "limit_name": abilities.limit_name,
            "rejected": sorted(abilities.rejected),
        }
        hosts[profile.base_url] = {
            **(models if isinstance(models, dict) else {}),
            profile.model: entry,
        }
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            atomic.write_text(self.file, json.dumps(hosts, ensure_ascii=False, indent=1) + "\n")
        except OSError:
            return False
        return True

    def _read(self) -> dict[str, Any]:
        try:
            if self.file.stat().st_size > _LARGEST:
                return {}
            found = json.loads(self.file.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}  # what is not known is learned again
        return found if isinstance(found, dict) else {}


def _decoded(entry: Any) -> Abilities | None:
    if not isinstance(entry, dict):
        return None
    rejected = entry.get("rejected")
    if (
        entry.get("rung") not in RUNGS
        or entry.get("limit_name") not in get_args(LimitName)
        or not isinstance(rejected, list)
        or not all(isinstance(one, str) for one in rejected)
    ):
        return None
    return Abilities(entry["rung"], entry["limit_name"], _REJECTABLE & frozenset(rejected))
