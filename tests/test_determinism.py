"""The same seed gives the same bytes, whatever the hash seed, in another process, after other runs."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PROGRAM = """
import hashlib
from leaderlab import *
from leaderlab.algorithms import *
from small_nodes import *

class Names(Node):
    seen: set = set()
    by_name: dict = {}
    leader: object = None

    def on_start(self):
        self.seen |= {f"name {self.id} {k}" for k in range(20)} | {None, 1.5}
        self.by_name = dict.fromkeys(sorted(map(str, self.seen)))
        self.broadcast(Hello(self.seen))

    def on_message(self, message, sender):
        self.seen |= message.text
        self.leader = frozenset(str(text)[:7] for text in self.seen)
        self.say("I have seen {}.", self.seen)

rough = Network(delay=(1, 9), order="any", loss=0.1, duplication=0.1, detector=Eventual(mistakes=2))
schedule = [(10, Crash(7)), (15, Cut(3, 5)), (40, Restart(7)), (50, Heal(3, 5))]
runs = [simulate(build([3, 7, 5], network=rough), seed=seed, faults=schedule)
        for build in (ring, readme_ring, chang_roberts, hirschberg_sinclair, bully, shout) for seed in range(3)]
runs += [simulate(group([1, 2, 3], node=Names)), simulate(group([3, 7], node=Chatty, starts=(0, 20)), seed=3)]
verdicts = [verify(readme_ring([3, 7, 5]), eventually=all_agree, faults=Faults(crashes=1)),
            verify(shout([3, 7], network=Network(detector=Eventual())), always=at_most_one_leader),
            verify(group([1, 2, 3], node=Names), always=lambda world: not world[1].leader),
            verify(group([1, 2], node=Names), eventually=quiet)]
runs += [verdict.trace for verdict in verdicts if verdict.trace]
text = "".join([str(run) + run.to_json() + repr(run) for run in runs]
               + [f"{verdict}{verdict.worlds}{verdict.edges}{verdict.depth}" for verdict in verdicts])
print(hashlib.sha256(text.encode()).hexdigest())
"""


def fingerprint(hash_seed):
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": f"{HERE}{os.pathsep}{HERE.parent}"}
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def expected():
    return fingerprint("0")


@pytest.mark.parametrize("hash_seed", ["1", "4242", "random"])
def test_the_bytes_do_not_depend_on_the_hash_seed(hash_seed, expected):
    assert fingerprint(hash_seed) == expected
    assert len(expected) == len(hashlib.sha256().hexdigest())


def test_a_run_does_not_depend_on_the_runs_before_it():
    from leaderlab import simulate, verify
    from leaderlab.algorithms import ring
    first = str(simulate(ring([3, 7, 5]), seed=4))
    simulate(ring([3, 7, 5]), seed=9)
    verify(ring([3, 7, 5]))
    assert str(simulate(ring([3, 7, 5]), seed=4)) == first


def test_a_run_neither_uses_nor_moves_the_global_random():
    import random

    from leaderlab import Network, simulate
    from leaderlab.algorithms import ring
    random.seed(5)
    before = random.getstate()
    one = str(simulate(ring([3, 7, 5], network=Network(loss=0.2)), seed=4))
    assert random.getstate() == before
    random.seed(6)
    assert str(simulate(ring([3, 7, 5], network=Network(loss=0.2)), seed=4)) == one


def test_different_seeds_give_different_runs():
    from leaderlab import simulate
    from leaderlab.algorithms import ring
    assert len({str(simulate(ring([3, 7, 5]), seed=seed)) for seed in range(20)}) == 20
