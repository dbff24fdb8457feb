"""What lesson 03 gives to the learner: no answers. Answers are marked with it, also without lesson03.py."""

from ..node import Message


class RequestVote(Message):
    """Vote for me in the election with this number."""
    term: int


class Vote(Message):
    """You have my vote in it."""
    term: int


class Elected(Message):
    """I am the master of this election."""
    term: int


ELECTED = ("chubby([1, 2, 3], lease=5, hold=4, renew=None, stands={1: (0, 0), 2: (0, 6)}, "
           "network=Network(delay=(0, 0))) | drift:1/4 timer:1:election 1>2 1>3 2>1 3>1 1>2 1>3")
