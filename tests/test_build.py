"""The builder: one source, two notebooks, always the same bytes; and a clear word when a lesson is wrong."""

import sys
from pathlib import Path

import nbformat
import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "notebooks"))
import build  # noqa: E402
from rules import complaints  # noqa: E402

pytestmark = pytest.mark.slow        # `make quick` leaves them out; together they take a while

LESSON = '''\
# %% [markdown] id="title"
# # A lesson

# %%
print("hello")

# %% answer="demo_rule"
def rule(a, b):
    """The larger."""
    if a is None:
        return b
    ### BEGIN SOLUTION
    return max(a, b)
    ### END SOLUTION

# %% answer="demo_winner"
### BEGIN SOLUTION
winner = rule(3, 7)
### STUB
# if True:
#     winner = ...  # an id
### END SOLUTION

# %% [markdown] only="solved"
# Because 7 is larger.

# %%
print("hello")
'''


@pytest.fixture
def home(tmp_path):
    """A folder of lessons with one lesson in it."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "00_demo.py").write_text(LESSON)
    return tmp_path


def source_of(home, text=None):
    source = home / "src" / "00_demo.py"
    if text is not None:
        source.write_text('# %% [markdown]\n# # T\n\n' + text)
    return source


def cells(notebook):
    return {cell.id: cell.source for cell in notebook.cells}


def test_a_solution_becomes_a_stub_at_its_own_indentation(home):
    text = cells(build.assemble(source_of(home), solved=False))["answer_demo_rule"]
    assert text.endswith("        return b\n    # YOUR CODE HERE\n    raise NotImplementedError()")


def test_a_lesson_may_choose_its_own_stub(home):
    text = cells(build.assemble(source_of(home), solved=False))["answer_demo_winner"]
    assert text == "# YOUR CODE HERE\nif True:\n    winner = ...  # an id"


def test_the_solved_form_shows_no_marker_and_no_stub(home):
    found = cells(build.assemble(source_of(home), solved=True))
    assert found["answer_demo_winner"] == "winner = rule(3, 7)"
    assert "###" not in "".join(found.values())


def test_a_cell_may_belong_to_one_form(home):
    solved, unsolved = (build.assemble(source_of(home), solved=form) for form in (True, False))
    assert len(solved.cells) == len(unsolved.cells) + 1


def test_two_equal_cells_have_different_ids_and_the_same_ones_in_every_build(home):
    ids = [[c.id for c in build.assemble(source_of(home), solved=True).cells] for _ in range(2)]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == len(ids[0])


def test_tags_become_the_metadata_of_nbgrader(home):
    notebook = build.assemble(source_of(home, '# %% check="k" points=3\n1\n'), solved=False)
    assert notebook.cells[1].metadata.nbgrader == {
        "grade": True, "grade_id": "check_k", "locked": True, "points": 3, "schema_version": 3, "solution": False,
        "task": False}


@pytest.mark.parametrize("text, complaint", [
    ("# %%\n### BEGIN SOLUTION\nx = 1\n### END SOLUTION\n", "if, and only if"),
    ('# %% answer="a"\nx = 1\n', "if, and only if"),
    ('# %% answer="a"\n### BEGIN SOLUTION\nx = 1\n### END SOLUTION\n', "needs a ### STUB"),
    ('# %% answer="a"\n### BEGIN SOLUTION\nx = 1\n', "no ### END SOLUTION"),
    ('# %% answer="a"\n### STUB\n### BEGIN SOLUTION\n### END SOLUTION\n', "in the wrong place"),
    ('# %% check="a"\n1\n', "points without check"),
    ('# %% anwser="a"\n1\n', "unknown tag"),
    ('# %% id="a"\n1\n\n# %% id="a"\n2\n', "another cell with the id 'a'"),
])
def test_a_wrong_source_is_refused_with_the_name_of_the_cell(home, text, complaint):
    with pytest.raises(build.BuildError, match=complaint) as caught:
        build.assemble(source_of(home, text), solved=False)
    assert str(caught.value).startswith("00_demo, cell ")


def test_a_build_is_executed_valid_and_the_same_byte_for_byte(home):
    written = []
    for _ in range(2):
        assert build.main([], home) == 0
        written.append([path.read_bytes() for _, path in build.targets(source_of(home))])
    assert written[0] == written[1]
    for solved, path in build.targets(source_of(home)):
        notebook = nbformat.read(path, 4)
        assert complaints(notebook, solved) == []
        assert set(notebook.metadata) == {"kernelspec", "language_info"}
        assert path.read_text().endswith("}\n")


def test_check_names_what_is_older_than_its_source(home, capsys):
    assert build.main(["--check"], home) == 1
    build.main([], home)
    capsys.readouterr()
    assert build.main(["--check"], home) == 0
    source_of(home).write_text(LESSON.replace("hello", "good evening"))
    (home / "09_gone.ipynb").write_text("{}")
    assert build.main(["--check"], home) == 1
    said = capsys.readouterr().out
    assert "run make notebooks" in said
    assert all(name in said for name in ("00_demo.ipynb", "solutions", "09_gone.ipynb"))


@pytest.mark.parametrize("text, complaint", [
    ('# %% id="bad"\n1 / 0\n', "ZeroDivisionError"),
    ('# %% id="bad"\nimport sys\nprint("x", file=sys.stderr)\n', "stderr"),
    ('# %% id="bad"\nobject()\n', "memory address"),
    ('# %% id="bad"\nimport os\nos.__file__\n', "a path of this machine"),
    ('# %% id="bad" check="k" points=1\n1\n', "imports check"),
    ('# %% [markdown] id="bad"\n# <img src="x.png">\n', "alt text"),
    ('# %% [markdown] id="bad"\n# ### Deep\n', "level 3 follows one of level 1"),
])
def test_a_lesson_that_breaks_a_rule_is_not_written(home, text, complaint, capsys):
    source_of(home, text)
    assert build.main([], home) == 1
    said = capsys.readouterr().err
    assert complaint in said
    assert "00_demo" in said
    assert not list(home.glob("*.ipynb"))


def test_an_unknown_lesson_is_named(home, capsys):
    assert build.main(["77"], home) == 1
    assert "no lesson '77'" in capsys.readouterr().err
