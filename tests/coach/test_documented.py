"""docs/model.md tells the truth: its profiles load, its fields and defaults are the program's."""

import re
import tomllib
from pathlib import Path

import pytest

from sdcoach.coach.doctor import INTERVIEWER_CONTEXT, NEEDED_CONTEXT
from sdcoach.coach.profiles import Profile, is_loopback, load_profiles
from sdcoach.config import Config, load

TEXT = (Path(__file__).parents[2] / "docs" / "model.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
HOSTS = ("OpenAI", "Azure", "Ollama", "LM Studio", "vLLM", "llama.cpp", "OpenRouter")


@pytest.mark.parametrize(
    "block", BLOCKS, ids=[re.findall(r"profiles\.(\S+)\]", one)[0] for one in BLOCKS]
)
def test_every_profile_shown_can_be_used(block: str, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(block, encoding="utf-8")
    profiles = load_profiles(load(file))
    assert profiles.all
    for one in profiles.all:
        assert is_loopback(one) or one.key.startswith("env:")


def test_every_kind_of_host_has_its_profile() -> None:
    assert tuple(re.findall(r"^### (.*)$", TEXT, re.MULTILINE)) == HOSTS


def test_the_fields_and_defaults_are_those_of_a_profile() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (\S.*?) \|", TEXT, re.MULTILINE))
    assert list(rows) == [name for name in Profile._fields if name != "name"]
    for name, shown in rows.items():
        default = Profile._field_defaults.get(name)
        if default is None:
            assert shown in ("needed", "not told", "not sent", "not shown")
        else:
            assert tomllib.loads(f"x = {shown.strip('`')}")["x"] == default


def test_the_sizes_are_the_doctors() -> None:
    assert f"{NEEDED_CONTEXT:,}" in TEXT
    assert f"{INTERVIEWER_CONTEXT:,}" in TEXT


def test_a_table_of_settings_is_no_profile_yet() -> None:
    assert load_profiles(Config()).all == ()
