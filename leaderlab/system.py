"""A system: nodes and the network between them, before anything has happened. It can be written down as one call."""

import ast
import functools
import inspect
from collections.abc import Iterable, Iterator

from .errors import Mistake, did_you_mean
from .network import Eventual, Faults, Network, Perfect
from .node import Node, initial, window
from .values import order

BUILDERS = {}
WRITABLE = {cls.__name__: cls for cls in (Network, Perfect, Eventual, Faults, range)}


class System:
    """The nodes, in order, and what is assumed of the network.

    Parameters
    ----------
    nodes : iterable of Node
        In the order in which they start and are drawn.
    network : Network, optional
    starts : (int, int), default (0, 0)
        When nodes begin: all together at time 0, or each for itself somewhere in this window (a message waits for a
        node that has not begun).

    Attributes
    ----------
    call : str or None
        The text that builds this system again, if a builder made it: ``ring([3, 7, 5], initiators=[3])``.

    Raises
    ------
    Mistake
        If there is no node, an id is not an int, or two nodes share one.
    """

    def __init__(self, nodes, network=None, starts=(0, 0)):
        nodes = list(nodes) if isinstance(nodes, Iterable) else [nodes]
        for node in nodes:
            if isinstance(node, type) or not isinstance(node, Node):
                hint = " Write it with its id: Ring(3, ...)." if isinstance(node, type) else ""
                raise Mistake(f"{node!r} is not a node.{hint}")
        self.ids = check_ids(node.id for node in nodes)
        self.network = Network() if network is None else network
        if not isinstance(self.network, Network):
            raise Mistake(f"network={network!r} is not a network. Write Network(delay=(1, 10)).")
        self.starts = window(starts, "starts")
        self.call = None
        self.nodes = tuple(map(initial, nodes))
        for node in self.nodes:
            node.peers = tuple(id for id in self.ids if id != node.id)

    @property
    def title(self):
        """The name of the algorithm, for a headline."""
        return " and ".join(dict.fromkeys(type(node).__name__ for node in self.nodes))

    def __repr__(self):
        return self.call or f"<{self.title} on {len(self.nodes)} nodes {list(self.ids)}>"


def check_system(system):
    """Refuse what is not a System.

    Raises
    ------
    Mistake
    """
    if isinstance(system, System):
        return
    name = getattr(system, "__name__", None)
    if name in BUILDERS:
        raise Mistake(f"{name} is a builder, not a system. Call it: {name}([3, 7, 5]).")
    raise Mistake(f"{name or repr(system)} is not a system. Make one with a builder: ring([3, 7, 5], initiators=[3]).")


def check_ids(ids):
    """The ids as a tuple.

    Raises
    ------
    Mistake
        If there is none, one is not an int, or two are equal.
    """
    try:
        ids = tuple(ids)
    except TypeError:
        raise Mistake(f"{ids!r} is not a list of ids. Give whole numbers in their order: [3, 7, 5].") from None
    if not ids:
        raise Mistake("There is no node. Give at least one id, for example [3, 7, 5].")
    for id in ids:
        if type(id) is not int:
            raise Mistake(f"{id!r} is not an id. Ids are whole numbers, because an election compares them.")
        if ids.count(id) > 1:
            raise Mistake(f"Two nodes have the id {id}. Every id must be different.")
    return ids


def check_members(some, ids, what):
    """Refuse an id in ``some`` that is no id of the system, in the words of the caller (``what``: "an initiator")."""
    some = ids if some is None else tuple(some) if isinstance(some, Iterable) else (some,)
    for id in some:
        if type(id) is not int or id not in ids:
            raise Mistake(f"There is no node {id!r}, so it cannot be {what}. The ids are {list(ids)}.")
    return some


def builder(function):
    """Let a function that returns a System be written down as text, and its text be read back by :func:`build`."""
    signature = inspect.signature(function)

    @functools.wraps(function)
    def build_and_note(*args, **kwargs):
        try:
            bound = signature.bind(*args, **kwargs)
        except TypeError as error:
            raise Mistake(f"{function.__name__}: {error}. It is called like this: "
                          f"{function.__name__}{signature}") from None
        for name, value in bound.arguments.items():
            bound.arguments[name] = _settled(value)
            if name == "node" and not (isinstance(value, type) and issubclass(value, Node)):
                raise Mistake(f"node={getattr(value, '__name__', repr(value))}: give the class of the nodes, "
                              "class MyRing(Node), without brackets.")
        system = function(*bound.args, **bound.kwargs)
        given = [f"{name}={_text(value)}" if signature.parameters[name].kind is inspect.Parameter.KEYWORD_ONLY
                 else _text(value) for name, value in bound.arguments.items()]
        system.call = f"{function.__name__}({', '.join(given)})"
        return system

    BUILDERS[function.__name__] = build_and_note
    build_and_note.node = getattr(signature.parameters.get("node"), "default", None)
    return build_and_note


def _settled(value):
    """An argument with an order of its own: a set is sorted, an iterator is read once."""
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=order)
    return list(value) if isinstance(value, Iterator) else value


def _text(value):
    return value.__name__ if isinstance(value, type) else repr(value)


def build(text, *classes):
    """The system that ``text`` describes, read without running any of it as code.

    Parameters
    ----------
    text : str
        One call of a builder with plain values: ``ring([3, 7, 5], initiators=[3])``.
    *classes : type
        Node classes of your own that the text names.

    Raises
    ------
    Mistake
        If the text is not such a call, or names something unknown.
    """
    from . import algorithms  # its builders and nodes register themselves here
    known = {cls.__name__: cls for cls in (*algorithms.NODES, *classes)} | WRITABLE
    try:
        call = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError):           # a NUL in it: some versions of Python raise a ValueError
        call = None
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name)):
        raise Mistake(f"This does not describe a system: {text.strip()[:80]!r}. It looks like: ring([3, 7, 5]).")
    if call.func.id not in BUILDERS:
        raise Mistake(f"There is no builder {call.func.id!r}.{did_you_mean(call.func.id, BUILDERS)}")
    return _call(BUILDERS[call.func.id], call, known)


def _call(function, tree, known):
    """Call a function as the text does, with plain values only."""
    if any(keyword.arg is None for keyword in tree.keywords):
        raise Mistake(f"{ast.unparse(tree)}: write every value out, without **.")
    values = {keyword.arg: _value(keyword.value, known) for keyword in tree.keywords}
    try:
        return function(*[_value(a, known) for a in tree.args], **values)
    except TypeError as error:
        raise Mistake(f"{ast.unparse(tree)}: {error}.") from None


def _value(tree, known):
    match tree:
        case ast.Name(id=name) if name in known:
            return known[name]
        case ast.Name(id=name):
            raise Mistake(f"This line needs {name!r}, which is not part of the library. If it is your class, "
                          f"pass it too: replay(line, {name}).")
        case ast.Call(func=ast.Name(id=name)) if name in WRITABLE:
            return _call(WRITABLE[name], tree, known)
    try:
        return ast.literal_eval(tree)
    except (ValueError, TypeError):
        raise Mistake(f"{ast.unparse(tree)!r} is not a plain value.") from None
