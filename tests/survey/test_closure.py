"""A file belongs to an architecture if a chain of imports leads there, and to no other architecture."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.survey.closure import Sources

LIBRARY = {
    "__init__.py": "from .version import __version__\nfrom .models import *\n",
    "version.py": '__version__ = "1.0"\n',
    "layers/__init__.py": (
        '"""Everything."""\n'
        "from .conv import Conv as Convolution, helper\n"
        "from .norm import *\n"
        "from .attention import Attention\n"
        '__all__ = ["Convolution"]\n'
        "LIMIT = 3\n"
    ),
    "layers/conv.py": "from ._base import Base\nclass Conv(Base): pass\ndef helper(): pass\n",
    "layers/_base.py": "class Base: pass\n",
    "layers/norm.py": "import torch\nif True:\n    class Norm: pass\n",
    "layers/attention.py": "class Attention: pass\n",
    "models/__init__.py": "from .plain import *\nfrom .attentive import *\nfrom ._build import build\n",
    "models/_build.py": "from ..version import __version__\ndef build(): pass\n",
    "models/plain.py": (
        "from library.layers import Convolution, Norm\n"
        "from ._build import build\n"
        "def plain():\n    return build(Convolution)\n"
    ),
    "models/attentive.py": (
        "def attentive():\n    from ..layers import Attention\n    from . import build\n    return Attention\n"
    ),
    "models/sweeping.py": "import library.layers\n",
    "models/guessing.py": "from ..layers import made_elsewhere\n",
    "models/limited.py": "from ..layers import LIMIT\n",
    "models/below.py": "from ..layers import norm\n",
}


@pytest.fixture
def library(tmp_path):
    for name, text in LIBRARY.items():
        path = tmp_path / "library" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "library"


def files(library: Path, model: str) -> set[str]:
    found = Sources().closure((library / "models" / f"{model}.py",)).files
    return {name.removeprefix("library/") for name, _ in found if not name.endswith("imports apart")}


def digest(library: Path, model: str) -> str:
    return Sources().closure((library / "models" / f"{model}.py",)).digest


def test_a_name_is_followed_through_its_package_to_the_file_that_defines_it(library):
    assert files(library, "plain") == {
        "models/plain.py", "models/_build.py", "version.py", "layers/conv.py", "layers/_base.py", "layers/norm.py",
    }  # fmt: skip


def test_an_import_inside_a_function_counts(library):
    assert files(library, "attentive") == {
        "models/attentive.py",
        "models/_build.py",
        "version.py",
        "layers/attention.py",
    }


LAYERS = {"layers/__init__.py", "layers/conv.py", "layers/_base.py", "layers/norm.py", "layers/attention.py"}


@pytest.mark.parametrize("model", ["sweeping", "guessing", "limited"])
def test_where_a_name_cannot_be_followed_all_that_its_package_imports_counts(library, model):
    assert files(library, model) == {f"models/{model}.py"} | LAYERS


def test_a_submodule_imported_from_its_package_is_a_file_like_any_other(library):
    assert files(library, "below") == {"models/below.py", "layers/norm.py"}


@pytest.mark.parametrize(
    ("changed", "text", "plain", "attentive"),
    [
        ("layers/_base.py", "class Base:\n    x = 1\n", True, False),
        ("layers/attention.py", "class Attention:\n    x = 1\n", False, True),
        ("models/_build.py", "def build():\n    return 1\n", True, True),
        ("models/limited.py", "from ..layers import LIMIT as X\n", False, False),
        ("version.py", '__version__ = "2.0"\n', False, False),
        ("models/__init__.py", LIBRARY["models/__init__.py"] + "from .limited import *\n", False, False),
        ("layers/__init__.py", LIBRARY["layers/__init__.py"] + "LIMIT = 4\n", True, True),
        ("version.py", '__version__ = "1.0"\nimport os\n', True, True),
    ],
)
def test_a_change_touches_those_that_depend_on_it_and_no_others(library, changed, text, plain, attentive):
    before = digest(library, "plain"), digest(library, "attentive")
    (library / changed).write_text(text)
    after = digest(library, "plain"), digest(library, "attentive")
    assert (before[0] != after[0], before[1] != after[1]) == (plain, attentive)


def test_a_name_that_moves_to_another_file_is_a_change_even_if_no_file_of_the_model_changed(library):
    before = digest(library, "attentive")
    text = LIBRARY["layers/__init__.py"].replace("from .attention", "from .norm")
    (library / "layers/__init__.py").write_text(text)
    assert digest(library, "attentive") != before


def test_packages_outside_are_named_and_not_followed(library):
    assert Sources().closure((library / "models" / "plain.py",)).packages == ("torch",)


def test_where_the_library_lies_makes_no_difference(library, tmp_path):
    before = digest(library, "plain")
    library.rename(tmp_path / "moved")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "moved").rename(tmp_path / "elsewhere" / "library")
    assert digest(tmp_path / "elsewhere" / "library", "plain") == before


def test_facts_that_are_remembered_are_not_read_again_and_change_nothing(library):
    root = (library / "models" / "plain.py",)
    first = Sources()
    closure = first.closure(root)
    again = Sources(first.facts)
    assert again.closure(root) == closure
    assert again.facts == first.facts
