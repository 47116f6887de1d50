"""The layers import one way, files stay short, and nothing is written twice for two languages."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import urbsim

PACKAGE = Path(urbsim.__file__).parent
ORDER = ("errors", "functions", "units", "declare", "indices", "members", "files", "digits", "sheets", "delays",
         "vocabulary", "studies", "sectors", "cities", "scenario", "model", "export", "engine", "yearly", "many",
         "factors", "targets", "results", "models", "save", "scorecard", "outcomes", "experiments", "posterior",
         "analysis", "sweeps", "optimisation", "validation", "present", "api", "api_many", "api_analyses",
         "api_decisions", "report", "cli", "__main__")
FILES = sorted(PACKAGE.rglob("*.py"))
LONGEST_FILE, LONGEST_FUNCTION = 400, 40


def layer(name):
    """Position of a module in the order: `urbsim.model.graph` belongs to `model`."""
    parts = name.split(".")
    return ORDER.index(parts[1]) if len(parts) > 1 and parts[1] in ORDER else None


def imports(path):
    """Every module of the package that a file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "urbsim":
            yield from ([node.module] if node.module != "urbsim" else [f"urbsim.{item.name}" for item in node.names])
        elif isinstance(node, ast.Import):
            yield from (item.name for item in node.names if item.name.split(".")[0] == "urbsim")


def module_of(path):
    relative = path.relative_to(PACKAGE.parent).with_suffix("")
    return ".".join(part for part in relative.parts if part != "__init__")


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_a_file_imports_only_from_lower_layers_or_its_own(path):
    if path == PACKAGE / "__init__.py":
        return  # the face of the package points to names, which load when used
    own = layer(module_of(path))
    for name in imports(path):
        if name == "urbsim.__version__":
            continue
        assert layer(name) is not None, f"{name} is in no layer"
        assert layer(name) <= own, f"{module_of(path)} imports {name}"


@pytest.mark.parametrize("path", sorted((PACKAGE / "sectors").glob("[!_]*.py")), ids=module_of)
def test_a_sector_imports_only_the_vocabulary_and_numpy(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    names |= {item.name for node in ast.walk(tree) if isinstance(node, ast.Import) for item in node.names}

    assert names <= {"urbsim.declare", "urbsim.functions", "urbsim.indices", "numpy"}


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_files_and_functions_stay_short(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= LONGEST_FILE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno + 1 <= LONGEST_FUNCTION, node.name


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_public_names_have_docstrings(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "the file"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            documented = ast.get_docstring(node) or any(
                isinstance(item, ast.Expr) for item in node.body) or node.name == "command"
            assert documented, node.name
