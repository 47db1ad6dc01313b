"""The house keeps its shape: a short root, the stages on one screen, and no module that leads back to itself."""

import ast
from graphlib import TopologicalSorter

import grimp

from pipeline.limits import STAGES
from tests.newsletter import ROOT

PIPELINE = ROOT / "pipeline"


def test_a_short_root():
    """Nine Python files at most stand above the folders."""
    assert len(list(PIPELINE.glob("*.py"))) <= 9


def test_the_stages_on_one_screen():
    """flow.py is read at a glance, and holds its stages in their order and nothing else."""
    text = (PIPELINE / "flow.py").read_text()
    tree = ast.parse(text)

    assert len(text.splitlines()) <= 80
    assert list(STAGES) == [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]


def test_no_cycles():
    """No module leads back to itself by its imports, not even inside a package or inside a function."""
    graph = grimp.build_graph("pipeline", exclude_type_checking_imports=True)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}

    assert set(imports) == set(TopologicalSorter(imports).static_order())


def test_no_second_names():
    """What moved is imported from where it is: no module only hands on the names of another."""
    passing = []
    for path in PIPELINE.rglob("*.py"):
        body = [node for node in ast.parse(path.read_text()).body if not isinstance(node, ast.Expr)]
        imports = [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
        if path.name != "__init__.py" and imports and len(imports) == len(body):
            passing.append(path.relative_to(ROOT).as_posix())

    assert passing == []
