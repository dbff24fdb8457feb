"""Bad weather, drawn from a seed: crashes and cuts that end, and networks that lose, double and reorder."""

import pytest

from leaderlab import Crash, Cut, Heal, Network, Restart

SEEDS = [*range(12), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(12, 72))]


def weather(dice, ids, ticks):
    """A schedule of faults that ends with everybody up and every link whole."""
    schedule = []
    for _ in range(6):
        begin = dice.randrange(ticks)
        end = begin + dice.randrange(50, 600)
        one, other = dice.sample(ids, 2)
        pair = (Crash(one), Restart(one)) if dice.random() < 0.5 else (Cut(one, other), Heal(one, other))
        schedule += [(begin, pair[0]), (end, pair[1])]
    links_of = [(ticks + 600, Heal(a, b)) for a in ids for b in ids if a < b]
    return schedule + links_of + [(ticks + 600, Restart(id)) for id in ids]


def rough(dice, detector=None):
    """A network on which every third message may be lost or doubled."""
    return Network(delay=(1, dice.choice([5, 10, 40])), order=dice.choice(["fifo", "any"]),
                   loss=dice.choice([0, 0.1, 0.3]), duplication=dice.choice([0, 0.1, 0.3]), detector=detector)
