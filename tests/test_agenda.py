"""The agenda of a simulation gives its entries in the order of a heap, whatever is planned while it runs."""

from heapq import heappop, heappush

from hypothesis import given
from hypothesis import strategies as st

from leaderlab.agenda import Agenda

# What happens at each entry: which ticks, counted from now, something is planned for; which orders come again now.
DELAYS, EARLIER = st.lists(st.integers(0, 4), max_size=3), st.lists(st.integers(0, 9), max_size=2)
PLANS = st.lists(st.tuples(DELAYS, EARLIER), max_size=30)


def through(plans, plan, again, take):
    """The entries in the order in which they come, if each of them plans what its turn in ``plans`` says."""
    came, order = [], 0
    for later, early in [([0, 3, 3], []), *plans]:
        now = came[-1][0] if came else 0
        for delay in later:
            plan((now + delay, order))
            order += 1
        if came:
            again([(now, -1 - number - 10 * len(came)) for number in sorted(set(early))])
        entry = take()
        if entry is None:
            break
        came.append(entry)
    return came


def of_heap(plans):
    heap = []
    return through(plans, lambda entry: heappush(heap, entry), lambda entries: [heappush(heap, e) for e in entries],
                   lambda: heappop(heap) if heap else None)


def of_agenda(plans):
    agenda = Agenda()
    return through(plans, lambda entry: agenda[entry[0]].append(entry), agenda.insert,
                   lambda: agenda.now.pop() if agenda.turn() else None)


@given(PLANS)
def test_an_agenda_is_as_good_as_a_heap(plans):
    assert of_agenda(plans) == of_heap(plans)


def test_what_is_planned_for_the_present_tick_comes_after_what_is_there():
    agenda = Agenda()
    for entry in [(5, 0), (5, 1), (7, 2)]:
        agenda[entry[0]].append(entry)
    assert agenda.turn() == [(5, 1), (5, 0)]
    agenda.now.pop()
    agenda[5].append((5, 3))
    assert sorted(agenda.entries()) == [(5, 1), (5, 3), (7, 2)]
    assert agenda.turn() == [(5, 1)]
    agenda.now.pop()
    assert agenda.turn() == [(5, 3)]


def test_a_tick_whose_entries_were_all_forgotten_is_passed_over():
    agenda = Agenda()
    for entry in [(1, 0), (2, 1), (3, 2)]:
        agenda[entry[0]].append(entry)
    agenda.keep(lambda entry: entry[1] == 2)
    assert agenda.entries() == [(3, 2)] and agenda.turn() == [(3, 2)]
    agenda.now.clear()
    assert agenda.turn() == [] and agenda.entries() == []
