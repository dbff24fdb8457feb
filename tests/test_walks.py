"""The promise of the whole engine: a simulation is a walk through the graph that a verification explores."""

from alike import assert_same_tale, assert_same_worlds
from hypothesis import assume, given
from hypothesis import strategies as st
from small_nodes import Hello

from leaderlab import (
    Crash,
    Cut,
    Drop,
    Duplicate,
    Eventual,
    Faults,
    Heal,
    Network,
    Node,
    Perfect,
    Restart,
    Suspect,
    System,
    Tick,
    Trace,
    begin,
    durable,
    replay,
    simulate,
    step,
)
from leaderlab.algorithms import bully, chang_roberts, hirschberg_sinclair, readme_ring, ring, shout


class Chatter(Node):
    """Does whatever its rules say: a stand-in for every algorithm that nobody has thought of."""
    rules: tuple
    turns: int = 0
    starts: int = durable(0)
    notes: list = []
    marks: set = set()
    files: dict = {}
    leader: int | None = None

    def act(self, hint):
        self.turns += 1
        if self.turns < 9 and self.rules:
            for action, a, b in self.rules[(self.turns + hint) % len(self.rules)]:
                getattr(self, action)(a, b)

    def on_start(self):
        self.starts += 1
        self.act(self.id)

    def on_message(self, message, sender):
        self.act(sender + message.text)

    def on_timer(self, name):
        self.act(ord(name))

    def on_suspect(self, peer):
        self.act(peer)

    def on_trust(self, peer):
        self.act(-peer)

    def tell(self, a, b):
        members = (self.id, *self.peers)
        self.send(Hello(b), to=members[a % len(members)])

    def tell_all(self, a, b):
        self.broadcast(Hello(a))

    def wind(self, a, b):
        self.set_timer("abc"[a % 3], b, b + a)

    def stop(self, a, b):
        self.cancel_timer("abc"[a % 3])

    def note(self, a, b):
        self.notes.append([a, b])
        self.marks.add(b)

    def file(self, a, b):
        self.files = dict(sorted({**self.files, a: b}.items()))

    def follow(self, a, b):
        self.leader = a
        self.say("{} leads, says {}; {}.", a, b, sorted(self.marks))


def chatter(ids, rules):
    return System([Chatter(id, rules=tuple(rules[k::2])) for k, id in enumerate(ids)])


BUILDERS = [readme_ring, ring, chang_roberts, hirschberg_sinclair, bully]

small = st.integers(0, 6)
windows = st.tuples(small, small).map(lambda pair: (pair[0], sum(pair)))
names = st.sampled_from(["tell", "tell", "tell_all", "wind", "wind", "stop", "note", "file", "follow"])
actions = st.tuples(names, small, small)
rules = st.lists(st.lists(actions, max_size=3).map(tuple), min_size=2, max_size=8)
detectors = st.one_of(st.none(), st.builds(Perfect, delay=windows),
                      st.builds(Eventual, delay=windows, mistakes=st.integers(0, 2), settles=st.integers(0, 20)))
chances = st.sampled_from([0, 0, 0.3])
networks = st.builds(Network, delay=windows, order=st.sampled_from(["fifo", "any"]), loss=chances, duplication=chances,
                     detector=detectors)


@st.composite
def systems(draw):
    ids = draw(st.lists(st.integers(-3, 40), min_size=1, max_size=4, unique=True))
    build = draw(st.sampled_from([*BUILDERS, shout, chatter, chatter]))
    if build is chatter:
        system = chatter(ids, draw(rules))
    elif build is shout:
        system = shout(ids)
    else:
        system = build(ids, initiators=draw(st.lists(st.sampled_from(ids), unique=True)))
    return System(system.nodes, draw(networks), draw(st.sampled_from([(0, 0), (0, 0), (0, 9), (5, 5)])))


@st.composite
def runs(draw):
    """A system, a schedule of faults and a seed."""
    system = draw(systems())
    one, two = st.sampled_from(system.ids), st.lists(st.sampled_from(system.ids), min_size=2, max_size=2, unique=True)
    faults = [st.builds(kind, one) for kind in (Crash, Restart)]
    if len(system.ids) > 1:
        faults += [two.map(lambda pair, kind=kind: kind(*pair)) for kind in (Cut, Heal, Suspect)]
    schedule = draw(st.lists(st.tuples(st.integers(0, 40), st.one_of(faults)), max_size=6))
    return system, schedule, draw(st.integers(0, 999))


BUDGET = {Crash: "crashes", Restart: "restarts", Drop: "drops", Duplicate: "duplicates", Cut: "cuts", Heal: "heals"}


def budget(events, schedule):
    """So many faults as happened; but false suspicions only as planned (an Eventual detector adds its own)."""
    count = {name: sum(isinstance(event, kind) for event in events) for kind, name in BUDGET.items()}
    return Faults(**count, suspicions=sum(isinstance(event, Suspect) for _, event in schedule))


def again(trace):
    """The same walk, step by step through the graph."""
    return replay(trace.system, trace.events, times=[step.time for step in trace[1:]])


@given(runs())
def test_every_simulated_run_replays_in_the_graph(run):
    system, schedule, seed = run
    trace = simulate(system, faults=schedule, seed=seed, max_steps=150)
    second = again(trace)
    assert_same_tale(trace, second)
    assert_same_worlds(trace.worlds, second.worlds, wire=not system.network.pool)


@given(runs())
def test_the_worlds_of_a_trace_are_the_worlds_of_the_graph(run):
    system, schedule, seed = run
    trace = simulate(system, faults=schedule, seed=seed, max_steps=100)
    world = begin(system, faults=budget(trace.events, schedule))
    walked = [world]
    for event in trace.events:
        world = step(world, event)
        walked.append(world)
    assert_same_worlds(trace.worlds, walked, wire=not system.network.pool)


@given(runs())
def test_every_simulated_run_keeps_its_windows_of_time(run):
    """With ticks between its events it is a walk through the graph of a timed verification, too."""
    system, schedule, seed = run
    assume(not system.network.pool)
    trace = simulate(system, faults=schedule, seed=seed, max_steps=60)
    world, now = begin(system, faults=budget(trace.events, schedule), timed=True), 0
    walked = [world]
    for moment in trace[1:]:
        for _ in range(moment.time - now):
            if world.in_flight or world.pending:        # elsewhere a tick changes nothing, and is no event
                world = step(world, Tick())
        now = moment.time
        world = step(world, moment.event)
        walked.append(world)
    assert_same_worlds(trace.worlds, walked)


@given(runs())
def test_the_same_seed_gives_the_same_text(run):
    system, schedule, seed = run
    one, two = (simulate(system, faults=schedule, seed=seed, max_steps=100) for _ in range(2))
    assert str(one) == str(two)
    assert one.to_json() == two.to_json()


@given(runs())
def test_a_run_that_is_not_recorded_is_the_same_run(run):
    system, schedule, seed = run
    trace = simulate(system, faults=schedule, seed=seed, max_steps=100)
    bare = simulate(system, faults=schedule, seed=seed, max_steps=100, trace=False)
    assert (bare.messages, bare.steps, bare.time, bare.end) == (trace.messages, len(trace) - 1, trace.time, trace.end)
    assert_same_worlds([bare.last], [trace.last], wire=not system.network.pool)


@given(runs())
def test_a_trace_survives_its_json(run):
    system, schedule, seed = run
    trace = simulate(system, faults=schedule, seed=seed, max_steps=100)
    second = Trace.from_json(trace.to_json())
    assert str(second) == str(trace)
    assert second.to_json() == trace.to_json()
    for name in ("seed", "faults", "timed", "loop", "messages", "time"):
        assert getattr(second, name) == getattr(trace, name)


@st.composite
def written_runs(draw):
    """A run of a system that one line of text describes."""
    system, schedule, seed = draw(runs())
    ids, build = list(system.ids), draw(st.sampled_from(BUILDERS))
    system = build(ids, initiators=draw(st.lists(st.sampled_from(ids), unique=True)), network=system.network)
    return system, schedule, seed


@given(written_runs())
def test_one_line_of_text_replays_the_run(run):
    system, schedule, seed = run
    trace = simulate(system, faults=schedule, seed=seed, max_steps=100)
    second = replay(trace.line())
    assert_same_tale(trace, second)
    assert_same_worlds(trace.worlds, second.worlds, wire=not system.network.pool)
    assert second.line() == trace.line()


@given(written_runs())
def test_json_of_the_library_s_own_nodes_gives_equal_events_and_messages(run):
    system, schedule, seed = run
    trace = simulate(system, faults=schedule, seed=seed, max_steps=100)
    second = Trace.from_json(trace.to_json())
    assert_same_tale(trace, second)
    assert second.events == trace.events
    assert second.line() == trace.line()
