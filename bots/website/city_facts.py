"""What the page says of the city. It comes from the city's folder: the template holds no name and no number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyNumber:
    """A number to call when life is in danger. `answers`: who does, by language (`ru`, `kk`)."""

    number: str
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CityFacts:
    """The city and its contact centre, as the page names them. What is empty is not shown."""

    name: Mapping[str, str]  # by language
    centre: str  # iKOMEK-109
    phone: str  # as people dial it
    whatsapp: str = ""
    instagram: str = ""  # with or without @
    emergency: tuple[EmergencyNumber, ...] = ()
    time_zone: str = "Asia/Almaty"

    @property
    def whatsapp_url(self) -> str:
        """The chat with the centre. A Kazakhstani number may be written with 8 for the country's 7."""
        digits = "".join(filter(str.isdigit, self.whatsapp))
        if len(digits) == 11 and digits.startswith("8"):
            digits = f"7{digits[1:]}"
        return f"https://wa.me/{digits}" if digits else ""

    @property
    def instagram_url(self) -> str:
        """The centre's page on Instagram."""
        return f"https://www.instagram.com/{self.instagram.lstrip('@')}/" if self.instagram else ""
