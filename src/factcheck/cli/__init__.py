"""The command line: each command checks its options and calls a plain function."""

import click

from factcheck import __version__
from factcheck.cli.evaluate import evaluate
from factcheck.cli.explain import explain
from factcheck.cli.index import index
from factcheck.cli.options import fill_streams
from factcheck.cli.results import export, report, schema
from factcheck.cli.run import run


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Say, sentence by sentence, how far a news article can be trusted."""
    fill_streams()


for command in (run, index, report, explain, export, evaluate, schema):
    main.add_command(command)
