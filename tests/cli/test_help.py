"""Every command, argument and option is documented, and every error ends alike."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

import generator
from generator.cli import main
from tests.cli.conftest import Runner

COMMANDS = sorted(main.commands.items())
OPTIONS = [
    (name, option)
    for name, command in [("netweight", main), *COMMANDS]
    for option in command.params
    if isinstance(option, click.Option)
]


def test_the_commands_are_those_of_the_contract() -> None:
    assert [name for name, _ in COMMANDS] == [
        "check",
        "cite",
        "diff",
        "downloads",
        "examples",
        "explain",
        "export",
        "form",
        "forms",
        "lint",
        "list",
        "merge",
        "release",
        "render",
        "show",
        "survey",
        "weigh",
        "weights",
        "whence",
    ]


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_every_command_says_what_it_does_and_what_its_arguments_are(
    name: str, command: click.Command
) -> None:
    assert command.help
    text = command.help + (main.help or "")
    for argument in command.params:
        if isinstance(argument, click.Argument):
            assert argument.make_metavar(click.Context(command)).strip("[].") in text


@pytest.mark.parametrize(("name", "option"), OPTIONS, ids=[f"{name} {o.opts[0]}" for name, o in OPTIONS])
def test_every_option_is_documented_in_a_sentence(name: str, option: click.Option) -> None:
    assert option.help
    assert option.help[0].isupper()
    assert option.help.endswith(".")


@pytest.mark.parametrize("name", [name for name, _ in COMMANDS])
def test_every_command_has_help_without_torch(run: Runner, name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: netweight {name} ")


def test_version_is_the_package_s(run: Runner) -> None:
    assert run("--version").stdout == f"netweight, version {generator.__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("list", "--data", "nowhere", "--nonsense"), "No such option '--nonsense'."),
        (("show", "resnet50", "--px", "0"), "Invalid value for '--px': a size is HEIGHT or HEIGHTxWIDTH in pixels, "
         "such as 224 or 224x320; found '0'"),
        (("show", "x", "--data", "nowhere"), "nowhere/dataset.json: expected a file that `netweight survey` "
         "writes, found no such file"),
        (("survey", "--jobs", "-1"), "Invalid value for '--jobs': -1 is not in the range x>=0."),
        (("export", "--format", "xml"), "Invalid value for '--format': 'xml' is not one of 'jsonl', 'csv', 'parquet'."),
        (("export",), "Missing option '--format'. Choose from:"),
    ],
)  # fmt: skip
def test_an_error_goes_to_standard_error_and_exits_with_two(
    run: Runner, arguments: tuple[str, ...], message: str
) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"Error: {message}" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_broken_dataset_is_an_error_that_names_the_line(run: Runner, data: Path) -> None:
    path = data / "timm.jsonl"
    path.write_text(path.read_text().replace('"fixed_size":true', '"fixed_size":1'))
    result = run("list", "--data", data)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"Error: {path}:3: $.fixed_size: expected true or false, found 1\n"


def test_an_error_of_the_machine_names_the_file(run: Runner, data: Path) -> None:
    (data / "timm.jsonl").unlink()
    (data / "timm.jsonl").mkdir()
    result = run("list", "--data", data)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"Error: {data / 'timm.jsonl'}: Is a directory\n"


def test_a_command_that_measures_says_so_where_torch_is_not_installed() -> None:
    code = (
        "import sys\n"
        "sys.modules['torch'] = None\n"
        "from generator.cli import main\n"
        "main(['explain', 'resnet50'])\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == (
        "Error: this command needs torch, torchvision and timm; torch is not installed\n"
    )


def test_reading_commands_import_neither_torch_nor_the_zoos(data: Path) -> None:
    code = (
        "import sys\n"
        "from generator.cli import main\n"
        "main(sys.argv[1:], standalone_mode=False)\n"
        "assert not {'torch', 'torchvision', 'timm', 'pyarrow'} & set(sys.modules)\n"
    )
    for arguments in (["list"], ["show", "resnet50"], ["export", "--format", "csv"]):
        command = [sys.executable, "-c", code, *arguments, "--data", str(data)]
        subprocess.run(command, check=True, capture_output=True, timeout=60)


def test_a_reader_that_closes_the_pipe_leaves_no_traceback(tmp_path: Path) -> None:
    from generator.dataset import write_dataset
    from tests import factories

    write_dataset(factories.dataset(200), tmp_path)
    command = [sys.executable, "-m", "generator", "export", "--format", "jsonl", "--data", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b'{"zoo":"timm"')
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode != 0
