"""What a sweep is asked to do: every combination of some values, each with every seed, as one list of calls."""

import inspect
from collections.abc import Iterable, Mapping
from itertools import product

from ..errors import Mistake

EXAMPLE = "sweep(measure, {'n': [3, 5, 7]}, seeds=20)"


def rows_of(grid, seeds):
    """The arguments of each call, in a fixed order: the last parameter of the grid turns fastest, then the seed.

    Parameters
    ----------
    grid : dict, or iterable of dict
        Name of a parameter -> its values (all combinations are taken); or the combinations themselves.
    seeds : int or iterable of int or None
        A number n stands for the seeds 0 to n - 1; None: the function takes no seed.

    Returns
    -------
    list of dict

    Raises
    ------
    Mistake
        If the grid is empty or cannot be read.

    Examples
    --------
    >>> rows_of({"n": [3, 5], "loss": 0.1}, 2)[:3]
    [{'n': 3, 'loss': 0.1, 'seed': 0}, {'n': 3, 'loss': 0.1, 'seed': 1}, {'n': 5, 'loss': 0.1, 'seed': 0}]
    """
    combinations = _combinations(grid)
    if seeds is None:
        return combinations
    if any("seed" in row for row in combinations):
        raise Mistake("The grid has a parameter 'seed' of its own. Give the seeds there or in seeds=, not in both.")
    seeds = _seeds(seeds)
    return [{**row, "seed": seed} for row in combinations for seed in seeds]


def _combinations(grid):
    if isinstance(grid, Mapping):
        columns = [_values(name, values) for name, values in grid.items()]
        rows = [dict(zip(grid, values)) for values in product(*columns)] if columns else []
    elif isinstance(grid, Iterable) and not isinstance(grid, str):
        rows = list(grid)
    else:
        raise Mistake(f"grid={grid!r} is not a grid. Give the values of each parameter: {EXAMPLE}.")
    if not rows:
        raise Mistake(f"The grid is empty, so there is nothing to run. Give the values of each parameter: {EXAMPLE}.")
    for row in rows:
        if not isinstance(row, Mapping) or not all(isinstance(name, str) for name in row):
            raise Mistake(f"{row!r} is not a row of a grid. A row names its parameters: {{'n': 3, 'loss': 0.1}}.")
    return [dict(row) for row in rows]


def _values(name, values):
    """The values of one parameter; a single one stands for itself."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        return [values]
    values = list(values)
    if not values:
        raise Mistake(f"The grid has no value for {name!r}, so there is nothing to run. Give at least one.")
    return values


def _seeds(seeds):
    if type(seeds) is int and seeds > 0:
        return range(seeds)
    seeds = list(seeds) if isinstance(seeds, Iterable) and not isinstance(seeds, str) else [None]
    if not seeds or any(type(seed) is not int for seed in seeds):
        raise Mistake("The seeds are a number of them, seeds=20, or a list of whole numbers with at least one in it.")
    return seeds


def check_sizes(sizes, least):
    """The sizes for which a figure is measured.

    Parameters
    ----------
    sizes : iterable of int
    least : int
        Below this the experiment makes no sense.

    Returns
    -------
    tuple of int

    Raises
    ------
    Mistake
    """
    given = tuple(sizes) if isinstance(sizes, Iterable) else (sizes,)
    if not given or any(type(n) is not int or n < least for n in given):
        raise Mistake(f"{sizes!r} are no sizes. Give whole numbers, {least} or more: range({least}, {least + 5}).")
    return given


def check_function(function, row):
    """Refuse what cannot be called with the arguments of a row.

    Raises
    ------
    Mistake
    """
    if not callable(function):
        raise Mistake(f"{function!r} is not a function. A sweep calls one for each row: {EXAMPLE}.")
    try:
        inspect.signature(function).bind(**row)
    except TypeError as error:
        name = getattr(function, "__name__", "The function")
        raise Mistake(f"{name} cannot be called with the parameters {list(row)}: {error}.") from None
    except ValueError:
        pass                            # a function written in C does not tell what it takes
