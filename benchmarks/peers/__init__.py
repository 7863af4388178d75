"""The popular counters against cases whose truth is arithmetic, and against twelve architectures.

``make peers`` installs them into an environment of their own and writes ``docs/data/counters.json``.
Every counter meets every case in a fresh process with a time limit, called as its own documentation
says. Models have random weights; nothing is downloaded but the packages.
"""
