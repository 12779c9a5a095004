"""Values of the choices that are offered to citizens; those that end in a colon are followed by what is chosen."""

from typing import Final

OPERATOR: Final = "operator"
NO_ADDRESS: Final = "no_address"
NONE_OF_THESE: Final = "none"
SERVICE: Final = "service:"
PLACE: Final = "place:"
AREA: Final = "area:"
CANCEL: Final = "cancel:"
STATUS: Final = "status"
