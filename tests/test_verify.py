"""The checker: verdicts, shortest runs, lassos, budgets, bounds; and its own numbers."""

import pytest
from small_nodes import Alarm, Chatty, Circle, Hello, Memory, Silent, group, node_class

from leaderlab import (
    Crash,
    Deliver,
    Eventual,
    Faults,
    Network,
    Node,
    Tick,
    Timer,
    all_agree,
    at_most_one_leader,
    irrevocable,
    nobody_follows_the_dead,
    quiet,
    replay,
    simulate,
    somebody_leads,
    verify,
)
from leaderlab.algorithms import chang_roberts, readme_ring, ring


def crowns(self, *_):
    self.leader = self.id


@pytest.mark.parametrize("body, asked, broken, steps", [
    ({"on_start": crowns}, {"always": at_most_one_leader}, at_most_one_leader, 0),
    ({"on_start": lambda self: self.broadcast(Hello()), "on_message": crowns}, {"always": at_most_one_leader},
     at_most_one_leader, 2),
    ({}, {"always": at_most_one_leader, "eventually": somebody_leads}, somebody_leads, 0),
    ({"on_start": lambda self: setattr(self, "leader", 1)},
     {"always": nobody_follows_the_dead, "faults": Faults(crashes=1)}, nobody_follows_the_dead, 1),
    ({"on_start": lambda self: self.set_timer("t", 1), "on_timer": lambda self, name: self.set_timer("t", 1)},
     {"eventually": quiet}, quiet, 1),
    ({"on_start": crowns, "on_timer": crowns}, {"eventually": all_agree}, all_agree, 0),
], ids=["all crown themselves", "two crown themselves", "nobody does anything", "the dead leads", "never quiet",
        "no agreement"])
def test_small_bugs_are_caught_by_shortest_runs(body, asked, broken, steps):
    verdict = verify(group([1, 2], node=node_class(**body)), **asked)
    assert (verdict.holds, verdict.broken, len(verdict.trace) - 1) == (False, broken, steps)


def test_an_algorithm_that_does_nothing_is_perfectly_safe():
    assert verify(group([1, 2]), always=[at_most_one_leader, irrevocable], eventually=quiet)


def test_a_lasso_shows_the_way_in_and_the_loop():
    verdict = verify(group([1, 2, 3], node=Circle), eventually=quiet)
    assert (verdict.doomed, verdict.trace.loop, len(verdict.trace)) == (0, 0, 4)
    first, last = verdict.trace.worlds[verdict.trace.loop], verdict.trace.last
    assert first.in_flight == last.in_flight
    assert "for ever" in verdict.trace.end


def test_a_loop_that_is_entered_late_starts_where_it_starts():
    class Late(Node):
        leader: int | None = None
        count: int = 0

        def on_start(self):
            self.set_timer("t", 1)

        def on_timer(self, name):
            self.count = self.count + 1 if self.count < 4 else 2
            self.set_timer("t", 1)

    verdict = verify(group([1], node=Late), eventually=lambda world: world[1].count == 1)
    assert (verdict.doomed, verdict.trace.loop) == (2, 2)
    assert verdict.trace.worlds[verdict.trace.loop][1].count == verdict.trace.last[1].count == 2


def test_the_shortest_way_leads_to_the_first_world_without_hope():
    verdict = verify(readme_ring([3, 7, 5], initiators=[3]), eventually=somebody_leads, faults=Faults(crashes=1))
    assert verdict.trace[verdict.doomed].event == Crash(3)
    assert verdict.trace.end == "Nothing more can happen."


def test_hope_needs_no_further_fault():
    """A restart would help, but a fair network owes nobody a restart."""
    system = readme_ring([3, 7, 5], initiators=[3])
    assert not verify(system, eventually=somebody_leads, faults=Faults(crashes=1, restarts=1))


def test_a_promise_of_a_step_sees_before_and_after():
    seen = []

    def leaders_grow(before, after):
        """Nobody stops leading."""
        seen.append((len(before.leaders), len(after.leaders)))
        return before.leaders <= after.leaders

    verdict = verify(ring([3, 7], initiators=[3]), always=leaders_grow)
    assert verdict and (0, 1) in seen
    assert len(seen) == verdict.edges
    verdict = verify(ring([3, 7], initiators=[3]), always=leaders_grow, faults=Faults(crashes=1))
    assert verdict.broken is leaders_grow and isinstance(verdict.trace[-1].event, Crash)


def test_promises_about_the_wire_and_the_timers_are_asked_in_every_world():
    full = verify(group([1, 2], node=Memory), always=lambda world: len(world.in_flight) > 0)
    assert len(full.trace) == 3
    assert len(verify(group([1], node=Alarm), always=lambda world: world.timers).trace) == 3
    assert not verify(group([1, 2]), always=lambda world: not world.cuts, faults=Faults(cuts=1))


def test_a_property_may_compare_fields_with_ordinary_values():
    system = group([1, 2], node=Memory)
    assert not verify(system, always=lambda world: world[1].received == [])
    assert verify(system, eventually=lambda world: world[1].received == [1])
    assert verify(ring([3, 7]), always=lambda world: world[3].down == set())


def test_the_verdict_says_what_was_searched():
    verdict = verify(ring([3, 7, 5]), always=at_most_one_leader, faults=Faults(crashes=1))
    assert bool(verdict) and verdict.holds is True and verdict.broken is None and verdict.trace is None
    assert str(verdict) == f"Holds in all {verdict.worlds:,} worlds with Faults(crashes=1)."
    assert repr(verdict) == f"<Verdict: {verdict.reason}>"


def test_a_broken_verdict_tells_the_promise_and_the_run():
    verdict = verify(group([1, 2], node=node_class(on_start=crowns)), always=at_most_one_leader)
    assert not verdict and verdict.holds is False
    assert str(verdict) == ("Broken: At most one non-faulty node believes to be the leader itself. "
                            f"The shortest run has 0 steps.\n{verdict.trace}")


def test_the_first_broken_promise_of_a_world_in_the_order_given_is_named():
    def one(world):
        return not world.leaders

    def two(world):
        return not world.leaders
    system = group([1, 2], node=node_class(on_start=crowns))
    assert verify(system, always=[one, two]).broken is one
    assert verify(system, always=[two, one]).broken is two
    assert verify(system, always=one, eventually=quiet).broken is one


def test_a_search_that_gives_up_has_no_answer_but_still_reports_what_is_broken():
    system = group([1, 2], node=Chatty)
    verdict = verify(system, always=at_most_one_leader, max_worlds=100)
    assert (verdict.holds, bool(verdict), verdict.broken) == (None, False, None)
    assert "No answer" in verdict.reason and verdict.worlds >= 100
    assert verify(system, always=lambda world: world[1].sent < 3, max_worlds=100).holds is False


def test_a_bound_keeps_the_search_small():
    system = group([1, 2], node=Chatty)
    small = verify(system, within=lambda node: node.sent <= 2)
    assert small and small.worlds < 2000
    assert verify(system, always=lambda world: world[1].sent <= 2, within=lambda node: node.sent <= 2)


def test_the_number_of_worlds_counts_up_for_whoever_waits():
    heard = []
    verify(ring([3, 7, 5]), faults=Faults(crashes=1), progress=heard.append)
    assert heard and heard == sorted(heard)


def test_loss_and_an_eventual_detector_are_faults_without_being_asked_for():
    assert verify(chang_roberts([3, 7], network=Network(loss=0.1)), eventually=somebody_leads).holds is False
    cls = node_class(on_suspect=lambda self, peer: crowns(self))
    system = group([1, 2], node=cls, network=Network(detector=Eventual()))
    assert verify(system, always=lambda world: not world.leaders).holds is False


def test_a_network_that_loses_reorders_and_doubles_has_finitely_many_worlds():
    network = Network(order="any", loss=0.1, duplication=0.1)
    verdict = verify(chang_roberts([3, 7, 5], network=network), always=at_most_one_leader)
    assert verdict and verdict.worlds < 200
    class Counts(Memory):
        def on_start(self):
            self.broadcast(Hello(1))

        def on_message(self, message, sender):
            self.received = [*self.received, message.text][:3]
    verdict = verify(group([1, 2], node=Counts, network=network), always=lambda world: len(world[1].received) < 3)
    assert [step.event for step in verdict.trace[1:]] == [Deliver(2, 1, Hello(1))] * 3


def test_bounded_duplicates_arrive_as_often_as_the_budget_says():
    verdict = verify(group([1, 2], node=Memory), always=lambda world: len(world[1].received) < 3,
                     faults=Faults(duplicates=2))
    assert len(verdict.trace) - 1 == 5
    assert len({step.copy for step in verdict.trace if step.copy is not None}) == 2
    assert [str(event) for event in verdict.trace.last.in_flight] == ["2 receives Hello(1) from 1"]


def test_in_ticks_a_timer_and_a_message_race_as_their_windows_say():
    class Races(Node):
        leader: int | None = None

        def on_start(self):
            self.broadcast(Hello())
            self.set_timer("late", 4)

        def on_message(self, message, sender):
            self.cancel_timer("late")

        def on_timer(self, name):
            self.leader = self.id

    def nobody_is_late(world):
        return not world.leaders

    for latest, holds in ((3, True), (4, False)):
        system = group([1, 2], node=Races, network=Network(delay=(1, latest)))
        assert verify(system, timed=True, always=nobody_is_late).holds is holds
        assert verify(system, always=nobody_is_late).holds is False
    system = group([1, 2], node=Races, network=Network(delay=(1, 3)))
    assert verify(system, timed=True, drift="1/10", always=nobody_is_late)      # 4 / 1.1 rounds up to 4
    verdict = verify(system, timed=True, drift="1/3", always=nobody_is_late)    # 4 / (4/3) is 3
    assert [type(step.event) for step in verdict.trace[1:]] == [Tick, Tick, Tick, Timer]


def test_time_does_not_pass_in_a_world_where_nothing_waits():
    assert verify(group([1, 2]), timed=True).worlds == 1


def test_the_same_search_gives_the_same_numbers_and_the_same_run():
    def search():
        verdict = verify(readme_ring([3, 7, 5]), eventually=all_agree, faults=Faults(crashes=1))
        return verdict.worlds, verdict.edges, verdict.depth, str(verdict)
    assert search() == search()


@pytest.mark.parametrize("system, faults, numbers", [
    (chang_roberts([1, 2, 3]), Faults(), (14, 19, 8)),
    (chang_roberts([3, 2, 1]), Faults(), (17, 24, 9)),
    (ring([3, 7, 5]), Faults(), (58, 102, 18)),
    (readme_ring([3, 7, 5], initiators=[3]), Faults(crashes=1), (127, 233, 11)),
    (group([1, 2, 3]), Faults(crashes=3), (8, 12, 3)),
    (group([1, 2, 3]), Faults(crashes=3, restarts=3), None),
    (group([1, 2]), Faults(cuts=2, heals=1), (4, 3, 3)),
    (group([1, 2], node=Silent), Faults(), (1, 0, 0)),
], ids=str)
def test_the_size_of_a_search_is_a_fact(system, faults, numbers):
    verdict = verify(system, faults=faults)
    assert verdict.holds
    if numbers:
        assert (verdict.worlds, verdict.edges, verdict.depth) == numbers


class Flood(Node):
    def on_start(self):
        self.broadcast(Hello())

    def on_message(self, message, sender):
        self.broadcast(Hello())
        self.broadcast(Hello())


def test_a_storm_of_messages_is_given_up_with_a_sentence():
    verdict = verify(group([1, 2], node=Flood), eventually=[quiet])
    assert verdict.holds is None and verdict.worlds < 100_000
    assert "piling up" in verdict.reason


def test_a_search_may_begin_where_a_run_has_led():
    start = simulate(ring([3, 7, 5], initiators=[3]), faults=[(9, Crash(7))])
    half = replay(start.system, start.events[:4])
    verdict = verify(half, always=at_most_one_leader, eventually=[all_agree, quiet])
    assert verdict and verdict.worlds == 5
    assert verify(half, eventually=all_agree, faults=Faults(crashes=1)).worlds == 48


def test_what_it_finds_is_the_whole_run_and_the_past_costs_no_budget():
    past = replay(readme_ring([3, 7, 5], initiators=[3]), [Crash(5)])
    assert verify(past, always=somebody_leads).trace.events == past.events
    verdict = verify(past, always=lambda world: len(world.up) > 1, faults=Faults(crashes=1))
    assert verdict.trace.events == (Crash(5), Crash(3))
    assert "from step 1 on has 1 step." in verdict.reason
    hopeless = verify(past, eventually=somebody_leads)
    assert hopeless.doomed == 1 and hopeless.trace.events[0] == Crash(5)
    assert str(replay(past.system, hopeless.trace.events)) == str(hopeless.trace)


def test_the_past_may_have_its_times_and_the_search_its_ticks():
    past = simulate(group([1, 2], node=Alarm), until=1)
    assert verify(past, timed=True) and verify(past)


def test_a_node_that_is_down_in_the_past_may_be_one_that_the_budget_spares():
    past = replay(ring([3, 7, 5], initiators=[3]), [Crash(5)])
    assert verify(past, faults=Faults(crashes=1, only=[3]), always=lambda world: world[7].up)


def test_a_search_in_ticks_may_begin_after_a_run_in_which_nothing_happened_for_a_while():
    past = simulate(group([1, 2], node=Silent), faults=[(20, Crash(1))])
    assert verify(past, timed=True).trace is None and past.time == 20
    assert len(replay(past.system, [Tick(), Tick(), Crash(1)])) == 4
