"""`intake understand`: findings as JSON."""

from __future__ import annotations

from typing import Any

from intake_core.city import City
from intake_core.messages import clean_text
from intake_core.understanding.addresses.address import Address
from intake_core.understanding.findings import understand
from intake_core.understanding.personal_data import redact


def understood(text: str, city: City) -> dict[str, Any]:
    """What one text says, as the command prints it."""
    text = clean_text(text)
    found = understand(text, city)
    return {
        "language": found.language,
        "intent": found.intent,
        "emergency": found.emergency.number if found.emergency else None,
        "address": _address(found.address),
        "services": [
            {
                "code": candidate.code,
                "sphere": city.services[candidate.code].sphere,
                "confidence": round(candidate.confidence, 3),
            }
            for candidate in found.services
        ],
        "decision": found.band,
        "redacted": redact(text),
    }


def _address(address: Address | None) -> dict[str, Any] | None:
    if address is None:
        return None
    return {
        "street": address.street,
        "house": address.house,
        "entrance": address.entrance,
        "flat": address.flat,
        "microdistrict": address.microdistrict,
        "landmark": address.landmark,
        "candidates": list(address.candidates),
        "outside": address.outside,
    }
