"""Where it is: from a citizen's words to a street, a house, a district or a landmark of the city.

Pure: the gazetteer is built once from the city's tables and passed in. See `reader` for what is read.
"""

from intake_core.understanding.addresses.address import Address
from intake_core.understanding.addresses.gazetteer import Gazetteer
from intake_core.understanding.addresses.nearby import nearest
from intake_core.understanding.addresses.places import Neighbour, Place, PlaceKind
from intake_core.understanding.addresses.reader import is_corrected, read_address, read_details
from intake_core.understanding.addresses.wording import format_kk, format_ru

__all__ = [
    "Address",
    "Gazetteer",
    "Neighbour",
    "Place",
    "PlaceKind",
    "format_kk",
    "format_ru",
    "is_corrected",
    "nearest",
    "read_address",
    "read_details",
]
