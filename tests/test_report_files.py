import os
import re
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.errors import OutputError
from factcheck.report.files import safe_stem, whole_file, write_atomically


def test_writes_text_as_utf8_and_bytes_as_they_are(tmp_path):
    write_atomically(tmp_path / "a", "é\r\n")
    write_atomically(tmp_path / "b", b"\xff\n")
    assert (tmp_path / "a").read_bytes() == b"\xc3\xa9\r\n"
    assert (tmp_path / "b").read_bytes() == b"\xff\n"


def test_replaces_a_file_and_leaves_nothing_else(tmp_path):
    path = tmp_path / "a.json"
    path.write_text("old")
    write_atomically(path, "new")
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_the_file_has_the_usual_permissions(tmp_path):
    umask = os.umask(0o027)
    try:
        write_atomically(tmp_path / "a", "")
    finally:
        os.umask(umask)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


def test_follows_a_link_and_keeps_it(tmp_path):
    (tmp_path / "folder").mkdir()
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "folder" / "target")
    write_atomically(link, "x")
    assert link.is_symlink()
    assert (tmp_path / "folder" / "target").read_text() == "x"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing/a", "No such file or directory"),
        ("file/a", "Not a directory"),
        ("folder", "not a regular file"),
        ("n" * 300, "File name too long"),
        ("a\0b", "embedded null"),
    ],
)
def test_a_place_that_cannot_be_written_is_named_in_one_line(tmp_path, name, reason):
    (tmp_path / "file").write_text("kept")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match=reason) as caught:
        write_atomically(tmp_path / name, "x")
    assert repr(str(tmp_path / name)) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]
    assert (tmp_path / "file").read_text() == "kept"


def test_a_device_is_never_replaced():
    for place in ("/dev/null", "/"):
        with pytest.raises(OutputError, match="not a regular file"):
            write_atomically(Path(place), "x")


def test_text_that_is_not_unicode_leaves_the_old_file(tmp_path):
    path = tmp_path / "a"
    path.write_text("old")
    with pytest.raises(OutputError, match="surrogates not allowed"):
        write_atomically(path, "\ud800")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_mistake_of_who_writes_is_not_taken_for_one_of_the_place(tmp_path):
    with pytest.raises(ValueError, match="no number"), whole_file(tmp_path / "a"):
        raise ValueError("no number")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["article", "2024-05-04_b.v2", "0", "console", "com", "_"])
def test_a_plain_id_stays_as_it_is(name):
    assert safe_stem(name) == name


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("../../etc/passwd", "etc-passwd~"),
        ("a\0b", "a-b~"),
        ("", "document~"),
        ("...", "document~"),
        (".hidden", "hidden~"),
        ("-rf", "rf~"),
        ("con", "_con~"),
        ("LPT1.txt", "_LPT1.txt~"),
        ("Räksmörgås", "Raksmorgas~"),
        ("東京", "document~"),
        ("https://a.example/x?y=1", "https-a.example-x-y-1~"),
        ("a" * 5000, "a" * 80 + "~"),
        ("ends.", "ends~"),
        ("\ud800", "document~"),
    ],
)
def test_any_other_id_is_tidied_and_marked(name, begins):
    assert safe_stem(name).startswith(begins)


@given(st.text() | st.text(st.sampled_from("./\\\0:*aA~con ")))
def test_every_stem_is_safe_on_every_system(name):
    stem = safe_stem(name)
    assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.~-]*", stem)
    assert len(stem) <= 100
    assert not stem.endswith(".")
    assert stem.split(".")[0].lower() not in {"con", "prn", "aux", "nul", "com1", "lpt9"}


@given(st.sets(st.text(st.sampled_from("aAé./~-0"), max_size=6), max_size=30))
def test_two_ids_never_share_a_file_even_where_capitals_do_not_count(names):
    assert len({safe_stem(name).casefold() for name in names}) == len(names)
    assert safe_stem(safe_stem("A")) != safe_stem("A")
