"""Linux only: a filter in the kernel, so that this process can start no other one, reach no network, hurt nobody.

The kernel looks at each system call that the process makes from now on, whoever makes it, and refuses some. It needs no
rights, and cannot be taken back.

References
----------
.. [1] Linux man-pages, seccomp(2), "Seccomp filters", and prctl(2), PR_SET_NO_NEW_PRIVS.
"""

import ctypes
import platform
import struct
import sys

# Numbers of the refused system calls: start a process or a program, change the user or the session, signal or trace
# another process, open a socket.
CALLS = {
    "x86_64": (0xC000003E, {"clone": 56, "fork": 57, "vfork": 58, "execve": 59, "execveat": 322, "clone3": 435,
                            "setsid": 112, "setuid": 105, "setresuid": 117, "setreuid": 113, "unshare": 272,
                            "kill": 62, "tkill": 200, "tgkill": 234, "rt_sigqueueinfo": 129, "pidfd_send_signal": 424,
                            "ptrace": 101, "process_vm_writev": 311, "socket": 41, "connect": 42,
                            "io_uring_setup": 425}),
    "aarch64": (0xC00000B7, {"clone": 220, "execve": 221, "execveat": 281, "clone3": 435, "setsid": 157, "setuid": 146,
                             "setresuid": 147, "setreuid": 145, "unshare": 97, "kill": 129, "tkill": 130,
                             "tgkill": 131, "rt_sigqueueinfo": 138, "pidfd_send_signal": 424, "ptrace": 117,
                             "process_vm_writev": 271, "socket": 198, "connect": 203, "io_uring_setup": 425}),
}
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
NUMBER, MACHINE = 0, 4                              # where they stand in what the kernel shows the filter
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | 1          # refuse: EPERM
NO_NEW_PRIVILEGES, SET_SECCOMP, FILTER = 38, 22, 2


def install():
    """Install the filter; returns whether it is there now."""
    if sys.platform != "linux" or platform.machine() not in CALLS or sys.maxsize < 2 ** 32:
        return False
    code = b"".join(struct.pack("HBBI", *line) for line in program(*CALLS[platform.machine()]))
    lines = ctypes.create_string_buffer(code)

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("lines", ctypes.c_void_p)]
    given = Program(len(code) // 8, ctypes.cast(lines, ctypes.c_void_p))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    return prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0 and prctl(SET_SECCOMP, FILTER, ctypes.byref(given), 0, 0) == 0


def program(machine, calls):
    """The filter: lines of (operation, lines to jump if true, if false, number). The last refuses, that before allows.

    >>> len(program(1, {"fork": 57}))
    7
    """
    numbers = sorted(calls.values())
    last = len(numbers) + 5                                     # a jump counts from the line behind its own
    lines = [(LOAD, 0, 0, MACHINE), (EQUAL, 0, last - 2, machine), (LOAD, 0, 0, NUMBER),
             (AT_LEAST, last - 4, 0, 0x40000000)]               # another way to call the same things on x86-64
    lines += [(EQUAL, last - 5 - k, 0, number) for k, number in enumerate(numbers)]
    return [*lines, (RETURN, 0, 0, ALLOW), (RETURN, 0, 0, REFUSE)]
