"""Models for tests: the first city's own, and ones trained on a few phrasings on the spot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from app.city.load import load_texts, read_model
from classifier.classifier import Classifier
from classifier.texts import Texts
from classifier.training.train import UNFITTED, learned
from tests.conftest import KOSTANAY


@pytest.fixture(scope="session")
def kostanay() -> Classifier:
    model = read_model(KOSTANAY).services
    return Classifier(model, model.codes)


@pytest.fixture(scope="session")
def texts() -> Texts:
    """What the first city's model is trained on."""
    return load_texts(KOSTANAY)


def trained_on(
    phrasings: Mapping[str, Sequence[str]],
    names: Mapping[str, Sequence[str]] | None = None,
    *,
    fillers_tell: bool = False,
) -> Classifier:
    """A classifier of a few services. Its confidence means nothing: that takes messages to fit."""
    return Classifier(learned(phrasings, names or {}, {}, UNFITTED), phrasings, fillers_tell=fillers_tell)
