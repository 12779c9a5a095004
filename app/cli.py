"""The command line, `intake`. Other programs depend on the JSON outputs: fields are only ever added."""

from __future__ import annotations

import asyncio
import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from app.errors import StartError
from app.logs import set_up_logging
from app.settings import CITIES, Settings, read_settings

EXIT_FAULT: Final = 1
EXIT_USAGE: Final = 2

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="A city's front door: citizens' messages in, answers and routed appeals out.\n\n"
    "Settings are environment variables (`DATABASE_URL`, `INTAKE_PORT`, `TELEGRAM_BOT_TOKEN` …); "
    "README.md lists them. Without any, everything runs on this machine under `var/`.\n\n"
    "Exit codes: 0 done, 1 a fault in the data or the environment (said in words), 2 wrong usage.",
)
city_app = typer.Typer(no_args_is_help=True, help="A city's folder of tables.")
digest_app = typer.Typer(no_args_is_help=True, help="The day's notices of outages and works.")
model_app = typer.Typer(no_args_is_help=True, help="What was learned of the catalog.")
app.add_typer(city_app, name="city")
app.add_typer(model_app, name="model")
app.add_typer(digest_app, name="digest")

City = Annotated[
    Path, typer.Option("--city", metavar="DIR", envvar="INTAKE_CITY", help="The city's folder.", show_default=False)
]
DEFAULT_CITY: Final = CITIES / "kostanay"


def main() -> None:
    """Run the command line; faults are said in words, without a traceback. Standard output is the result's alone."""
    _write_utf8()
    set_up_logging()
    try:
        app()
    except StartError as error:
        sys.stderr.write(f"intake: {error}\n")
        sys.exit(EXIT_FAULT)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(EXIT_FAULT)


def _write_utf8() -> None:
    """Whatever the terminal's language: the outputs are read by programs. Half an emoji becomes `?`, not an error."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")


def write_line(value: object) -> None:
    """One JSON line, flushed: whoever reads it may be waiting for it."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


@contextmanager
def line_reader() -> Iterator[Iterator[tuple[int, str]]]:
    """Standard input's lines with their numbers. What is not UTF-8 becomes U+FFFD, never an error."""
    yield ((number, line.decode("utf-8", "replace")) for number, line in enumerate(sys.stdin.buffer, 1) if line.strip())


# -- serve ---------------------------------------------------------------------------------------------------------


@app.command()
def serve(
    city: City = DEFAULT_CITY,
    host: Annotated[str | None, typer.Option(help="The address to listen at. [INTAKE_HOST, 127.0.0.1]")] = None,
    port: Annotated[int | None, typer.Option(help="The port to listen at; 0 takes any. [INTAKE_PORT, 8109]")] = None,
    sample: Annotated[bool, typer.Option("--sample", help="Publish the city's sample digest, dated today.")] = False,
) -> None:
    """Run the whole service: chat page, desk, channels and background work.

    With `DATABASE_URL` any number of these share one PostgreSQL; without it an embedded one runs under `INTAKE_VAR`.
    """
    settings = read_settings(city=city, host=host, port=port)  # before the import, which takes seconds
    from app.run import run

    asyncio.run(run(settings, sample=sample))


# -- city, catalog -------------------------------------------------------------------------------------------------


@city_app.command("check")
def city_check(city: City = DEFAULT_CITY) -> None:
    """Check a city's tables: every fault with file, line and what to write instead.

    Also what only confuses: a name or a phrasing that two services share or nearly share, a model that is older than
    the catalog.
    """
    from app.city.check import check_city

    loaded = check_city(city)
    phrasings = {
        language: sum(len(service.phrasings[language]) for service in loaded.services.values())
        for language in loaded.replies.languages
    }
    counted = ", ".join(f"{count} in {language}" for language, count in phrasings.items())
    typer.echo(
        f"{loaded.name.ru}: {len(loaded.services)} services in {len({s.sphere for s in loaded.services.values()})} of "
        f"{len(loaded.spheres)} spheres, phrasings: {counted}; {len(loaded.executors)} executors, "
        f"{len(loaded.kazakh_places)} places, {len(loaded.faq)} FAQ answers. No faults."
    )


@app.command()
def catalog(
    city: City = DEFAULT_CITY,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON line a service.")] = False,
) -> None:
    """List the catalog of services.

    With `--jsonl`: `{"code","sphere","category","name_ru","name_kk","criticality","due","routing"}`.
    """
    from app.city.load import load_city

    for service in load_city(city).services.values():
        row = {
            "code": service.code,
            "sphere": service.sphere,
            "category": service.category,
            "name_ru": service.name.ru,
            "name_kk": service.name.kk,
            "criticality": service.criticality,
            "due": str(service.due),
            "routing": service.routing,
        }
        if jsonl:
            write_line(row)
        else:
            typer.echo(f"{service.code:26} {service.name.ru}  ·  {service.name.kk}  ({row['due']}, {row['routing']})")


# -- model ---------------------------------------------------------------------------------------------------------


@model_app.command("build")
def model_build(city: City = DEFAULT_CITY) -> None:
    """Train the model that comes with a city on its catalog alone, and write it to `model.npz` in its folder.

    The same tables give the same file. A minute or two on two cores.
    """
    from app.training import build

    path, size = build(city)
    typer.echo(f"{path}: {size / 1e6:.1f} MB")


@model_app.command("list")
def model_list(city: City = DEFAULT_CITY) -> None:
    """List the models that were trained here, the newest first; without one in force, the city's own ranks."""
    from app.training import listed

    for one in asyncio.run(listed(read_settings(city=city))):
        frozen = one.figures["frozen"]
        typer.echo(
            f"{one.id:4} {one.created_at:%Y-%m-%d %H:%M} {'in force' if one.in_force else '':9} "
            f"{one.examples} examples, first {frozen['top_1']}, in three {frozen['top_3']}"
        )


@model_app.command("rollback")
def model_rollback(city: City = DEFAULT_CITY) -> None:
    """Put the model before the one in force back. Running services take it over at once."""
    from app.training import rolled_back

    earlier = asyncio.run(rolled_back(read_settings(city=city)))
    typer.echo("the model that came with the city ranks" if earlier is None else f"model {earlier} ranks")


@app.command()
def train(
    city: City = DEFAULT_CITY,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Compare only; replace nothing.")] = False,
) -> None:
    """Learn from the catalog and the inspectors' corrections; take the new model where it is better.

    Better is measured on the city's frozen messages, which no model learns from. Running services take the new model
    over without a restart; `intake model rollback` goes back.
    """
    from app.training import trained

    found = asyncio.run(trained(read_settings(city=city), dry=dry_run))
    typer.echo(f"{found.examples} examples from inspectors")
    for name, figures in (("in force", found.live), ("new", found.new)):
        frozen, said = figures["frozen"], figures["examples"]
        typer.echo(
            f"{name:9} frozen messages: first {frozen['top_1']}, in three {frozen['top_3']}, mrr {frozen['mrr']}, "
            f"acts alone on {frozen['bands']['act']['coverage']} (right {frozen['bands']['act']['precision']}); "
            f"inspectors' examples: first {said['top_1']}"
        )
    verdict = "better" if found.is_better else "not better: nothing is replaced"
    typer.echo(f"the new model is {verdict}" + (f"; model {found.model} ranks" if found.model else ""))


@app.command()
def evaluate(
    file: Annotated[Path, typer.Argument(help='JSON lines {"text","service"[,"language"]}; service null: none.')],
    city: City = DEFAULT_CITY,
    as_json: Annotated[bool, typer.Option("--json", help="All figures as one JSON object.")] = False,
) -> None:
    """Say how well labelled messages are matched to services."""
    from app.city.load import load_city
    from app.evaluating import as_text, evaluated_file

    loaded = load_city(city)
    figures = evaluated_file(file, loaded)
    if as_json:
        write_line(figures)
    else:
        typer.echo(as_text(figures, loaded))


# -- understanding -------------------------------------------------------------------------------------------------


@app.command()
def understand(city: City = DEFAULT_CITY) -> None:
    """Say what texts are understood as: JSONL `{"id","text"}` on stdin, one JSON line each on stdout."""
    from app.city.load import load_city
    from app.understanding import understood

    loaded = load_city(city)
    faults = 0
    with line_reader() as lines:
        for number, line in lines:
            try:
                row = json.loads(line)
                text = row["text"]
                if not isinstance(text, str):
                    raise TypeError
            except (ValueError, TypeError, KeyError, RecursionError):
                faults += 1
                sys.stderr.write(f'intake: line {number} is not {{"id": …, "text": "…"}}\n')
                continue
            write_line({"id": row.get("id"), **understood(text, loaded)})
    if faults:
        raise typer.Exit(EXIT_FAULT)


@app.command()
def normalize(
    channel: Annotated[str, typer.Option(help="The channel whose webhook body is read.")],
    events: Annotated[bool, typer.Option("--events", help="Print receipts, echoes, reads and reactions too.")] = False,
) -> None:
    """Read a recorded webhook body on stdin; one JSON line for each citizen's message."""
    from app.normalizing import UnknownChannel, normalized
    from bots.adapter import Unreadable

    try:
        for row in normalized(channel, sys.stdin.buffer.read(), with_events=events):
            write_line(row)
    except UnknownChannel as error:
        sys.stderr.write(f"intake: {error}\n")
        raise typer.Exit(EXIT_USAGE) from error
    except Unreadable as error:
        raise StartError(str(error)) from error


# -- digest --------------------------------------------------------------------------------------------------------


@digest_app.command("publish")
def digest_publish(
    file: Annotated[Path, typer.Argument(help='A JSON file {"notices": […]}; - reads stdin.')],
    city: City = DEFAULT_CITY,
) -> None:
    """Put notices in force. Whoever was answered from one that is now restored is told. Prints the ids."""
    from app.digests import publish

    for notice_id in asyncio.run(publish(read_settings(city=city), _json(_read(file), str(file)))):
        typer.echo(notice_id)


@digest_app.command("list")
def digest_list(
    at: Annotated[str | None, typer.Option(help="The moment, ISO 8601; else now.")] = None,
    city: City = DEFAULT_CITY,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON line a notice.")] = False,
) -> None:
    """List the notices in force at a moment, and those still to come."""
    from app.digests import listed

    for row in asyncio.run(listed(read_settings(city=city), _moment(at))):
        if jsonl:
            write_line(row)
        else:
            places = "; ".join(
                f"{place['street'] or place['microdistrict'] or place['object']} {', '.join(place['houses'])}".strip()
                for place in row["addresses"]
            )
            typer.echo(
                f"{row['id']:12} {row['state']:9} {row['utility']:12} {row['starts_at'] or '…'} – "
                f"{row['ends_at'] or '…'}  {places}"
            )


# -- chat ----------------------------------------------------------------------------------------------------------


@app.command()
def chat(
    city: City = DEFAULT_CITY,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON step a line on stdin, one JSON line each.")] = False,
    now: Annotated[str | None, typer.Option(help="The clock, ISO 8601, standing still; else the wall's.")] = None,
    digest: Annotated[Path | None, typer.Option(help='First publish this {"notices": […]}.')] = None,
    database: Annotated[str | None, typer.Option(help="A PostgreSQL URL; else a throw-away one.")] = None,
    settle: Annotated[float | None, typer.Option(help="Seconds to wait for the next part of an album.")] = None,
) -> None:
    """Talk to the bot in this terminal: the whole road, over a database of its own.

    Steps of `--jsonl`: `{"conversation","text"|"photo":PATH|"video":PATH|"location":[lat,lon]|"button":VALUE}`,
    `{"clock":ISO}` or `{"publish":{"notices":[…]}}`.
    """
    from app.chatting import talk

    settings: Settings = read_settings(city=city, database_url=database)
    published = _json(_read(digest), str(digest)) if digest is not None else None
    faults = asyncio.run(
        talk(settings, throw_away=database is None, jsonl=jsonl, now=_moment(now), digest=published, settle=settle)
    )
    if faults:
        raise typer.Exit(EXIT_FAULT)


def _read(file: Path) -> str:
    try:
        return (sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StartError(f"{file} cannot be read: {error}") from error


def _json(text: str, name: str) -> Any:  # noqa: ANN401 (JSON is anything)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise StartError(f"{name} is no JSON: {error}") from error


def _moment(text: str | None) -> datetime | None:
    """The time that an option names. Without a zone it is the city's own, as everywhere in its tables."""
    try:
        return datetime.fromisoformat(text) if text is not None else None
    except ValueError as error:
        raise StartError(f"{text!r} is no time: write 2026-01-31T09:00:00+05:00") from error
