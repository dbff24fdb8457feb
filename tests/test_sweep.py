"""Many runs in one table: the same on every executor, and nothing is lost when something goes wrong."""

import functools
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor, ThreadPoolExecutor

import pytest

from leaderlab import Mistake, simulate
from leaderlab.algorithms import chang_roberts, readme_ring
from leaderlab.experiments import (
    again,
    availability,
    bully_counts,
    chang_roberts_counts,
    failures,
    figure16,
    sweep,
    workers,
)

pytest.importorskip("pandas")


def messages(n, seed):
    """A plain measurement."""
    trace = simulate(readme_ring(range(n), initiators=[0]), seed=seed)
    return {"messages": trace.messages, "time": trace.time}


def picky(n):
    """Raises for one row."""
    if n == 3:
        raise RuntimeError("three is too many")
    return n * n


def fatal(n):
    """Kills its worker for one row."""
    if n == 3:
        os._exit(1)
    return n * n


GRID = {"n": [2, 3, 5]}


@pytest.fixture
def table():
    return sweep(messages, GRID, seeds=4, progress=False)


# -- the table ---------------------------------------------------------------------------------------------------------


def test_a_table_has_a_row_for_each_combination_and_seed_in_the_order_of_the_grid(table):
    assert list(table.columns) == ["n", "seed", "messages", "time", "error"]
    assert list(zip(table.n, table.seed)) == [(n, seed) for n in (2, 3, 5) for seed in range(4)]
    assert (table.messages == 2 * table.n).all() and (table.error == "").all()


def test_every_row_can_be_run_again_from_what_stands_in_it(table):
    for k in range(len(table)):
        assert again(messages, table, k) == {"messages": table.messages[k], "time": table.time[k]}


def test_a_number_stands_in_the_column_value():
    assert list(sweep(picky, {"n": [1, 2]}, progress=False).value) == [1, 4]


def test_a_grid_may_be_the_rows_themselves_and_a_single_value_stands_for_itself():
    assert list(sweep(picky, [{"n": 2}, {"n": 5}], progress=False).value) == [4, 25]
    assert list(sweep(picky, {"n": 7}, progress=False).value) == [49]


def test_functions_without_a_name_of_their_own_work_too():
    most = max
    table = sweep(lambda n, k: most(n, k), {"n": [1, 5], "k": [2, 3]}, progress=False)
    assert list(table.value) == [2, 3, 5, 5]


def test_progress_is_told_from_nothing_to_everything():
    told = []
    sweep(picky, {"n": [1, 2, 4]}, progress=lambda done, rows: told.append((done, rows)))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_a_terminal_sees_one_line_that_ends(monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    sweep(picky, {"n": [1, 2, 4]})
    assert capsys.readouterr().err.endswith("picky: 3 of 3 rows\n")


# -- executors ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pool", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_every_executor_gives_the_same_table(pool, table):
    with pool(2) as executor:
        assert sweep(messages, GRID, seeds=4, executor=executor, progress=False).equals(table)
        assert executor.submit(max, 1, 2).result() == 2         # it is left open


def test_one_process_gives_the_same_table(table, monkeypatch):
    monkeypatch.setattr("leaderlab.experiments.sweeps.own_pool_for", lambda function: False)
    assert sweep(messages, GRID, seeds=4, progress=False).equals(table)


@pytest.mark.slow
def test_dask_gives_the_same_table(table):
    distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    with distributed.LocalCluster(2, threads_per_worker=1, dashboard_address=None) as cluster, \
            distributed.Client(cluster) as client:
        again = sweep(messages, GRID, seeds=4, executor=client.get_executor(), progress=False)
    assert again.equals(table)


@pytest.mark.slow
def test_ipyparallel_gives_the_same_table(table, monkeypatch):
    ipyparallel = pytest.importorskip("ipyparallel", reason="the extra `cluster` is not installed")
    monkeypatch.setenv("PYTHONPATH", os.path.dirname(__file__))      # so that its engines find this file
    with ipyparallel.Cluster(n=2, log_level=40) as client:
        again = sweep(messages, GRID, seeds=4, executor=client.executor(), progress=False)
    assert again.equals(table)


def test_a_new_python_finds_functions_of_files_only():
    assert workers._travels(messages)
    assert not workers._travels(lambda n: n)
    assert workers._travels(functools.partial(messages, 3))


# -- when something goes wrong -----------------------------------------------------------------------------------------


def test_a_row_that_raises_is_reported_and_the_others_are_kept(capsys):
    table = sweep(picky, {"n": [1, 2, 3, 4]}, progress=False)
    assert list(table.error) == ["", "", "RuntimeError: three is too many", ""]
    assert list(failures(table).n) == [3]
    assert table.value.sum() == 1 + 4 + 16
    assert capsys.readouterr().out == "1 of 4 rows have no answer; failures(table) says why. The others are kept.\n"


def test_a_worker_that_dies_costs_its_row_only():
    table = sweep(fatal, {"n": list(range(8))}, progress=False)
    assert list(failures(table).n) == [3]
    assert "worker process died" in table.error[3]
    assert table.value.sum() == sum(n * n for n in range(8)) - 9


def test_another_executor_that_breaks_down_loses_nothing_that_was_done(capsys):
    with ProcessPoolExecutor(1) as executor:
        table = sweep(fatal, {"n": list(range(8))}, executor=executor, progress=False)
    assert table.attrs["missing"] == 8 - len(table) > 0 and (table.error == "").all()
    assert "The executor broke down" in capsys.readouterr().out


def test_an_executor_that_was_shut_down_is_a_sentence(capsys):
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    assert len(sweep(picky, GRID, executor=executor, progress=False)) == 0
    assert "0 of 3 rows are done" in capsys.readouterr().out


class Stubborn:
    """An executor whose third row never comes: it breaks instead."""

    def __init__(self, error):
        self.error, self.rows = error, 0

    def submit(self, function, *args):
        self.rows += 1
        future = Future()
        if self.rows == 3:
            future.set_exception(self.error)
        else:
            future.set_result(function(*args))
        return future


def test_a_row_whose_worker_died_elsewhere_is_reported():
    table = sweep(picky, {"n": [1, 2, 4, 5]}, executor=Stubborn(OSError("worker lost")), progress=False)
    assert list(table.error) == ["", "", "OSError: worker lost", ""]


def test_after_a_breakdown_the_rest_is_done_by_a_second_call():
    grid = {"n": [1, 2, 4, 5]}
    table = sweep(picky, grid, executor=Stubborn(BrokenExecutor("gone")), progress=False)
    assert len(table) == 3
    calls = []
    whole = sweep(lambda n: calls.append(n) or n * n, grid, done=table, executor=Stubborn(None), progress=False)
    assert calls == [4] and whole.equals(sweep(picky, grid, progress=False))


def slow(n):
    """Takes long for the last rows."""
    time.sleep(0 if n < 3 else 30)
    return n


def test_an_interrupt_keeps_what_is_done(capsys):
    def interrupt_while_the_others_run(done, _all):
        if done == 3:
            threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()

    start = time.monotonic()
    table = sweep(slow, {"n": list(range(6))}, progress=interrupt_while_the_others_run)
    assert time.monotonic() - start < 15
    assert list(table.value) == [0, 1, 2] and table.attrs["missing"] == 3
    assert "Stopped: 3 of 6 rows are done and kept." in capsys.readouterr().out


def test_a_function_that_cannot_be_sent_is_reported_row_by_row():
    with ProcessPoolExecutor(1) as executor:
        table = sweep(lambda n: n, {"n": [1, 2]}, executor=executor, progress=False)
    assert all("pickle" in error.lower() for error in table.error)


def test_a_result_with_the_name_of_a_parameter_is_reported():
    table = sweep(lambda n: {"n": 1}, {"n": [1, 2]}, progress=False)
    assert "name of another column" in table.error[0]


@pytest.mark.parametrize("call, words", [
    (lambda: sweep(picky, {}), "The grid is empty"),
    (lambda: sweep(picky, []), "The grid is empty"),
    (lambda: sweep(picky, {"n": []}), "no value for 'n'"),
    (lambda: sweep(picky, 5), "not a grid"),
    (lambda: sweep(picky, [3, 4]), "not a row of a grid"),
    (lambda: sweep(messages, GRID, seeds=0), "seeds are a number of them"),
    (lambda: sweep(messages, GRID, seeds=[]), "seeds are a number of them"),
    (lambda: sweep(messages, GRID, seeds=["a"]), "seeds are a number of them"),
    (lambda: sweep(messages, {"n": 2, "seed": [1]}, seeds=3), "not in both"),
    (lambda: sweep(messages, GRID), "missing a required argument: 'seed'"),
    (lambda: sweep(picky, {"m": [1]}), "picky cannot be called with the parameters ['m']"),
    (lambda: sweep(5, GRID), "not a function"),
    (lambda: sweep(picky, GRID, executor=5), "has no submit"),
    (lambda: sweep(picky, GRID, done=5), "a table that sweep returned"),
    (lambda: sweep(picky, GRID, done=sweep(max, [{"key": None}], progress=False)), "no column 'n'"),
    (lambda: again(picky, sweep(picky, {"n": [3]}, progress=False), 9), "There is no row 9. The rows are 0 to 0."),
    (lambda: again(picky, {"n": 3}, 0), "a table that sweep returned, and not dict"),
    (lambda: failures([3]), "a table that sweep returned, and not list"),
    (lambda: figure16([(5, 1)], trials=2), "2 of 2 runs have no answer. The first: Mistake"),
    (lambda: bully_counts([1]), "Give whole numbers, 2 or more"),
    (lambda: chang_roberts_counts(0), "0 are no sizes"),
    (lambda: availability(["three"]), "Give whole numbers, 1 or more"),
], ids=range(22))
def test_bad_input_is_answered_in_a_sentence(call, words):
    with pytest.raises(Mistake) as error:
        call()
    assert words in str(error.value)


def test_a_study_is_reproducible_to_the_byte(table):
    code = ("from test_sweep import GRID, messages, sweep; "
            "print(sweep(messages, GRID, seeds=4, progress=False).to_csv(), end='')")
    run = subprocess.run([sys.executable, "-c", code], cwd=os.path.dirname(__file__), capture_output=True, text=True,
                         env={**os.environ, "PYTHONHASHSEED": "7"}, check=True)
    assert run.stdout == table.to_csv()


def test_the_worst_order_of_chang_and_roberts_in_one_line():
    table = sweep(lambda n: simulate(chang_roberts(range(n, 0, -1))).messages, {"n": [2, 3, 4, 5]}, progress=False)
    assert list(table.value) == [n * (n + 3) // 2 for n in (2, 3, 4, 5)]
