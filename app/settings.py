"""Settings: read once, from the environment or a `.env` file; the rooms get plain values."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.errors import StartError

CITIES = Path(__file__).parent.parent / "cities"


class Settings(BaseSettings):
    """Everything that differs between two installations. Each field is an environment variable."""

    model_config = SettingsConfigDict(env_prefix="INTAKE_", env_file=".env", extra="ignore", frozen=True)

    city: Path = Field(default=CITIES / "kostanay", description="the city's folder")
    var: Path = Field(default=Path("var"), description="where the embedded database, files and keys lie")
    database_url: SecretStr | None = Field(default=None, validation_alias="DATABASE_URL")
    host: str = "127.0.0.1"
    port: int = Field(default=8109, ge=0, le=65535)
    public_url: str | None = Field(default=None, description="the address the platforms reach us at, https://…")
    workers: int = Field(default=4, ge=1, le=64, description="turns handled at once in this process")
    session_key: SecretStr | None = Field(default=None, description="url-safe base64 of 32 bytes; shared by replicas")
    telegram_token: SecretStr | None = Field(default=None, validation_alias="TELEGRAM_BOT_TOKEN")
    telegram_secret: SecretStr | None = Field(default=None, validation_alias="TELEGRAM_WEBHOOK_SECRET")
    telegram_api: str = Field(default="https://api.telegram.org", validation_alias="TELEGRAM_API_URL")

    @field_validator("database_url", "public_url", "session_key", "telegram_token", "telegram_secret", mode="before")
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        """`DATABASE_URL=` in a compose file means that it is not set."""
        return None if value == "" else value

    @property
    def secure(self) -> bool:
        """Whether citizens and staff reach us over https."""
        return bool(self.public_url and self.public_url.startswith("https://"))


def read_settings(**given: object) -> Settings:
    """The settings, with those given on the command line on top. Raises StartError in words."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        fault = error.errors()[0]
        name = str(fault["loc"][0]) if fault["loc"] else "a setting"
        shown = name if name.isupper() else f"INTAKE_{name.upper()}"
        raise StartError(f"{shown} cannot be used: {fault['msg']}.") from error
