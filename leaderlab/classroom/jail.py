"""What a student's code may not do while it is marked. Called once, in the child, before any of it runs.

Four walls, one behind the other: the operating system's limits (time, memory, processes, file sizes), another user
where we are root, on Linux a filter in the kernel (``seccomp``), and a hook that Python asks before it opens a file,
starts a program or goes to the network. This is a fence, no prison: code that is out to break Python itself needs a
container around it.
"""

import os
import sys

from . import seccomp

ROOT = "you are root, and Python lies where only root can read it: only Python itself guards your files"
PROCESSES = "the number of processes has no limit"
MACOS = "macOS does not keep to the limit of memory"
NOBODY = 65534
MEGABYTE = 1 << 20
REFUSED = ("socket.", "subprocess.", "os.fork", "os.exec", "os.spawn", "os.posix_spawn", "os.system", "os.kill",
           "os.startfile", "pty.", "signal.pthread_kill", "signal.pidfd", "ctypes.dlsym", "ctypes.call_function",
           "ctypes.cdata", "ctypes.string_at", "ctypes.wstring_at", "gc.get_", "ftplib.", "http.client.", "urllib.",
           "smtplib.", "webbrowser.", "os.setxattr")
READING = ("open", "os.listdir", "os.scandir", "os.chdir", "os.walk", "glob.glob", "pathlib.Path.glob")
WRITING = ("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod",
           "os.chown", "os.utime", "shutil.")


def lock(scratch, readable, hidden, *, seconds, memory):
    """Put up all walls that this computer has.

    Parameters
    ----------
    scratch : str
        The one folder in which files may be written.
    readable, hidden : list of str
        Folders whose files may be read; what is hidden may not, wherever it lies.
    seconds : int
        Of computing time.
    memory : int
        In megabytes.

    Returns
    -------
    list of str
        The walls that this computer does not have, each in a few words.
    """
    missing = _limits(seconds, memory)
    root = _leave_root(readable[-1])
    missing += root + _no_processes(bool(root))
    sys.addaudithook(_hook(scratch, readable, hidden))
    return missing


def _limits(seconds, memory):
    try:
        import resource
    except ImportError:                     # Windows
        return ["computing time, memory and files have no limit of the system"]
    wanted = {"CPU": (seconds, seconds + 1), "FSIZE": (MEGABYTE, MEGABYTE), "CORE": (0, 0), "NOFILE": (64, 64),
              "AS": (memory * MEGABYTE, memory * MEGABYTE)}
    missing = []
    if sys.platform == "darwin":
        del wanted["AS"]
        missing.append(MACOS)
    for name, limits in wanted.items():
        try:
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), limits)
        except (OSError, ValueError):
            missing.append(f"no limit for {name}")
    return missing


def _leave_root(readable):
    """As root no limit of processes counts, and every file is open: become nobody, if nobody can read the library."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return []
    try:
        os.setgroups([])
        os.setegid(NOBODY)
        os.seteuid(NOBODY)
        os.listdir(readable)
        with open(os.__file__):
            pass
        os.seteuid(0)
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        return []
    except OSError:
        os.seteuid(0)
        os.setegid(0)
        return [ROOT]


def _no_processes(root):
    """No other process from now on: the kernel refuses, and the limit of their number is none (root has no limit)."""
    filtered = seccomp.install()
    try:
        import resource
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
        return [PROCESSES] if root and not filtered else []
    except (ImportError, OSError, ValueError, AttributeError):
        return [] if filtered else [PROCESSES]


def _hook(scratch, readable, hidden):
    """The hook. Names that it needs are its own, so that a patched builtin does not open the door."""
    real, separator = os.path.realpath, os.sep
    scratch = real(scratch) + separator
    rules = sorted([(real(path) + separator, True) for path in readable]
                   + [(real(path) + separator, False) for path in hidden], key=lambda rule: (len(rule[0]), not rule[1]))
    devices = (os.devnull, "/dev/urandom", "/proc/self/statm")
    refused, reading, writing = REFUSED, READING, WRITING
    bits = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

    def hook(event, given, str=str, bytes=bytes, int=int, type=type, PathLike=os.PathLike, fspath=os.fspath,
             fsdecode=os.fsdecode, PermissionError=PermissionError, isinstance=isinstance):
        if event.startswith(refused):
            raise PermissionError(f"not allowed while an answer is marked: {event}")
        if not event.startswith(reading) and not event.startswith(writing):
            return
        path = given[0] if given else None
        if isinstance(path, PathLike):
            path = fspath(path)
        if type(path) is bytes:
            path = fsdecode(path)
        if type(path) is not str or path in devices:        # an open file, by its number
            return
        place, allowed = real(path) + separator, False
        if place.startswith(scratch):
            return
        for folder, answer in rules:                        # the longest that fits has the last word
            if place.startswith(folder):
                allowed = answer
        writes = event.startswith(writing) or event == "open" and isinstance(given[2], int) and given[2] & bits
        if writes or not allowed:
            raise PermissionError(f"not allowed while an answer is marked: {'writing' if writes else 'reading'} "
                                  "files outside of an empty folder")
    return hook
