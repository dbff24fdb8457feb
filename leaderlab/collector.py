"""Python's collector of cycles, held back while a run or a search makes many objects and no cycles."""

from contextlib import contextmanager
from gc import disable, enable, isenabled


@contextmanager
def paused():
    """Within this block nobody looks for cycles; they would only be looked for, and none found."""
    collecting = isenabled()
    disable()
    try:
        yield
    finally:
        if collecting:
            enable()
