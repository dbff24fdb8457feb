"""Work that takes long, in a thread of its own, while the thread that answers the player goes on answering.

With ipykernel 7 the messages of widgets are answered in the thread of a subshell, and interrupting the kernel does not
reach it; with ipykernel 6 the main thread answers. Either has an event loop, and what touches a widget is done there.
"""

import asyncio
import threading
from contextvars import copy_context


class Home:
    """The thread in which this is made: other threads leave their calls to it."""

    def __init__(self):
        self._context = copy_context()          # it knows which message of the browser is answered
        try:
            self._loop = asyncio.get_running_loop()
        except RuntimeError:                    # no notebook: a script, a test
            self._loop = None

    def call(self, function, *args):
        """Have a function called at home, soon; by whoever asks, where nobody is at home."""
        try:
            if self._loop is not None:
                self._loop.call_soon_threadsafe(function, *args, context=self._context)
                return
        except RuntimeError:                    # the loop is closed: its page is
            pass
        function(*args)


def aside(work, then, home):
    """Do ``work()`` in a thread of its own, and ``then()`` at home. Where there are no threads, do both at once."""
    def run():
        work()
        home.call(then)

    try:
        threading.Thread(target=run, name="leaderlab search", daemon=True).start()
    except RuntimeError:                        # Python in a browser, without threads
        run()
