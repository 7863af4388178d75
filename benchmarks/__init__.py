"""Benchmarks print a table; none asserts a time. Run as modules: ``python -m benchmarks.survey``."""
