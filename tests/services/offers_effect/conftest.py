"""The counter's fixtures: a real sample shop on a real file."""

from tests.services.till.conftest import burger_file, clock, open_burger, shop, till

__all__ = ["burger_file", "clock", "open_burger", "shop", "till"]
