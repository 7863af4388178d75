"""Netweight weighs every architecture of a model zoo without a weight in memory.

A zoo lists architectures; trace runs one on the meta device and writes down what happened;
account turns that record into numbers; dataset stores them; render writes pages; mkdocs
publishes them.
"""

__version__ = "0.1.0"
