"""All that was learned of a catalog, in arrays; written to a file and read back in a fraction of a second.

The file is a zip of plain numpy arrays (`.npz`, never a pickle); a model that is trained twice from the same catalog is
the same file, byte for byte.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from classifier.calibration import Calibration
from classifier.space import Space, Vector
from classifier.table import Floats, Sums, Table

_FORMAT: Final = 3


class BadModel(Exception):
    """The bytes are no model of this version; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What one set of meanings (the services, or the standing questions) was learned to look like."""

    codes: tuple[str, ...]  # of the services, in the catalog's order
    space: Space
    weights: Table  # feature → class; the classes are the services, then kinds of messages that are no service's
    bias: Floats  # of each class
    literal: Mapping[str, int]  # what a phrasing says, see `classifier.classifier.said` → service
    calibration: Calibration

    @property
    def services(self) -> int:
        """How many there are."""
        return len(self.codes)

    def scores(self, vector: Vector) -> Sums:
        """Each class's score."""
        return self.weights.summed(vector.features, vector.weights) + self.bias


class Learner:
    """Works by a model, and by another from one call to the next. Safe to share between threads."""

    def __init__(self, model: Model) -> None:
        self._model = model

    @property
    def model(self) -> Model:
        """What it works by."""
        return self._model

    def use(self, model: Model) -> None:
        """Work by another model from now on; a call that is under way ends with the one it began with."""
        self._model = model


@dataclass(frozen=True, slots=True, kw_only=True)
class Artefact:
    """A file of models, and what they were made of."""

    built_from: str  # fingerprint of the texts and of the code that reads them, see `classifier.texts.fingerprint`
    services: Model
    faq: Model
    dangers: Model  # its "services" are the numbers to call

    def to_bytes(self) -> bytes:
        """The file's bytes; the same for the same artefact."""
        arrays = {"about": _json({"format": _FORMAT, "built_from": self.built_from})}
        for name, model in (("services", self.services), ("faq", self.faq), ("dangers", self.dangers)):
            arrays |= {f"{name}.{key}": array for key, array in _arrays(model).items()}
        file = io.BytesIO()
        np.savez_compressed(file, **arrays)  # type: ignore[arg-type]  # its stub takes the arrays for `allow_pickle`
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Artefact:
        """Raises BadModel for anything but what `to_bytes` wrote."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as file:
                about = _unjson(file["about"])
                if about["format"] != _FORMAT:
                    raise BadModel(f"format {about['format']}, this version reads {_FORMAT}")
                parts = {
                    name: _model({key.partition(".")[2]: file[key] for key in file.files if key.startswith(f"{name}.")})
                    for name in ("services", "faq", "dangers")
                }
        except BadModel:
            raise
        except Exception as error:  # a zip, an array, a text in it may be faulty in any way
            raise BadModel(f"no model can be read from it: {error}") from error
        return cls(built_from=about["built_from"], **parts)


def _arrays(model: Model) -> dict[str, NDArray[Any]]:
    return {
        "codes": _texts(model.codes),
        "features": _texts(model.space.features),
        "importance": model.space.importance,
        "bias": model.bias,
        "literal": _texts(tuple(model.literal)),
        "literal_of": np.array(list(model.literal.values()), dtype=np.int32),
        "calibration": _json(model.calibration.to_mapping()),
        **_of_table("weights", model.weights),
    }


def _model(arrays: Mapping[str, NDArray[Any]]) -> Model:
    return Model(
        codes=_untexts(arrays["codes"]),
        space=Space(_untexts(arrays["features"]), arrays["importance"]),
        weights=_table("weights", arrays),
        bias=arrays["bias"],
        literal=dict(zip(_untexts(arrays["literal"]), arrays["literal_of"].tolist(), strict=True)),
        calibration=Calibration.from_mapping(_unjson(arrays["calibration"])),
    )


def _of_table(name: str, table: Table) -> dict[str, NDArray[Any]]:
    """Columns fit 16 bits while there are fewer than 65 536, and a weight's fourth digit changes no ranking."""
    columns = table.columns.astype(np.uint16 if table.width <= 1 << 16 else np.uint32)
    return {
        f"{name}_lengths": np.diff(table.starts).astype(np.uint32),
        f"{name}_columns": columns,
        f"{name}_values": table.values.astype(np.float16),
        f"{name}_width": np.array(table.width),
    }


def _table(name: str, arrays: Mapping[str, NDArray[Any]]) -> Table:
    lengths = arrays[f"{name}_lengths"]
    starts = np.zeros(len(lengths) + 1, dtype=np.int32)
    np.cumsum(lengths, out=starts[1:])
    return Table(
        starts,
        arrays[f"{name}_columns"].astype(np.int32),
        arrays[f"{name}_values"].astype(np.float32),
        int(arrays[f"{name}_width"]),
    )


def _texts(texts: Sequence[str]) -> NDArray[np.uint8]:
    """None of them holds a line break: words, features and codes."""
    return np.frombuffer("\n".join(texts).encode(), dtype=np.uint8)


def _untexts(array: NDArray[np.uint8]) -> tuple[str, ...]:
    return tuple(array.tobytes().decode().split("\n"))


def _json(value: Mapping[str, Any]) -> NDArray[np.uint8]:
    return np.frombuffer(json.dumps(value, ensure_ascii=False, sort_keys=True).encode(), dtype=np.uint8)


def _unjson(array: NDArray[np.uint8]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(array.tobytes())
    return found
