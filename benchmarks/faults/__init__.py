"""Kill -9 at random moments of survey, merge and render, disks that fill, and what is left each time.

``python -m benchmarks.faults --out docs/benchmarks/faults.md``: 100 kills, some minutes. Each is of a new process group
at a moment drawn evenly from the time that an undisturbed run takes. After each kill every file that is not a
temporary one is looked at: it is what it was, or what it is to become, byte by byte. Then the same command runs undisturbed
and has to end in the bytes of a run that was never killed.

Then survey, merge, render and release run on disks that are too small, 8 each: see :mod:`benchmarks.faults.disk`. Where nothing can be
mounted that is an error, and ``--disks 0`` leaves it out.
"""
