"""A handler that does not come to an end is stopped, also where a notebook answers its widgets: in another thread."""

from threading import Thread
from time import monotonic, sleep

import pytest

from leaderlab import Mistake, Node, System, at_most_one_leader, begin, verify, watchdog
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


class Asleep(Node):
    """Its start waits for ever, and computes nothing."""
    leader: int | None = None

    def on_start(self):
        while True:
            sleep(0.01)


@pytest.mark.slow
def test_a_handler_that_only_waits_is_stopped_too():
    with pytest.raises(Mistake, match="did not come to an end"):
        begin(System([Asleep(1)]))
    assert "did not come to an end" in str(elsewhere(lambda: begin(System([Asleep(1)])))[0])


def test_a_call_that_got_no_processor_is_looked_at_again(monkeypatch):
    look, frames, spent = watchdog._Look(), [object(), object()], iter([10.0, 10.1, 10.2, 10.3])
    monkeypatch.setattr(watchdog, "process_time", lambda: next(spent))
    assert [look.is_too_long(frame) for frame in (frames[0], frames[0], frames[0])] == [False, False, False]
    assert look.is_too_long(frames[0])              # it has waited for too many looks


def test_a_call_that_computes_is_stopped_at_the_second_look(monkeypatch):
    look, call, spent = watchdog._Look(), object(), iter([10.0, 10.0 + watchdog.INTERVAL])
    monkeypatch.setattr(watchdog, "process_time", lambda: next(spent))
    assert [look.is_too_long(call), look.is_too_long(call)] == [False, True]
