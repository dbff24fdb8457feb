"""Running one handler, the same way in every walk."""

from .errors import HandlerMistake, Runaway, explain
from .events import Deliver, Restart, Start, Suspect, Timer, Trust
from .node import Message
from .values import show
from .watchdog import calls_handlers

HANDLERS = {Deliver: "on_message", Timer: "on_timer", Suspect: "on_suspect", Trust: "on_trust", Start: "on_start",
            Restart: "on_restart"}


@calls_handlers
def call(node, event):
    """Run the handler for ``event``; what it asks for is left in the node's slots.

    Raises
    ------
    HandlerMistake
        If the handler raises, does not end, or sends something that is not a message.
    """
    try:
        match event:
            case Deliver(sender, _, message):
                node.on_message(message, sender)
            case Timer(_, name):
                node.on_timer(name)
            case Suspect(_, peer):
                node.on_suspect(peer)
            case Trust(_, peer):
                node.on_trust(peer)
            case Start():
                node.on_start()
            case Restart():
                node.on_restart()
    except (Exception, Runaway, SystemExit) as error:
        raise explain(error, node, event, HANDLERS[type(event)]) from None


def check_said(node, text, values):
    """Refuse a text that its values do not fit.

    Raises
    ------
    HandlerMistake
    """
    if values:
        try:
            text.format(*values)
        except (IndexError, KeyError, ValueError, AttributeError) as error:
            raise HandlerMistake(f"{type(node).__name__}: say({text!r}) does not fit its {len(values)} values "
                                 f"({error}).", node=node.id) from None


def check_sent(node, to, message, ids):
    """Refuse a message that cannot be delivered.

    Raises
    ------
    HandlerMistake
        If ``to`` is no node of the system, or ``message`` is not a Message.
    """
    if not isinstance(message, Message):
        what = f"the class {message.__name__} itself" if isinstance(message, type) else show(message)
        raise HandlerMistake(f"{type(node).__name__}: node {node.id} sends {what}, which is not a message. "
                             "Declare one, class Hello(Message): ..., and send Hello(...).", node=node.id)
    if type(to) is not int or to not in ids:
        raise HandlerMistake(f"{type(node).__name__}: node {node.id} sends {message} to {to!r}, but there is no such "
                             f"node. The ids are {list(ids)}.", node=node.id)
