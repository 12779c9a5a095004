"""A model as a file: small, quick to read, the same for the same texts, and never trusted blindly."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.classifier import Classifier
from classifier.model import Artefact, BadModel
from classifier.texts import Example, Texts, fingerprint
from classifier.training.train import train

TEXTS = Texts(
    phrasings={
        "water-001": ["нет воды", "отключили воду", "су жоқ", "кран сухой", "воды нет с утра", "вода не идёт"],
        "light-001": ["нет света", "отключили свет", "жарық жоқ", "сидим в темноте", "света нет весь день", "темно"],
        "lift-001": ["лифт не работает", "лифт застрял", "лифт істемейді", "лифт стоит", "лифт сломан", "лифт гудит"],
    },
    names={"lift-001": ["Неисправность лифта"]},
    none={"greeting": ["привет как дела", "поздравляю с праздником"]},
    faq={"clock": ["который час", "сколько времени"], "phone": ["ваш телефон", "куда звонить"]},
    dangers={"101": ["горит дом", "пожар в подъезде"], "104": ["пахнет газом", "газ шипит"]},
    no_dangers=["горим по срокам", "газ подорожал"],
    messages=[
        Example("в квартире нет воды", "water-001"),
        Example("третий день без света", "light-001"),
        Example("лифт опять стоит", "lift-001"),
        Example("продам гараж", None),
        Example("купим воды домой", None),
    ],
)


@pytest.fixture(scope="module")
def artefact() -> Artefact:
    return train(TEXTS)


def test_the_same_texts_make_the_same_file(artefact: Artefact) -> None:
    assert train(TEXTS).to_bytes() == artefact.to_bytes()


def test_a_model_that_was_written_and_read_ranks_alike(artefact: Artefact) -> None:
    read = Artefact.from_bytes(artefact.to_bytes())
    assert read.built_from == artefact.built_from == fingerprint(TEXTS)
    for text in ("лифт застрял на пятом", "жарық жоқ", "воды нет", "который час"):
        pairs = [(artefact.services, read.services), (artefact.faq, read.faq), (artefact.dangers, read.dangers)]
        for before, after in pairs:
            given = [
                [(one.code, round(one.confidence, 2)) for one in Classifier(model, model.codes).rank(text)]
                for model in (before, after)
            ]
            assert given[0] == given[1]


def test_it_holds_no_pickle(artefact: Artefact) -> None:
    """Whoever may write the file may not run code."""
    with zipfile.ZipFile(io.BytesIO(artefact.to_bytes())) as file:
        assert all(np.load(file.open(name), allow_pickle=False) is not None for name in file.namelist())


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"phrasings": {**TEXTS.phrasings, "lift-001": ["лифт"]}}, id="a phrasing"),
        pytest.param({"names": {}}, id="a name"),
        pytest.param({"none": {}}, id="what is no service's"),
        pytest.param({"faq": {}}, id="a standing question"),
        pytest.param({"messages": []}, id="a message"),
        pytest.param({"dangers": {}}, id="a danger"),
        pytest.param({"no_dangers": []}, id="what only sounds like it"),
    ],
)
def test_the_fingerprint_tells_other_texts(change: dict[str, object]) -> None:
    fields = {name: getattr(TEXTS, name) for name in TEXTS.__dataclass_fields__}
    assert fingerprint(Texts(**{**fields, **change})) != fingerprint(TEXTS)


@pytest.mark.parametrize("data", [b"", b"PK", b"\x80\x04N.", b"{}"])
def test_what_is_no_model_is_refused(data: bytes) -> None:
    with pytest.raises(BadModel):
        Artefact.from_bytes(data)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_file_that_was_cut_is_refused(artefact: Artefact, data: st.DataObject) -> None:
    whole = artefact.to_bytes()
    with pytest.raises(BadModel):
        Artefact.from_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
