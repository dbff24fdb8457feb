"""Measuring on a noisy machine: rounds in which everything is measured once, then medians over the rounds.

Times are processor times, so that another program that wants the processor too disturbs less.
"""

import gc
import subprocess
import sys
import tracemalloc
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from time import process_time


def seconds(job):
    """The processor time of one call, with the cyclic collector off, whoever is measured."""
    gc.collect()
    gc.disable()
    try:
        start = process_time()
        result = job()
        return process_time() - start
    finally:
        del result                  # freeing it is not part of the job
        gc.enable()


def seconds_as_used(job):
    """The processor time of one call, with the collector as whoever runs it leaves it."""
    gc.collect()
    start = process_time()
    result = job()
    used = process_time() - start
    del result
    return used


def rounds(number, *jobs, seconds=seconds):
    """Run all jobs in turn, once to warm up, then ``number`` times; return a row of seconds a round."""
    for job in jobs:
        job()
    return [tuple(seconds(job) for job in jobs) for _ in range(number)]


def ratio(times, over, under):
    """The median, over the rounds, of column ``over`` divided by column ``under``."""
    return median(row[over] / row[under] for row in times)


def column(times, k):
    """The median of one column."""
    return median(row[k] for row in times)


def bytes_kept(job):
    """How much memory the result of ``job()`` holds, and the result."""
    gc.collect()
    tracemalloc.start()
    try:
        result = job()
        gc.collect()
        return tracemalloc.get_traced_memory()[0], result
    finally:
        tracemalloc.stop()


def seconds_of_children(job):
    """The processor time of all other programs that one call runs to their end."""
    before = getrusage(RUSAGE_CHILDREN)
    job()
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def seconds_of(command, **options):
    """The processor time of another program."""
    return seconds_of_children(lambda: subprocess.run(command, check=True, capture_output=True, **options))


def fresh_python(number, *codes):
    """Seconds of fresh interpreters that run each of ``codes``, in turn: a row for each round."""
    return [tuple(seconds_of([sys.executable, "-c", code]) for code in codes) for _ in range(number)]
