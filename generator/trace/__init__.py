"""The only code that watches a model: what it is made of, and what a forward and a backward do."""

from generator.trace.autocast import CPU, CUDA
from generator.trace.conversion import record_bfloat16
from generator.trace.inventory import take_inventory
from generator.trace.recorder import record
from generator.trace.second import second_macs
from generator.trace.state import State
from generator.trace.training import record_training

__all__ = [
    "CPU",
    "CUDA",
    "State",
    "record",
    "record_bfloat16",
    "record_training",
    "second_macs",
    "take_inventory",
]
