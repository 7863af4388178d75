"""A zoo whose import is a recursion without end, on the stack: it ends the process that imports it."""

from tests.faults.hostile import overflow

overflow()
