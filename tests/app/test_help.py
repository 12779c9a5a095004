"""The command line explains itself: whoever installs this has nobody to ask."""

from __future__ import annotations

import re

import pytest

from tests.command import intake


def help_of(*command: str) -> str:
    """What `--help` says, without the terminal's frames and line breaks."""
    done = intake(*command, "--help", COLUMNS="200", NO_COLOR="1")
    assert done.code == 0
    return re.sub(r"[\s│─╭╮╰╯]+", " ", done.out)


@pytest.mark.parametrize(
    ("command", "essentials"),
    [
        pytest.param(
            (),
            ["serve", "city", "catalog", "understand", "normalize", "digest", "chat", "DATABASE_URL", "Exit codes"],
            id="intake",
        ),
        pytest.param(("serve",), ["--city", "--host", "--port", "--sample", "INTAKE_PORT", "INTAKE_VAR"], id="serve"),
        pytest.param(("city", "check"), ["--city", "file, line"], id="city check"),
        pytest.param(("catalog",), ["--jsonl", '"code"', '"routing"'], id="catalog"),
        pytest.param(("understand",), ["stdin", '"id"', '"text"'], id="understand"),
        pytest.param(("normalize",), ["--channel", "--events", "stdin"], id="normalize"),
        pytest.param(("digest", "publish"), ["notices", "restored", "ids"], id="digest publish"),
        pytest.param(("digest", "list"), ["--at", "--jsonl", "ISO 8601"], id="digest list"),
        pytest.param(
            ("chat",),
            ["--jsonl", "--now", "--digest", "--database", "--settle", '"clock"', '"publish"', '"photo"', '"button"'],
            id="chat",
        ),
    ],
)
def test_help_names_the_essentials(command: tuple[str, ...], essentials: list[str]) -> None:
    """Every option, every field of its lines, every setting it heeds."""
    said = help_of(*command)
    assert [word for word in essentials if word not in said] == []


@pytest.mark.parametrize("wrong", [("nonsense",), ("serve", "--nonsense"), ("normalize",), ("chat", "--settle", "x")])
def test_wrong_usage_ends_with_2(wrong: tuple[str, ...]) -> None:
    """A script can tell a typing mistake from a fault in the data."""
    done = intake(*wrong)
    assert done.code == 2
    assert done.out == ""
    assert "Traceback" not in done.err
