"""How long a test waits for what must come: long, for a machine may be slow and busy. A test that passes waits less."""

import time

PATIENCE = 60           # seconds


def eventually(read, wanted):
    """Ask again and again, until ``read()`` is what is wanted."""
    end = time.monotonic() + PATIENCE
    while (found := read()) != wanted and time.monotonic() < end:
        time.sleep(0.1)
    assert found == wanted, f"{found!r} is not {wanted!r}, also after {PATIENCE} seconds."
