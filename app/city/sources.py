"""Files of a city folder, read so that each value still knows its line."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from app.errors import StartError

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML without libyaml: the same result, some seconds later
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

Row = TypeVar("Row", bound=BaseModel)
Loc = tuple[Hashable, ...]


class CityDataError(StartError):
    """A city folder that cannot be used. The text names every fault, a line a fault."""


@dataclass
class Faults:
    """Collects what is wrong, so that an editor sees all of it at once."""

    found: list[str] = field(default_factory=list)

    def add(self, path: Path, line: int, text: str) -> None:
        """Note a fault in a file's line."""
        self.found.append(f"{path}:{line}: {text}")

    def add_validation(self, path: Path, line_of: Callable[..., int], error: ValidationError) -> None:
        """Note what pydantic found, in the editor's words."""
        for fault in error.errors():
            column = ".".join(map(str, fault["loc"]))
            said = fault["msg"].removeprefix("Value error, ")
            shown = "" if fault["type"] in {"missing", "extra_forbidden"} else f" {fault['input']!r}:"
            self.add(path, line_of(*fault["loc"]), f"{column}:{shown} {said}")

    def raise_if_any(self) -> None:
        """Raises CityDataError if anything was noted."""
        if self.found:
            raise CityDataError("\n".join(self.found))


@dataclass(frozen=True)
class Document:
    """A YAML file's value, and the line of each part of it."""

    path: Path
    value: Any
    lines: dict[Loc, int]

    def line_of(self, *loc: Hashable) -> int:
        """The line of a part, or of the nearest thing around it."""
        while loc and loc not in self.lines:
            loc = loc[:-1]
        return self.lines.get(loc, 1)


def read_yaml(path: Path, faults: Faults) -> Document | None:
    """A YAML file, or None with the fault noted."""
    try:
        loader = Loader(path.read_text("utf-8"))
        node = loader.get_single_node()
    except (OSError, UnicodeDecodeError) as error:
        faults.add(path, 1, f"cannot be read: {error}")
        return None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        faults.add(path, line, f"no valid YAML: {error.problem}")
        return None
    except yaml.YAMLError as error:  # a character that YAML does not allow
        faults.add(path, 1, f"no valid YAML: {error}")
        return None
    lines: dict[Loc, int] = {}
    value = _value(loader, node, (), lines) if node is not None else None
    return Document(path, value, lines)


def _value(loader: Any, node: yaml.Node, loc: Loc, lines: dict[Loc, int]) -> Any:  # noqa: ANN401 (YAML is anything)
    lines[loc] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return {
            key.value: _value(loader, item, (*loc, key.value), lines)
            for key, item in node.value
            if isinstance(key, yaml.ScalarNode)
        }
    if isinstance(node, yaml.SequenceNode):
        return [_value(loader, item, (*loc, position), lines) for position, item in enumerate(node.value)]
    return loader.construct_object(node)


def yaml_rows(path: Path, model: type[Row], faults: Faults) -> Iterator[tuple[Callable[..., int], Row]]:
    """The entries of a YAML list; faulty ones are noted and left out.

    Each comes with a function that gives its line, or that of a field in it by name.
    """
    document = read_yaml(path, faults)
    if document is None:
        return
    if not isinstance(document.value, list):
        faults.add(path, 1, "a list is expected: each entry begins with a dash")
        return
    for position, entry in enumerate(document.value):
        line_of = partial(document.line_of, position)
        try:
            row = model.model_validate(entry)
        except ValidationError as error:
            faults.add_validation(path, line_of, error)
        else:
            yield line_of, row


def yaml_document(path: Path, model: type[Row], faults: Faults) -> Row | None:
    """A YAML file that is one thing, or None with the faults noted."""
    document = read_yaml(path, faults)
    if document is None:
        return None
    try:
        return model.model_validate(document.value)
    except ValidationError as error:
        faults.add_validation(path, document.line_of, error)
        return None


def csv_rows(path: Path, model: type[Row], faults: Faults) -> Iterator[tuple[int, Row]]:
    """The rows of a CSV table, each with its line; faulty ones are noted and left out."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            table = csv.DictReader(file, strict=True)
            _check_columns(path, table.fieldnames or [], model, faults)
            for record in table:
                yield from _csv_row(path, table.line_num, record, model, faults)
    except (OSError, UnicodeDecodeError) as error:
        faults.add(path, 1, f"cannot be read: {error}")
    except csv.Error as error:
        faults.add(path, 1, f"no valid CSV: {error}")


def jsonl_rows(path: Path, model: type[Row], faults: Faults) -> Iterator[tuple[int, Row]]:
    """The objects of a file of JSON lines, each with its line; faulty ones are noted and left out."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        faults.add(path, 1, f"cannot be read: {error}")
        return
    for number, line in enumerate(lines, 1):
        try:
            yield number, model.model_validate(json.loads(line))
        except ValidationError as error:
            faults.add_validation(path, lambda *_loc, at=number: at, error)
        except (ValueError, RecursionError) as error:
            faults.add(path, number, f"no valid JSON: {error}")


def line_of_text(path: Path, text: str, after: int = 1) -> int:
    """The first line from `after` on that holds the text; `after` if none does."""
    lines = enumerate(path.read_text("utf-8").splitlines(), 1)
    return next((number for number, line in lines if number >= after and text in line), after)


def _csv_row(
    path: Path, line: int, record: dict[Any, Any], model: type[Row], faults: Faults
) -> Iterator[tuple[int, Row]]:
    if None in record or None in record.values():
        faults.add(path, line, "the row has more or fewer cells than the heading; quote cells that hold a comma")
        return
    try:
        yield line, model.model_validate(record)
    except ValidationError as error:
        faults.add_validation(path, lambda *_loc: line, error)


def _check_columns(path: Path, found: Iterable[str], model: type[BaseModel], faults: Faults) -> None:
    needed = {name for name, info in model.model_fields.items() if info.is_required()}
    for name in sorted(needed - set(found)):
        faults.add(path, 1, f"the column {name} is missing")
