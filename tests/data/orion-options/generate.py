#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes vectors.jsonl: random argument lists for Orion's command line and what Click 8.1.7 makes of
them. Needs click==8.1.7; run it with the number of vectors and the file to write."""

import contextlib
import io
import json
import os
import random
import sys

import click

FILE_LISTS = ("ack", "report")
SEED = 20261122
LEAST, MOST = -(2**63), 2**63 - 1


class Dictionary(click.ParamType):
    name = "dictionary"

    def convert(self, value, param, ctx):
        return json.loads(value)


class List(click.ParamType):
    name = "list"

    def convert(self, value, param, ctx):
        return value if isinstance(value, list) else value.split(",") if value else []


class Excluding(click.Option):
    """One of the three algorithms: refused beside another one, whatever was read so far."""

    def handle_parse_result(self, ctx, opts, args):
        others = sorted({"anomaly_detection", "cmr", "hunter_analyze"} - {self.name})
        if self.name in opts and any(other in opts for other in others):
            raise click.UsageError(
                f"Illegal usage: `{self.name}` is mutually exclusive with arguments `{', '.join(others)}`."
            )
        return super().handle_parse_result(ctx, opts, args)


def after_detection(ctx, param, value):
    set_now = value or ctx.params.get("anomaly_window") or ctx.params.get("min_anomaly_percent")
    if set_now and not ctx.params.get("anomaly_detection"):
        raise click.UsageError(
            "`--anomaly-window` and `--min-anomaly-percent` can only be used when `--anomaly-detection` is enabled."
        )
    return value


def texts(**defaults):
    return [click.Option([f"--{name.replace('_', '-')}"], default=default) for name, default in defaults.items()]


def flags(*names):
    return [click.Option([f"--{name}"], is_flag=True, default=False) for name in names]


def command():
    variable = {
        "es_server": "ES_SERVER",
        "metadata_index": ["ES_METADATA_INDEX", "es_metadata_index"],
        "benchmark_index": ["ES_BENCHMARK_INDEX", "es_benchmark_index"],
        "jira_url": "JIRA_URL",
        "jira_token": "JIRA_TOKEN",
        "jira_email": "JIRA_EMAIL",
    }
    options = [
        *[Excluding([f"--{name}"], is_flag=True) for name in ("cmr", "hunter-analyze", "anomaly-detection")],
        click.Option(["--anomaly-window"], type=int, callback=after_detection),
        click.Option(["--min-anomaly-percent"], type=int, callback=after_detection),
        *flags("filter", "jira-ack", "jira-auto-create", "sippy-pr-search", "debug", "convert-tinyurl"),
        *flags("collapse", "pr-analysis", "viz"),
        click.Option(["-i", "--interactive"], is_flag=True),
        *texts(config=None, ack="", save_data_path="data.csv", save_output_path="output.txt", uuid="", baseline=""),
        *texts(lookback=None, since=None, report=None),
        *texts(jira_url="https://issues.redhat.com", jira_project="PERFSCALE", jira_component="CPT_ISSUES"),
        *texts(jira_token="", jira_email="", jira_status_filter=""),
        *texts(es_server="", benchmark_index="", metadata_index=""),
        click.Option(["--github-repos"], type=List(), default=[""]),
        click.Option(["--display"], type=List(), default=["buildUrl"]),
        click.Option(["-o", "--output-format"], type=click.Choice(["json", "text", "junit"]), default="text"),
        click.Option(["--column-group-size"], type=int, default=5),
        click.Option(["--lookback-size"], type=int, default=10000),
        click.Option(["--node-count"], default=False),
        click.Option(["--input-vars"], type=Dictionary(), default="{}"),
        click.Option(["--pull-number"], type=int, multiple=True),
    ]
    for option in options:
        option.envvar = variable.get(option.name)
    made = click.Command("orion", params=options, callback=lambda **given: given)
    return click.version_option(version="x", prog_name="orion")(made)


def plain(name, value):
    """As the C test has it."""
    if name in FILE_LISTS:
        return [part.strip() for part in (value or "").split(",") if part.strip()]
    if name == "github_repos":
        return [] if value == [""] else value
    if name == "pull_number":
        return [str(number) for number in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return min(max(value, LEAST), MOST)
    return value


def outcome(made, arguments, standard):
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed), made.make_context("orion", list(arguments)) as context:
            given = {name: plain(name, value) for name, value in context.params.items()}
    except click.exceptions.Exit:
        return {"action": "help" if printed.getvalue().startswith("Usage") else "version"}
    except click.UsageError as fault:
        # An error of ours is one line: control characters are blanks in it.
        text = "".join(
            " " if character < " " or character == "\x7f" else character for character in fault.format_message()
        )
        return {"error": text, "usage": fault.ctx is not None}
    except json.JSONDecodeError:
        return {"failed": "--input-vars"}
    if not given["report"]:
        if not given["interactive"] and not given["config"]:
            return {"failed": ""}
        if not isinstance(given["input_vars"], dict):
            return {"failed": "--input-vars"}
    return {
        "action": "ask" if given["interactive"] and not given["report"] else "run",
        "options": {name: value for name, value in given.items() if value != standard.get(name, value)},
    }


WORDS = ["x", "", "a,b", "a, b,,c", " ", "-", "a=b", "-x", "--", "it's", 'say "x"', 'it\'s "x"', "a\\b", "a\tb", "4.20"]
WORDS += ["häß", "日本", "a\u00a0b", "\u00ad", "-o", "--cmr", "json", "true", "[1]", "a b"]
NUMBERS = [
    "1",
    "0",
    "-3",
    "+7",
    "007",
    "1_000",
    "_1",
    "1_",
    "1__0",
    " 5 ",
    "\t5\n",
    "ten",
    "",
    "1.5",
    "1e3",
    "0x10",
    "--5",
]
NUMBERS += ["99999999999999999999", "-99999999999999999999", "9223372036854775807", "9223372036854775808", "5 5", "+-1"]
BOOLEANS = [
    "true",
    "True",
    "TRUE",
    "false",
    "yes",
    "NO",
    "on",
    "Off",
    "1",
    "0",
    "t",
    "F",
    "y",
    "n",
    "maybe",
    "2",
    "01",
    "tru",
] + ["", " yes ", "\x1cno", "-1"]
FORMATS = ["json", "text", "junit", "JSON", "yaml", "", "=json", "js", "it's"]
OBJECTS = [
    "{}",
    '{"version": "4.20"}',
    '{"a": [1, {"b": null}]}',
    "{version: 1}",
    "",
    "[1]",
    "3",
    '"x"',
    '{"a": 1,}',
    " {} ",
]
UNKNOWN = [
    "--nope",
    "--corect",
    "--colapse",
    "--viz2",
    "--anomaly",
    "--hunter",
    "--jira",
    "--es",
    "--save",
    "--save-path",
    "--x",
    "-x",
    "-ox",
    "-ii",
    "--output",
]
UNKNOWN += [
    "---cmr",
    "-cmr",
    "--=x",
    "-=",
    "--lookback-siz",
    "--pull",
    "--pull-numbers",
    "--metadata",
    "--index",
    "-é",
    "--ä",
]
UNKNOWN += [
    "--input-var",
    "--node",
    "--node_count",
    "--git",
    "--display-fields",
    "-config",
    "--jira-status",
    "--verison",
    "--hlep",
]
VARIABLES = ["ES_SERVER", "ES_METADATA_INDEX", "es_metadata_index", "ES_BENCHMARK_INDEX", "es_benchmark_index"]
VARIABLES += ["JIRA_URL", "JIRA_TOKEN", "JIRA_EMAIL"]


def value_for(option, chance):
    pool = {"integer": NUMBERS, "boolean": BOOLEANS, "choice": FORMATS, "dictionary": OBJECTS}.get(
        option.type.name, WORDS
    )
    # Mostly good ones: a list ends at its first fault.
    return chance.choice(pool[:3] if chance.random() < 0.7 else pool)


def one_option(option, chance):
    name = chance.choice(option.opts)
    if option.is_flag:
        return [name + "=1"] if chance.random() < 0.02 else [name]
    value = value_for(option, chance)
    if chance.random() < 0.01:
        return [name]
    if not name.startswith("--"):
        return [name + value] if chance.random() < 0.5 else [chance.choice([name, "-io"]), value]
    return [f"{name}={value}"] if chance.random() < 0.5 else [name, value]


def arguments_of(made, chance):
    options = made.params
    arguments = ["--config", "c.yaml"] if chance.random() < 0.8 else []
    if chance.random() < 0.3:
        arguments += ["--anomaly-detection"]
    for _ in range(chance.randrange(6)):
        kind = chance.random()
        if kind < 0.05:
            arguments += [chance.choice(UNKNOWN)]
        elif kind < 0.08:
            arguments += [chance.choice(WORDS)]
        elif kind < 0.10:
            arguments += [chance.choice(["--help", "--version", "--help=1"])]
        else:
            arguments += one_option(chance.choice(options), chance)
    if chance.random() < 0.1:
        chance.shuffle(arguments)
    return arguments


def main():
    count, path = int(sys.argv[1]), sys.argv[2]
    chance = random.Random(SEED)
    made = command()
    with made.make_context("orion", []) as context:
        standard = {name: plain(name, value) for name, value in context.params.items()}
    with open(path, "w", encoding="utf-8") as file:
        for _ in range(count):
            variables = {name: chance.choice(["e", "", "f"]) for name in VARIABLES if chance.random() < 0.08}
            arguments = arguments_of(made, chance)
            for name in VARIABLES:
                os.environ.pop(name, None)
            os.environ.update(variables)
            vector = {"args": arguments, **({"env": variables} if variables else {})}
            vector |= outcome(made, arguments, standard)
            file.write(json.dumps(vector, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
