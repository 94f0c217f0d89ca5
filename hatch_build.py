"""Build hook: compiles `questions/` into `sdcoach/_bank/`, so that a start reads no YAML."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BankHook(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles the bank for wheels, and for editable installs as a first copy."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the compiled bank and have it packed, although git ignores it.

        Raises:
            RuntimeError: When a wheel would hold a broken file.
        """
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root))
        try:
            from sdcoach.bank.compiled import compile_folder, parse_compiled
            from sdcoach.bank.index import COMPILED_NAME
        finally:
            sys.path.remove(str(root))
        editable = version == "editable"
        questions = root / "questions"
        data = compile_folder(questions, stamped=editable)
        compiled = parse_compiled(data, questions)
        if not editable and compiled is not None and compiled.broken:
            problems = [str(problem) for item in compiled.broken for problem in item.problems]
            raise RuntimeError("\n".join(("The question bank is broken:", *problems)))
        folder = root / "sdcoach" / "_bank"
        folder.mkdir(exist_ok=True)
        (folder / COMPILED_NAME).write_bytes(data)
        build_data["artifacts"].append(f"/sdcoach/_bank/{COMPILED_NAME}")
