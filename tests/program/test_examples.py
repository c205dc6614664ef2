"""What the README and the examples show is what happens."""

import os
import re
import subprocess

import runner

from framework import offline, once

EXAMPLES = os.path.join(runner.ROOT, "examples")
PASSWORDS = {
    "SHOP_APP_PASSWORD": "an example",
    "BILLING_APP_PASSWORD": "another",
}

# The server as it is before the plan in the README: its password is what PASSWORDS has.
BEFORE_README = """
CREATE ROLE shop_owner;
CREATE ROLE shop_app LOGIN CONNECTION LIMIT 500;
CREATE DATABASE shop OWNER shop_owner;
\\connect shop
CREATE SCHEMA app;
"""


def examples():
    """The manifests that are meant to be given to -f, by their paths in examples/."""
    found = [name for name in sorted(os.listdir(EXAMPLES)) if name.endswith(".yaml")]
    return [*found, "company/cluster.yaml"]


def readme_block(language, number=0):
    with open(os.path.join(runner.ROOT, "README.md"), encoding="utf-8") as file:
        blocks = re.findall(rf"^```{language}\n(.*?)^```", file.read(), re.MULTILINE | re.DOTALL)
    return blocks[number]


def check_example(ctx, name):
    path = os.path.join(EXAMPLES, name)
    server = ctx.new_server()
    ctx.pgmob("validate", "-f", path, env=PASSWORDS).expect(status=0)
    if name == "pg_hba.yaml":  # peer would keep the next plan out: who tests is not postgres
        ctx.pgmob("plan", "-f", path, server=server).expect(status=0, out_has="+ 1  local all postgres peer")
        return
    ctx.pgmob("apply", "-f", path, "--yes", env=PASSWORDS, server=server).expect(status=0)
    words = ("-f", path, "--detailed-exitcode")
    ctx.pgmob("plan", *words, env=PASSWORDS, server=server).expect(status=0)


@once
def test_each_example_is_applied(ctx):
    for name in examples():
        check_example(ctx, name)


@once
def test_the_plan_in_the_readme_is_a_real_one(ctx):
    ctx.server.psql(BEFORE_README)
    manifest = ctx.write("cluster.yaml", readme_block("yaml"))
    passwords = ctx.write(
        "passwords.yaml",
        "version: 1\nroles: [{name: shop_app, login: true, connection_limit: 500,"
        " password: {env: SHOP_APP_PASSWORD}}]\n",
    )
    ctx.pgmob("apply", "--yes", "-f", passwords, env=PASSWORDS).expect(status=0)
    plan = ctx.pgmob("plan", "-f", os.path.basename(manifest), env=PASSWORDS).expect(status=0)
    shown = readme_block("console").split("\n", 1)[1]
    ctx.equal(without_first_line(plan.out), without_first_line(shown))


@once
def test_the_answers_in_the_readme_are_real_ones(ctx):
    ctx.server.psql(BEFORE_README + "CREATE TABLE app.orders (); CREATE ROLE deploy LOGIN NOINHERIT;"
                    "GRANT shop_owner TO deploy;")
    manifest = ctx.write("cluster.yaml", readme_block("yaml"))
    ctx.pgmob("apply", "--yes", "--allow", "all", "-f", manifest, env=PASSWORDS).expect(status=0)
    questions = re.split(r"^\$ pgmob (.*)\n", readme_block("console", 1), flags=re.MULTILINE)[1:]
    for words, shown in zip(questions[::2], questions[1::2]):
        answer = ctx.pgmob(*words.split()).expect(status=0, err="")
        ctx.equal(without_first_line(answer.out), without_first_line(shown))


@once
def test_the_rule_in_the_readme_is_met(ctx):
    ctx.server.psql("CREATE ROLE shop_app LOGIN; GRANT pg_monitor TO shop_app")
    ctx.server.write_hba("local all all trust\nhost shop +pg_monitor 10.0.0.0/8 scram-sha-256\n")
    command, shown = readme_block("console", 2).split("\n", 1)
    ctx.pgmob(*command.split()[2:]).expect(status=0, out=shown)


def without_first_line(text):
    """The first line has the server's name and version."""
    first, rest = text.split("\n", 1)
    return re.sub(r"cluster \S+ at \S+ \(PostgreSQL \S+\)", "cluster", first) + "\n" + rest


def embed_of(ctx):
    """The program that embeds the library, from the build that is tested."""
    return os.path.join(build_of(ctx), "examples", "embed")


def build_of(ctx):
    return os.path.dirname(os.path.dirname(ctx.program.path))


def run_embed(ctx, manifest):
    return subprocess.run(
        [embed_of(ctx), "dbname=postgres", manifest],
        cwd=ctx.directory,
        env=ctx.env(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        timeout=ctx.program.timeout,
    )


@once
def test_a_program_can_embed_the_library(ctx):
    manifest = ctx.write("m.yaml", "version: 1\nroles: [{name: shop}]\n")
    done = run_embed(ctx, manifest)
    ctx.equal((done.returncode, done.stderr), (2, b""))
    ctx.equal("+ role shop" in done.stdout.decode(), True, done.stdout.decode())
    ctx.pgmob("apply", "--yes", "-f", manifest).expect(status=0)
    done = run_embed(ctx, manifest)
    ctx.equal((done.returncode, done.stdout), (0, b"The server is as the manifest says.\n"))
    done = run_embed(ctx, ctx.write("wrong.yaml", "version: 1\nroless: []\n"))
    ctx.equal((done.returncode, done.stdout), (1, b""))
    ctx.equal('did you mean "roles"?' in done.stderr.decode(), True, done.stderr.decode())


@offline
def test_the_quick_start_runs_to_its_end(ctx):
    done = subprocess.run(
        [os.path.join(EXAMPLES, "quickstart")],
        env={**os.environ, **runner.SANITIZER_OPTIONS, "BUILD": os.path.relpath(build_of(ctx), runner.ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=ctx.program.timeout * 4,
    )
    text = done.stdout.decode()
    ctx.equal(done.returncode, 0, text)
    ctx.equal(text.count("Plan: nothing to do"), 2, text)
    ctx.equal("~ role shop_app " in text, True, text)
