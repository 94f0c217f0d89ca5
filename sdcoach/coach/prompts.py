"""The prompts: those shipped in prompts/, and a person's own in the configuration folder.

A file of one's own with the name of a shipped one takes its place.
"""

import difflib
from pathlib import Path
from typing import NamedTuple

from sdcoach import paths
from sdcoach.bank.problem import did_you_mean
from sdcoach.coach.promptfile import Prompt, parse_prompt
from sdcoach.errors import ContentError, NotFoundError, SdcoachError

_SUFFIX = ".md"
_MAX_BYTES = 200_000
_NOT_PROMPTS = frozenset({"README", "LICENSE", "CHANGELOG"})


class Listed(NamedTuple):
    """One prompt and where it comes from."""

    id: str
    path: Path
    own: bool
    """Whether it is the person's own, in place of a shipped one."""
    prompt: Prompt | None
    """None when it cannot be used."""
    error: SdcoachError | None


def own_folder() -> Path:
    """Return where a person's own prompts lie; need not exist."""
    return paths.config_dir() / "prompts"


def load_prompt(id: str) -> Prompt:
    """Return the prompt that is used under an id.

    Raises:
        NotFoundError: When there is none.
        ContentError: When its file does not hold together; nothing else is used instead.
    """
    return _read(_found(id)[0], id)


def listed() -> list[Listed]:
    """Return every prompt by id, broken ones too."""
    found = []
    for id in _ids():
        path, own = _found(id)
        try:
            found.append(Listed(id, path, own, _read(path, id), None))
        except SdcoachError as error:
            found.append(Listed(id, path, own, None, error))
    return found


def text_of(id: str) -> str:
    """Return the file of the prompt that is used.

    Raises:
        NotFoundError: When there is none.
        ContentError: When it cannot be read.
    """
    return _text(_found(id)[0])


def difference(id: str) -> list[str]:
    """Return how a person's own prompt differs from the shipped one, as a unified diff.

    Raises:
        NotFoundError: When there is no such prompt.
        ContentError: When a file cannot be read.
    """
    path, own = _found(id)
    shipped = paths.prompts_dir() / f"{id}{_SUFFIX}"
    if not own or not shipped.is_file():
        return []
    before, after = _text(shipped).splitlines(), _text(path).splitlines()
    names = f"shipped/{id}{_SUFFIX}", f"own/{id}{_SUFFIX}"
    return list(difflib.unified_diff(before, after, *names, lineterm=""))


def _ids() -> list[str]:
    ids = {
        path.stem
        for folder in (paths.prompts_dir(), own_folder())
        if folder.is_dir()
        for path in folder.glob(f"*{_SUFFIX}")
    }
    return sorted(ids - _NOT_PROMPTS)


def _found(id: str) -> tuple[Path, bool]:
    if id in _ids():
        own = own_folder() / f"{id}{_SUFFIX}"
        return (own, True) if own.is_file() else (paths.prompts_dir() / f"{id}{_SUFFIX}", False)
    hint = did_you_mean(id, _ids(), "`sdcoach prompts list` shows them.")
    raise NotFoundError(f"There is no prompt `{id[:60]}`.", hint=hint)


def _read(path: Path, id: str) -> Prompt:
    prompt = parse_prompt(_text(path), str(path))
    if prompt.id != id:
        hint = "Let file and id agree."
        raise ContentError(
            f"The file {path.name} holds `{prompt.id}`.", place=f"{path}:2:1", hint=hint
        )
    shipped = paths.prompts_dir() / f"{id}{_SUFFIX}"
    if path != shipped and shipped.is_file():
        _agree(prompt, parse_prompt(_text(shipped), str(shipped)), f"{path}:2:1")
    return prompt


def _agree(own: Prompt, shipped: Prompt, place: str) -> None:
    """Refuse a prompt that wants what is not given, or trusts what is not ours.

    Raises:
        ContentError: With the input.
    """
    for name, given in own.inputs.items():
        if name not in shipped.inputs:
            hint = f"Inputs of `{own.id}`: {', '.join(shipped.inputs)}."
            raise ContentError(f"Nothing is put in as `{name}`.", place=place, hint=hint)
        if given.trusted and not shipped.inputs[name].trusted:
            raise ContentError(
                f"The input `{name}` is written by others and cannot be trusted.",
                place=place,
                hint='trust = "untrusted"',
            )


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
        if len(data) > _MAX_BYTES:
            raise ContentError(f"A prompt may have {_MAX_BYTES:,} bytes at most.", place=str(path))
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ContentError("The prompt is not UTF-8.", place=str(path)) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise ContentError(f"The prompt cannot be read: {reason}.", place=str(path)) from error
