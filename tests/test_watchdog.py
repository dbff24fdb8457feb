"""A handler that does not come to an end is stopped, also where a notebook answers its widgets: in another thread."""

from threading import Thread
from time import monotonic

from leaderlab import Mistake, Node, System, at_most_one_leader, begin, verify
from leaderlab.algorithms import ring


class Endless(Node):
    """Its start never ends."""
    leader: int | None = None

    def on_start(self):
        while True:
            pass


def elsewhere(job):
    """What a job returns or raises in a thread of its own, and the seconds that it took."""
    found = []

    def run():
        try:
            found.append(job())
        except Mistake as error:
            found.append(error)
    start = monotonic()
    thread = Thread(target=run)
    thread.start()
    thread.join(30)
    return found[0], monotonic() - start


def test_an_endless_handler_is_stopped_in_another_thread_too():
    answer, seconds = elsewhere(lambda: begin(System([Endless(1)])))
    assert isinstance(answer, Mistake) and "did not come to an end" in str(answer) and seconds < 20


def test_a_search_in_another_thread_has_the_same_answer():
    here = verify(ring([3, 7, 5, 9]), always=at_most_one_leader)
    there, _ = elsewhere(lambda: verify(ring([3, 7, 5, 9]), always=at_most_one_leader))
    assert here and str(there) == str(here)
