"""Harmony, an independent language and model checker, gives the same verdict on every ring.

The model beside this file is written by hand in Harmony's own words, so an error in our engine or in our rule would
make the verdicts differ.
"""

import pytest
from rings import RULES, compare, harmony

pytestmark = [pytest.mark.slow,
              pytest.mark.skipif(harmony() is None, reason="Harmony is not installed: it is the extra `oracle`")]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("n", [1, 2, 3, 4, pytest.param(5, marks=pytest.mark.slow)])
def test_both_checkers_say_the_same_of_every_ring(n, rule):
    every = 4 if n == 5 and rule != "larger" else 1         # a wrong rule shows on every ring anyway
    for ids, theirs, ours in compare(n, rule, every):
        assert theirs.holds == ours.holds, ids
        assert ours.holds == (rule == "larger" or n == 1), ids
