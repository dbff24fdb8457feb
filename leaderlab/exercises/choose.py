"""Choose and justify: for each case an algorithm, and a fact about it that the case turns on."""

from dataclasses import dataclass
from functools import cache

from ..errors import Mistake, did_you_mean
from .exercise import Exercise, Finding, untouched
from .plain import kind_of, plain


@dataclass(kw_only=True, eq=False)
class Choose(Exercise):
    """For each case give (algorithm, fact). Every fact is computed, so a fact that is none is refused.

    Parameters
    ----------
    cases : dict
        Name -> (the facts that the case needs, a hint at what it turns on).
    facts : dict
        Name -> (a sentence, a function of an algorithm's name that says whether it is true).
    algorithms : tuple of str
        What may be chosen.

    Notes
    -----
    A choice is right if all facts that the case needs are true of the algorithm and the given one is among them. Each
    case earns the same part of the points.
    """

    cases: dict
    facts: dict
    algorithms: tuple

    def __post_init__(self):
        self.is_true = cache(lambda fact, algorithm: bool(self.facts[fact][1](algorithm)))

    def mark(self, answer, grading):
        if answer is None or answer is ...:
            return untouched()
        if isinstance(answer, dict):        # a case that is still a stub
            answer = {case: None if choice is ... else choice for case, choice in answer.items()}
        mine = plain(answer)
        if not isinstance(mine, dict):
            raise Mistake("The answer is a mapping from each case to an algorithm and a fact: {'sensors': ('raft', "
                          f"'numbered'), …}}. You gave {kind_of(mine)}.")
        missing = [case for case in self.cases if mine.get(case) is None]
        if missing and (unknown := next((case for case in mine if case not in self.cases), None)) is not None:
            raise Mistake(f"There is no case {unknown!r}.{did_you_mean(str(unknown), self.cases)}")
        if len(missing) == len(self.cases):
            return untouched()
        faults = {case: self.fault(mine.get(case), needs) for case, (needs, _) in self.cases.items()}
        table = ["case", "your choice", ""], [[case, self.shown(mine.get(case)), fault or "right"]
                                              for case, fault in faults.items()]
        right = sum(not fault for fault in faults.values())
        if right == len(faults):
            return self.passed(table=table)
        case = min((case for case in faults if faults[case]), key=missing.__contains__)     # what is chosen comes first
        fault = faults[case]
        text = f"{right} of {len(faults)} cases are right. {case}: {fault}"
        return Finding(right / len(faults), text, self.cases[case][1], table=table)

    @staticmethod
    def shown(choice):
        return ", ".join(map(str, choice)) if isinstance(choice, tuple) else str(choice)

    def fault(self, choice, needs):
        """What is wrong with one choice, or an empty text."""
        if choice is None:
            return "nothing is chosen yet."
        if not isinstance(choice, tuple) or len(choice) != 2:
            return "give a pair: an algorithm and a fact."
        algorithm, fact = choice
        if algorithm in self.facts and fact in self.algorithms:
            return "the other way round: first the algorithm, then the fact."
        for name, all_names, what in ((algorithm, self.algorithms, "algorithm"), (fact, tuple(self.facts), "fact")):
            if name not in all_names:
                return f"{name!r} is not one of the {what}s.{did_you_mean(str(name), all_names)}"
        if not self.is_true(fact, algorithm):
            return f"that is no fact about {algorithm}: {self.facts[fact][0]}"
        for need in needs:
            if not self.is_true(need, algorithm):
                return f"your fact is true, but the case needs something else, too, and {algorithm} fails there."
        if fact not in needs:
            return f"{algorithm} will do, and your fact is true, but the case does not turn on it."
        return ""

    def clues(self):
        return ["Read what the case cannot do without, and cross out every algorithm that lacks it. The facts are the "
                "columns of the tables above."]
