"""What every test gets: a home of its own, and no settings of the developer's."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples every time, so that a change is what a failure is about; new ones are sought by
# `HYPOTHESIS_PROFILE=search pytest`.
settings.register_profile("same", derandomize=True)
settings.register_profile("search", derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep configuration, data and home of the developer out of every test."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("SDCOACH_HOME", str(home / "sdcoach"))
    for name in ("NO_COLOR", "TEXTUAL_THEME", "TERM_PROGRAM", "ZELLIJ", "EDITOR", "VISUAL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TZ", "UTC")
    return home


@pytest.fixture
def anyio_backend() -> str:
    """Run `@pytest.mark.anyio` tests on asyncio, which is what Textual runs on."""
    return "asyncio"
