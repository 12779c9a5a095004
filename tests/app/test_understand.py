"""`intake understand`: what texts are understood as, a line a text."""

from __future__ import annotations

import json

from tests.command import intake

FIELDS = {"id", "language", "intent", "emergency", "address", "services", "decision", "redacted"}
PLACE = {"street", "house", "entrance", "flat", "microdistrict", "landmark", "candidates", "outside"}


def row(id_: object, text: str) -> bytes:
    return json.dumps({"id": id_, "text": text}).encode()


def test_every_text_has_its_line() -> None:
    """In order and with its id, whatever stands in it; nothing else on standard output."""
    texts = {
        "lamp": "по абая 28 в подъезде не горит лампочка, мой телефон 8 701 123 45 67",
        "kazakh": "Алтынсарин 110 үйде ыстық су жоқ",
        "gas": "пахнет газом",
        "empty": "",
        "emoji": "😀😀😀",
        "arabic": "\u202eнет света \u0645\u0631\u062d\u0628\u0627",
        "nul": "нет\0света",
        "half": "\ud83d нет света",
        "markup": "<script>alert(1)</script>",
        "long": "нет света на улице " * 5500,
    }
    done = intake("understand", given=b"\n".join(row(name, text) for name, text in texts.items()))
    assert (done.code, done.err) == (0, "")
    found = {found["id"]: found for found in done.rows}
    assert list(found) == list(texts)
    assert all(one.keys() == FIELDS for one in found.values())

    lamp = found["lamp"]
    assert lamp["address"].keys() == PLACE
    assert (lamp["address"]["street"], lamp["address"]["house"]) == ("Абая", "28")
    assert lamp["services"][0].keys() == {"code", "sphere", "confidence"}
    assert lamp["services"][0]["sphere"] == "house"
    assert 0 < lamp["services"][0]["confidence"] <= 1
    assert "123 45 67" not in lamp["redacted"]
    assert found["kazakh"]["language"] == "kk"
    assert found["gas"]["emergency"] == "104"


def test_a_line_that_is_no_text_is_named_and_the_rest_is_read() -> None:
    """By its number, on standard error; the exit code says that something was wrong."""
    lines = [
        row(1, "нет света"),
        b"nonsense",
        b"[1]",
        b'{"text": 7}',
        b"[" * 100_000,
        b"\xff\xfe",
        b"",
        row("\ud800", "нет воды"),
        b'{"text": "\xff \xd0\xbd\xd0\xb5\xd1\x82 \xd1\x81\xd0\xb2\xd0\xb5\xd1\x82\xd0\xb0"}',
    ]
    done = intake("understand", given=b"\n".join(lines))
    assert done.code == 1
    assert [found["id"] for found in done.rows] == [1, "?", None]
    assert done.err.splitlines() == [
        f'intake: line {number} is not {{"id": …, "text": "…"}}' for number in (2, 3, 4, 5, 6)
    ]


def test_the_outputs_are_utf_8_whatever_the_terminal_speaks() -> None:
    """A program reads them."""
    done = intake("understand", given=row("қ", "жарық жоқ"), PYTHONIOENCODING="ascii", LC_ALL="C")
    assert done.rows[0]["id"] == "қ"
