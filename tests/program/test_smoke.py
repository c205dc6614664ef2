"""The program runs at all, without a server."""

import re

from framework import offline


@offline
def test_version_is_one_line(ctx):
    ctx.pgmob("version").expect(status=0, out=re.compile(r"\Apgmob \d+\.\d+\.\d+\S*.*\n\Z"), err="")


@offline
def test_help_names_the_commands(ctx):
    help_text = ctx.pgmob("help").expect(status=0, err="")
    help_text.expect(out_has=["pgmob", "validate", "plan", "apply", "export"])


@offline
def test_help_of_each_command_names_it(ctx):
    for command in ("validate", "plan", "apply", "export", "version", "help"):
        ctx.pgmob("help", command).expect(status=0, out_has=f"pgmob {command}", err="")


@offline
def test_a_command_that_is_none_is_wrong_usage(ctx):
    ctx.pgmob("plann").expect(status=64, out="", err_has="plann")
