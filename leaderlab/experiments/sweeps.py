"""One function, many runs, one table. Every row can be run again on its own, from what stands in it."""

from ..errors import Mistake
from .grid import check_function, rows_of
from .workers import Here, Own, Theirs, own_pool_for

ERROR = "error"


def sweep(function, grid, *, seeds=None, executor=None, done=None, progress=True):
    """Call a function for every combination of some values, and every seed; put the answers in one table.

    Parameters
    ----------
    function : callable
        Called with the parameters of a row by name, and with ``seed`` if there are seeds. It returns a number (it
        stands in the column ``value``) or a dict (a column for each name).
    grid : dict, or iterable of dict
        Name of a parameter -> its values: all combinations are taken. Or the combinations themselves.
    seeds : int or iterable of int, optional
        A number n stands for the seeds 0 to n - 1.
    executor : concurrent.futures.Executor, optional
        Where to run: anything with the interface of the standard library, such as Dask's ``client.get_executor()`` or
        the executor of ipyparallel. By default a pool of processes of our own, one for each core; where processes
        cannot be had, or cannot be given the function, one row after another in this one.
    done : DataFrame, optional
        What an earlier call returned: its good rows are taken over and not run again.
    progress : bool or callable, optional
        Show a bar; or call this with (rows done, all rows).

    Returns
    -------
    pandas.DataFrame
        The parameters, the seed, what the function returned, and ``error``: empty, or why this row has no answer. The
        rows stand in the order of the grid, whoever finished first. After an interrupt (Ctrl-C, the stop button) it
        has the rows that were ready; ``done=`` goes on from there.

    Raises
    ------
    Mistake
        If the grid is empty, or the function cannot be called with its parameters.

    Examples
    --------
    >>> from leaderlab import simulate
    >>> from leaderlab.algorithms import readme_ring
    >>> def messages(n, seed):
    ...     return simulate(readme_ring(range(n), initiators=[0]), seed=seed).messages
    >>> table = sweep(messages, {"n": [3, 5, 8]}, seeds=4, progress=False)
    >>> table.groupby("n").value.mean().to_dict()
    {3: 6.0, 5: 10.0, 8: 16.0}

    Row 7 once more, from what stands in it:

    >>> again(messages, table, 7)
    10
    """
    rows = rows_of(grid, seeds)
    check_function(function, rows[0])
    answers = _known(done, rows)
    todo = [k for k in range(len(rows)) if k not in answers]
    crew = _crew(function, executor, len(todo))
    tell = _teller(progress, len(rows), getattr(function, "__name__", "sweep"))
    stopped = None
    tell(len(answers), len(rows))
    try:
        for k, answer in crew.answers([(k, rows[k]) for k in todo]):
            answers[k] = answer if ERROR in answer else _clean(answer["value"], rows[k])
            tell(len(answers), len(rows))
    except KeyboardInterrupt:
        stopped = "Stopped"
    finally:
        crew.close()
    return _table(rows, answers, stopped or crew.broken)


def failures(table):
    """The rows of a sweep that have no answer, and why.

    Parameters
    ----------
    table : DataFrame
        What :func:`sweep` returned.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    Mistake
        If that is no table of a sweep.
    """
    if not hasattr(table, "columns") or ERROR not in table:
        raise Mistake(f"failures takes a table that sweep returned, and not {type(table).__name__}.")
    return table[table[ERROR] != ""]


def complete(table):
    """The same table, if every row has its answer: a figure that leaves out runs tells something else.

    Raises
    ------
    Mistake
        If the sweep was stopped, or a row has an error.
    """
    if table.attrs["missing"]:
        raise Mistake(f"The sweep was stopped: {table.attrs['missing']:,} runs are missing.")
    if len(failed := failures(table)):
        raise Mistake(f"{len(failed):,} of {len(table):,} runs have no answer. The first: {failed[ERROR].iloc[0]}")
    return table


def again(function, table, k):
    """Run one row of a sweep once more.

    Parameters
    ----------
    function : callable
        What the sweep called.
    table : DataFrame
        What :func:`sweep` returned.
    k : int
        Number of the row.

    Returns
    -------
    object
        What the function returns for this row.

    Raises
    ------
    Mistake
        If that is no table of a sweep, or it has no such row.
    """
    if "parameters" not in getattr(table, "attrs", ()):
        raise Mistake(f"again takes a table that sweep returned, and not {type(table).__name__}.")
    if k not in table.index:
        raise Mistake(f"There is no row {k!r}. The rows are 0 to {len(table) - 1}.")
    row = table.astype(object).loc[k].to_dict()     # plain Python numbers again
    return function(**{name: row[name] for name in table.attrs["parameters"]})


def _crew(function, executor, rows):
    if executor is None:
        return Own(function, rows) if rows > 1 and own_pool_for(function) else Here(function)
    if not callable(getattr(executor, "submit", None)):
        raise Mistake(f"executor={executor!r} has no submit. Give an executor, such as ProcessPoolExecutor() or "
                      "client.get_executor() of Dask.")
    return Theirs(function, executor)


def _clean(value, row):
    """What a function returned, as the columns of a row; or the error, if it fits in no row."""
    columns = dict(value) if isinstance(value, dict) else {"value": value}
    if taken := [name for name in columns if name in row or name == ERROR]:
        return {ERROR: f"The function returns {taken[0]!r}, which is the name of another column already."}
    return columns


def _known(done, rows):
    """Number of a row -> its columns, for the rows that an earlier table answers."""
    if done is None:
        return {}
    if not hasattr(done, "to_dict") or ERROR not in done:
        raise Mistake("done= is a table that sweep returned.")
    names = list(rows[0])
    if missing := [name for name in names if name not in done]:
        raise Mistake(f"The table in done= has no column {missing[0]!r}, so it belongs to another sweep.")
    answers, places = {}, {}
    for k, row in enumerate(rows):
        places.setdefault(repr([row[name] for name in names]), []).append(k)
    for old in done.astype(object).to_dict("records"):
        same = places.get(repr([old[name] for name in names]))
        if old[ERROR] == "" and same:
            answers[same.pop(0)] = {name: value for name, value in old.items() if name not in (*names, ERROR)}
    return answers


def _table(rows, answers, stopped):
    """The rows that have an answer or an error, in the order of the grid; and a sentence, if some have none."""
    from pandas import DataFrame
    table = DataFrame([{**rows[k], **answers[k]} for k in sorted(answers)], columns=None if answers else list(rows[0]))
    reasons = table.pop(ERROR).fillna("") if ERROR in table else ""
    table[ERROR] = reasons
    table.attrs = {"parameters": list(rows[0]), "missing": len(rows) - len(answers)}
    if stopped:
        print(f"{stopped}: {len(answers):,} of {len(rows):,} rows are done and kept. Call sweep again with "
              "done=table for the others.")
    if failed := int((table[ERROR] != "").sum()):
        print(f"{failed:,} of {len(rows):,} rows have no answer; failures(table) says why. The others are kept.")
    return table


def _teller(progress, rows, label):
    if callable(progress):
        return progress
    if not progress or rows < 2:
        return lambda done, all: None
    from .bar import Bar
    return Bar(label)
