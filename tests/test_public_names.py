import ast
import inspect
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import factcheck

SOURCE = Path(factcheck.__file__).parent
TORCH = {"torch", "safetensors.torch", "transformers"}


def name_of(path):
    """The dotted name of a module of ours."""
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in sorted(SOURCE.rglob("*.py"))}


def imports(path):
    """All modules a file imports, wherever in it, ``from a import b`` as a and a.b."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: relative import"
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


@pytest.mark.parametrize("name", factcheck.__all__)
def test_public_name_can_be_imported(name):
    assert getattr(import_module("factcheck"), name).__name__ == name


def test_public_names_are_those_that_type_checkers_see():
    block = next(
        node
        for node in ast.parse((SOURCE / "__init__.py").read_text()).body
        if isinstance(node, ast.If)
    )
    seen = [alias.name for node in block.body for alias in node.names]
    assert sorted(seen) == sorted(factcheck.__all__) == sorted(set(factcheck.__all__))


def test_errors_that_an_annotator_raises_are_public():
    members = [member for _, member in inspect.getmembers(factcheck.Annotator)]
    said = re.findall(r":raises (\w+):", " ".join(inspect.getdoc(each) or "" for each in members))
    assert "DocumentError" in said
    assert set(said) - {"TypeError"} <= set(factcheck.__all__)


def test_type_checkers_read_our_types_and_find_no_other_names(tmp_path):
    assert (SOURCE / "py.typed").exists()
    script = tmp_path / "script.py"
    script.write_text("import factcheck\nfactcheck.Settings\nfactcheck.Setings\n")
    options = ["--strict", "--follow-imports=skip", "--config-file=", "--cache-dir", tmp_path]
    command = [sys.executable, "-m", "mypy", *options, SOURCE / "__init__.py", script]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    errors = [line for line in run.stdout.splitlines() if " error: " in line]
    assert len(errors) == 1, run
    assert "script.py:3: " in errors[0]
    assert '"Setings"' in errors[0]


def test_star_import_gives_the_public_names():
    names = {}
    exec("from factcheck import *", names)
    assert set(names) - {"__builtins__"} == set(factcheck.__all__)


@pytest.mark.parametrize("name", ["annotator", "Sources", "EncoderScorer", "__path_to__"])
def test_other_names_are_not_there(name):
    with pytest.raises(AttributeError, match=f"module 'factcheck' has no attribute '{name}'"):
        getattr(factcheck, name)


def test_only_the_model_imports_torch():
    users = {name for name, path in MODULES.items() if imports(path) & TORCH}
    assert {"factcheck.model.encoder", "factcheck.model.scorer"} <= users
    assert all(name.startswith("factcheck.model.") for name in users)


def test_few_use_the_scorer():
    heavy = {f"factcheck.model.{name}" for name in ("device", "encoder", "scorer")}
    users = {name for name, path in MODULES.items() if imports(path) & heavy}
    outside = {name for name in users if not name.startswith("factcheck.model.")}
    measured = {"factcheck.evaluation.measure", "factcheck.selfcheck"}
    assert outside <= {
        "factcheck.pipeline",
        "factcheck.checks",
        "factcheck.records",
        "factcheck.evidence.doubt",
        *measured,
    }


def test_document_imports_nothing_of_ours():
    ours = {name for name in imports(MODULES["factcheck.document"]) if name.startswith("factcheck")}
    assert ours == set()


def test_nobody_imports_the_command_line():
    users = {name for name, path in MODULES.items() if "factcheck.cli" in imports(path)}
    assert users == set()


def test_nobody_imports_training_code():
    training = {path.stem for path in (SOURCE.parent.parent / "training").glob("*.py")}
    assert all(not imports(path) & training for path in MODULES.values())


def test_package_and_command_line_load_nothing_slow():
    code = (
        "import sys, factcheck, factcheck.cli, factcheck.decide, factcheck.report.exports;"
        "slow = {'torch', 'transformers', 'pyarrow', 'datasets', 'spacy'} & set(sys.modules);"
        "sys.exit(', '.join(slow) or None)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
