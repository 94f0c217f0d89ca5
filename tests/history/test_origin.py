"""Every installation has one name, and two programs agree on it."""

import subprocess
import sys
from pathlib import Path

from sdcoach.history.origin import FILE, is_uuid, read_origin

ROOT = Path(__file__).parents[2]


def test_an_installation_is_named_once(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    first = read_origin(folder)
    assert is_uuid(first)
    assert read_origin(folder) == first
    assert [file.name for file in folder.iterdir()] == [FILE]
    assert read_origin(tmp_path / "other") != first


def test_a_name_that_was_cut_off_is_made_anew(tmp_path: Path) -> None:
    for junk in (b"", b"1234", b"\xff\xfe\x00"):
        (tmp_path / FILE).write_bytes(junk)
        made = read_origin(tmp_path)
        assert is_uuid(made)
        assert read_origin(tmp_path) == made


def test_programs_that_start_at_once_agree(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from sdcoach.history.origin import read_origin\n"
        "sys.stdin.readline(); print(read_origin(Path(sys.argv[1])))"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path / "data")],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(6)
    ]
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    names = {process.communicate(timeout=30)[0].strip() for process in running}
    assert names == {read_origin(tmp_path / "data")}


def test_where_nothing_can_be_written_there_is_a_name_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    assert is_uuid(read_origin(tmp_path / "data"))
