"""The only code that watches a model: what it is made of, and what a forward and a backward do."""

from generator.trace.autocast import CPU, CUDA
from generator.trace.inventory import take_inventory
from generator.trace.recorder import record
from generator.trace.second import second_macs
from generator.trace.training import record_training

__all__ = ["CPU", "CUDA", "record", "record_training", "second_macs", "take_inventory"]
