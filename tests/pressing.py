"""A question of one's own whose interviewer has a great deal to bring up."""

import re
from pathlib import Path

from sdcoach import paths


def write_pressing() -> Path:
    """Write it into the user's folder of questions, made from a shipped one; return its file."""
    text = (paths.questions_dir() / "system_design" / "pastebin.yaml").read_text(encoding="utf-8")
    text = text.replace("id: pastebin", "id: pressing", 1)
    made = "".join(
        f"  - id: {phase}-{number}\n    phase: {phase}\n"
        f"    says: And what about case {number} of the {phase}?\n    touches: [hot-key]\n"
        for phase in ("data", "design", "depth")
        for number in range(6)
    )
    text = re.sub(r"(?ms)^followups:\n.*?(?=^\S)", f"followups:\n{made}\n", text)
    file = paths.user_questions_dir() / "pressing.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file
