"""The command line: the only place that prints, parses and exits.

click, because it is maintained, documents every option by itself and can be tested without a process.
tqdm, because it is maintained and its bar shows counts, rate and time left on any terminal.
"""

from generator.cli.checking import check
from generator.cli.citing import cite
from generator.cli.diffing import diff
from generator.cli.downloads import downloads
from generator.cli.examples import examples
from generator.cli.explaining import explain
from generator.cli.exporting import export
from generator.cli.failures import main
from generator.cli.forming import forms
from generator.cli.formulating import form
from generator.cli.lint import lint
from generator.cli.listing import list_
from generator.cli.merging import merge
from generator.cli.releasing import release
from generator.cli.rendering import render
from generator.cli.showing import show
from generator.cli.surveying import survey
from generator.cli.weighing import weigh
from generator.cli.weights import weights
from generator.cli.whence import whence

for _command in (
    list_,
    survey,
    merge,
    show,
    explain,
    weigh,
    weights,
    examples,
    forms,
    form,
    render,
    export,
    downloads,
    whence,
    lint,
    check,
    cite,
    diff,
    release,
):
    main.add_command(_command)

__all__ = ["main"]
