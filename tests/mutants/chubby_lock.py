"""Locks without a fence, or with the fence in the wrong place."""

from leaderlab import Faults, Message
from leaderlab.algorithms.chubby_lock import FencingStore, Holder, LockService, TrustingStore, Write, chubby_lock

from . import Mutant, mutant


def writes_keep_the_order(world):
    """The store never takes a write of an older holder after one of a newer holder."""
    tokens, given = world.nodes[-1].writes, getattr(world.nodes[0], "given", range(10))
    places = [given.index(token) for token in tokens]
    return places == sorted(places)


def tokens_differ(world):
    """No two holders have the same token."""
    tokens = [node.token for node in world.nodes[1:-1] if node.token is not None]
    return len(tokens) == len(set(tokens))


class Check(Message):
    """Is this token still good?"""
    token: int


class Checked(Message):
    """It is."""
    token: int


class AskingHolder(Holder):
    """Asks the lock service just before it writes, and the store trusts it."""

    def on_message(self, message, sender):
        match message:
            case Checked(token):
                self.send(Write(token, f"by {self.id}"), to=self.store)
            case _:
                super().on_message(message, sender)

    def send(self, message, *, to):
        if isinstance(message, Write) and self.role == "done":
            self.role = "asking"
            super().send(Check(message.token), to=self.service)
        else:
            super().send(message, to=to)


class AnsweringService(LockService):
    """Answers whether a token is the newest one."""

    def on_message(self, message, sender):
        match message:
            case Check(token):
                if token == self.token:
                    self.send(Checked(token), to=sender)
            case _:
                super().on_message(message, sender)


class TossesTokens(LockService):
    """Tokens that are all different, but do not grow."""
    given: list = []                # in the order of the grants

    def next_token(self):
        self.given.append((self.token + 2) % 3)
        return self.given[-1]


class ForgetsTheToken(LockService):
    """After a restart the tokens begin again."""
    token: int = 0


class ForgetfulStore(FencingStore):
    """After a restart it has seen nothing."""
    newest: int = 0


class ReversedStore(FencingStore):
    """Compares the wrong way round."""

    def on_message(self, message, sender):
        if message.token >= self.newest or not self.writes:
            self.take(message)
        self.newest = min(self.newest, message.token)


RESTART = {"faults": Faults(crashes=1, restarts=1)}

MUTANTS = {
    "nobody looks at the token": mutant(
        chubby_lock, TrustingStore, [1, 2], always=writes_keep_the_order, steps=9),
    "the holder asks the service instead": Mutant(
        chubby_lock([1, 2], node=TrustingStore, holder=AskingHolder, service=AnsweringService),
        {"always": writes_keep_the_order}, writes_keep_the_order, 13,
        chubby_lock([1, 2], holder=AskingHolder, service=AnsweringService)),
    "tokens do not grow": Mutant(
        chubby_lock([1, 2], service=TossesTokens), {"always": writes_keep_the_order}, writes_keep_the_order, 9,
        chubby_lock([1, 2])),
    "the service forgets its tokens": Mutant(
        chubby_lock([1, 2], service=ForgetsTheToken), {"always": tokens_differ, **RESTART}, tokens_differ, 6,
        chubby_lock([1, 2])),
    "the store forgets the token": mutant(
        chubby_lock, ForgetfulStore, [1, 2], always=writes_keep_the_order, steps=11, **RESTART),
    "the store compares the wrong way round": mutant(
        chubby_lock, ReversedStore, [1, 2], always=writes_keep_the_order, steps=9),
}
