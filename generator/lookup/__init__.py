"""From what others write to what is meant: a number to its architecture and convention, a name to its architecture.

Pure, and below the renderer: needs records alone. ``claims`` reads what a paper prints, ``conventions`` lists what a number
can be, ``whence`` holds the one against the other.
"""
