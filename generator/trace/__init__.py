"""The only code that watches a model: what it is made of, and what one forward does."""

from generator.trace.inventory import take_inventory
from generator.trace.recorder import record

__all__ = ["record", "take_inventory"]
