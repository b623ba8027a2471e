"""The counter's fixtures: a real sample shop on a real file."""

from tests.counter.conftest import burger_file, clock, counter, open_burger, shop

__all__ = ["burger_file", "clock", "counter", "open_burger", "shop"]
