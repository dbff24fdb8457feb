"""Real elections: logs of ZooKeeper, etcd and hashicorp/raft, read into the same Trace that our own runs make.

Each folder of ``elections`` holds what one cluster of real servers wrote while its leader was killed, paused, or while
it booted, and a ``meta.json``: the program, its version and settings, and what was done to it at which moment. The
servers ran on one machine; so compare counts and order with a simulation, not milliseconds.

Examples
--------
>>> trace = election("etcd3_kill")
>>> trace.messages, trace.last.leaders
(3, frozenset({3}))
"""

import json
from importlib.resources import files
from pathlib import Path

from ..errors import Mistake, did_you_mean
from . import etcd, hashicorp_raft, zookeeper
from .compare import broken_promises, letters, same_fault, side_by_side
from .lines import NOT_OBSERVED, Line
from .merge import merge
from .story import Story, groups, known_before

__all__ = ["elections", "election", "about", "read", "broken_promises", "letters", "same_fault", "side_by_side"]

SYSTEMS = {"etcd": etcd, "hashicorp-raft": hashicorp_raft, "zookeeper": zookeeper}
NEEDS = ("system", "version", "config", "t0", "injected", "names")
SAYS = {"crash": "I am killed from outside.", "restart": "I am started again.", "start": "I am started.",
        "pause": "I am paused from outside: I do nothing, but I forget nothing.", "resume": "I go on."}


def elections():
    """The names of the elections that come with the course.

    Returns
    -------
    tuple of str
    """
    return tuple(sorted(folder.name for folder in files(__package__).joinpath("elections").iterdir()
                        if folder.is_dir()))


def election(name):
    """One of the recorded elections.

    Parameters
    ----------
    name : str
        One of :func:`elections`: the system, the number of servers, and what was done.

    Returns
    -------
    Trace
        Its times are milliseconds after the fault; the fields of a node hold "not observed" until a log tells more.

    Raises
    ------
    Mistake
        If there is no such election.
    """
    return read(_folder(name))


def about(name):
    """What is known about a recorded election: its program, version, settings, and what was done to it.

    Returns
    -------
    dict
    """
    return _meta(_folder(name))


def _folder(name):
    if name not in elections():
        raise Mistake(f"There is no recorded election {name!r}.{did_you_mean(str(name), elections())} There are: "
                      f"{', '.join(elections())}.")
    return files(__package__).joinpath("elections", name)


def read(folder):
    """Read the logs of one cluster into a Trace.

    Parameters
    ----------
    folder : str or os.PathLike
        Holds ``meta.json`` and a log for each server: ``e1.log``, ``e2.log``.

    Returns
    -------
    Trace

    Raises
    ------
    Mistake
        If a log is missing, cut short, of a version that is not known, or says nothing about an election.
    """
    try:
        folder = folder if hasattr(folder, "joinpath") else Path(folder)
    except TypeError:
        raise Mistake(f"{folder!r} is not a folder. Give the path of one: 'my_logs'.") from None
    if not folder.is_dir():
        raise Mistake(f"There is no folder {str(folder)!r}. Give the one that holds meta.json and the logs.")
    meta = _meta(folder)
    try:
        return _read(folder, meta)
    except Mistake:
        raise
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise Mistake(f"{folder.name}/meta.json is damaged ({type(error).__name__}: {error}). It tells, for example, "
                      "what was done to which server, and when.") from None


def _read(folder, meta):
    system = SYSTEMS[meta["system"]]
    names = _servers(folder, meta)
    ids = sorted(set(names.values()))
    logs = [list(_read_log(folder, server, id, system, names, meta)) for server, id in names.items()
            if folder.joinpath(f"{server}.log").is_file()]
    if not any(logs):
        raise Mistake(f"No line in {folder.name} tells of an election. Is the level of the log too low?")
    return _told(system, ids, merge([_outside(meta, names), *logs]), meta)


def _meta(folder):
    try:
        meta = json.loads(folder.joinpath("meta.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Mistake(f"{folder.name} has no meta.json, which says what program wrote the logs.") from None
    except ValueError:
        raise Mistake(f"{folder.name}/meta.json is not whole JSON. Was it cut short?") from None
    if missing := [key for key in NEEDS if not isinstance(meta, dict) or key not in meta]:
        raise Mistake(f"{folder.name}/meta.json does not tell {missing[0]!r}.")
    _check_version(meta["system"], str(meta["version"]))
    return meta


def _check_version(system, version):
    if system not in SYSTEMS:
        near = did_you_mean(str(system), SYSTEMS)
        raise Mistake(f"These logs are of {system!r}. Known are {', '.join(SYSTEMS)}.{near}")
    known = SYSTEMS[system].VERSIONS
    if not version.startswith(known):
        raise Mistake(f"These logs are of {system} {version}. Its lines are known for {', '.join(known)}x only, "
                      "and other versions write others.")


def _servers(folder, meta):
    """Every name of a server, short or long -> its id; the short ones first."""
    short = sorted(path.name[:-4] for path in folder.iterdir() if path.name.endswith(".log"))
    number = int(meta["config"]["n"])
    if len(short) != number or any(not name[-1:].isdigit() for name in short):
        raise Mistake(f"{folder.name} has {len(short)} logs, {', '.join(short) or 'none'}, but the cluster had "
                      f"{number} servers. Copy the log of each, and name them with their numbers: e1.log.")
    names = {name: int("".join(filter(str.isdigit, name))) for name in short}
    return names | {long: names[name] for long, name in meta["names"].items()}


def _read_log(folder, server, id, system, names, meta):
    text = folder.joinpath(f"{server}.log").read_text(encoding="utf-8", errors="replace")
    try:
        yield from system.Reader(id, names).read(text, f"{server}.log", meta["t0"])
    except Mistake:
        raise
    except KeyError as error:
        raise Mistake(f"{server}.log names {error}, which meta.json does not know.") from None
    except (ValueError, TypeError, AttributeError) as error:
        raise Mistake(f"{server}.log has a line that {meta['system']} {meta['version']} does not write: "
                      f"{error}.") from None


def _outside(meta, names):
    """What was done to the cluster, as lines of a log of its own."""
    return [Line(round((row["t"] - meta["t0"]) * 1000), names[row["node"]], trigger=(row["kind"],),
                 changes=_effect(row["kind"]), said=SAYS[row["kind"]])
            for row in sorted(meta["injected"], key=lambda row: row["t"])]


def _effect(kind):
    if kind == "restart":
        return {"role": NOT_OBSERVED, "leader": None}
    return {"paused": kind == "pause"} if kind in ("pause", "resume") else {}


def _told(system, ids, story, meta):
    known = known_before(story, ids)
    _old_leader(known, meta)
    pauses = any(place.line.trigger in (("pause",), ("resume",)) for place in story)
    told = Story(system.KIND, (*system.FIELDS, *(["paused"] if pauses else [])), ids, known)
    for id in ids if pauses else ():
        told.now[id]["paused"] = told.first[id]["paused"] = False
    for group in groups(story):
        told.tell(group)
    starts = [row["t"] - meta["t0"] for row in meta["injected"] if row["kind"] == "start"]
    return told.trace({id: _before(known[id]) for id in ids if not starts},
                      "Here the recording ends.", [0, round(max(starts) * 1000) + 1] if starts else [0, 0])


def _old_leader(known, meta):
    """Everybody's old leader is the one to whom it was done; its own log has nothing of it."""
    leaders = {before["leader"] for before in known.values() if "leader" in before}
    if len(leaders) == 1:
        (leader,) = leaders
        terms = {before["term"] for before in known.values() if "term" in before}
        known[leader] |= {"leader": leader, "role": "leader"} | ({"term": terms.pop()} if len(terms) == 1 else {})
        for id, before in known.items():
            if id != leader and before.get("leader") == leader:
                before.setdefault("role", SYSTEMS[meta["system"]].FOLLOWS)


def _before(known):
    """What a node says before the first step."""
    if known.get("role") == "leader":
        return "Before the recording I lead, as the logs of the others show."
    if known.get("leader") is not None:
        return f"Before the recording I follow {known['leader']}, as my log shows later."
    return "What I did before the recording is not observed."
