"""Which keys an action has here, and how they are written.

The registry names the usual keys; a person's own take their place, and where a terminal keeps
chords to itself the letters behind Esc are shown.
"""

import os
from collections.abc import Iterable

from sdcoach.tui.actions import BY_ID, Action, actions

_NAMES = {
    "slash": "/",
    "question_mark": "?",
    "space": "Space",
    "enter": "Enter",
    "escape": "Esc",
    "backspace": "Backspace",
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
    "tab": "Tab",
    "shift+tab": "Shift Tab",
    "shift+left": "Shift ←",
    "shift+right": "Shift →",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
}


def key_name(key: str) -> str:
    """Write a key the way people do: `^O`, `F4`, `Esc n`, `/`."""
    if key.startswith("ctrl+"):
        return "^" + key[5:].upper()
    if key.startswith("alt+"):
        return "Esc " + key[4:]
    if key in _NAMES:
        return _NAMES[key]
    return key.upper() if len(key) > 1 and key[0] == "f" and key[1:].isdigit() else key


def chords_arrive(environ: dict[str, str] | None = None) -> bool:
    """Say whether Ctrl chords reach a program here; zellij and VS Code keep some to themselves."""
    env = os.environ if environ is None else environ
    return not env.get("ZELLIJ") and env.get("TERM_PROGRAM") != "vscode"


def shown_key(action: Action, overrides: dict[str, str], *, chords: bool) -> str:
    """Return the key to show for an action here, in the form that works."""
    if action.id in overrides:
        return key_name(overrides[action.id])
    if action.letter and (not action.keys or not chords):
        return f"Esc {action.letter}"
    return key_name(action.keys[0]) if action.keys else ""


def all_keys(action: Action, overrides: dict[str, str], *, chords: bool) -> str:
    """Return every key of an action as people write them, for the page of all keys."""
    shown = [overrides[action.id]] if action.id in overrides else list(action.keys)
    if action.letter and not chords:
        shown = []
    names = [key_name(key) for key in shown]
    if action.letter:
        names.append(f"Esc {action.letter}")
    return "  ".join(names)


def keymap(overrides: dict[str, str]) -> dict[str, str]:
    """Return Textual's keymap for a person's own keys outside the interview."""
    return {action_id: key for action_id, key in overrides.items() if action_id in BY_ID}


def bound(
    where: str, overrides: dict[str, str] | None = None
) -> Iterable[tuple[Action, tuple[str, ...]]]:
    """Yield the actions of a screen with all their keys, Alt + letter included.

    A person's own key takes the place of the direct ones; the letter behind Esc stays.
    """
    own = overrides or {}
    for action in actions(where):
        keys = (own[action.id],) if action.id in own else action.keys
        if action.letter:
            keys = (*keys, f"alt+{action.letter}")
        if keys:
            yield action, keys


def unknown(overrides: dict[str, str]) -> list[str]:
    """Return the ids in a keymap that name no action."""
    return [action_id for action_id in overrides if action_id not in BY_ID]
