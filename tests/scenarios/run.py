#!/usr/bin/env python3
"""Runs the scenarios: each folder <topic>/<case>/ here, on every version of PostgreSQL.

A case is a folder with

    manifest.yaml    what shall be
    plan.txt         what `plan` prints, or
    error.txt        what `plan` complains about (nothing may change then)

and, where they are needed,

    about            one line: what the case proves
    given.sql        what psql runs before, as superuser; may use \\connect
    options          more words for plan and apply, on one line
    env              KEY=VALUE lines for validate, plan and apply; the value of a key that ends
                     in PASSWORD, and a file *.password, must be in no output
    server           KEY=VALUE lines: settings of the server
    versions         `>=16`, or `>=14 <17`, or `13 14`
    status           apply's exit status, and for another than 0 `ran` or `nothing-ran`; for
                     error.txt the status of plan (1)
    warnings.txt     what plan says on stderr beside the plan
    apply-error.txt  what apply says on stderr
    left.txt         the plan that remains after apply: what a person must do
    after.sql, after.txt    a query after apply, and its answer
    drift.sql, drift.txt    SQL behind pgmob's back after apply, and the plan that finds it
    export, export.txt      words for an export after apply, on one line, and its manifest
    offline          only `validate`, without a server; with error.txt: it fails so
    no-export        the plan of the export is not empty, for a reason that `about` says
    no-sql           the script of `--format sql` does not do the same, likewise

A file with a version in its name, as plan.16.txt or status.16, holds from that version on.

Whatever the case is about, the law holds: plans are the same twice, what plan shows apply does,
the plan after it is empty (or left.txt), exports are the same twice, the plan of an export is
empty, psql makes the same of the SQL script, the JSON fits its schema, validate agrees. Where the
manifest is written as JSON (which YAML contains), its keys and lists may come in any order.
"""

import json
import os
import random
import re
import shlex
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))

import installations
import jsonschema
import postgres
import runner
import this_run
from case import Expectations, find_cases, kind_of
from runner import Failure

SCHEMA = os.path.join(runner.ROOT, "schemas", "plan.schema.json")
EXPORT = ("export", "--all-databases", "--hba", "--parameters")

# What pgmob must not have changed when it says that nothing ran, seen without pgmob's own eyes.
FINGERPRINT = """
SELECT a::text FROM pg_catalog.pg_authid a ORDER BY oid;
SELECT m::text FROM pg_catalog.pg_auth_members m ORDER BY roleid, member, 1;
SELECT s::text FROM pg_catalog.pg_db_role_setting s ORDER BY setdatabase, setrole;
SELECT oid, datname, datdba, datistemplate, datallowconn, datconnlimit, datacl
  FROM pg_catalog.pg_database ORDER BY oid;
SELECT d::text FROM pg_catalog.pg_shdescription d ORDER BY objoid, classoid;
SELECT d::text FROM pg_catalog.pg_shdepend d ORDER BY 1;
SELECT pg_catalog.pg_read_file(pg_catalog.current_setting('hba_file'));
SELECT pg_catalog.pg_read_file('postgresql.auto.conf');
"""

# Of a case's options, those that say what the manifest means, and not what plan may do.
VALIDATE_OPTIONS = ("-f", "--var", "--var-file", "--mode")

# In so many orders a manifest is tried.
PERMUTATIONS = 4


class Trial:
    """One case on one version."""

    def __init__(self, case, version, program, expectations, schema):
        self.case = case
        self.version = version
        self.program = program
        self.expectations = expectations
        self.schema = schema

    # Running pgmob.

    def pgmob(self, server, *words, env=None):
        """pgmob as superuser postgres, in the case's folder. Whatever it does, it tells no secret."""
        result = runner.run(
            self.program.command(*words),
            env=runner.clean_environment(server.env() if server else {}, env or {}),
            cwd=self.case.directory,
            timeout=self.program.timeout,
        )
        for secret in self.case.secrets():
            if secret in result.output + result.errors:
                raise Failure(f"the secret {secret.decode()!r} is in the output", str(result))
        if re.search(rb"SCRAM-SHA-256\$\d+:", result.output + result.errors):
            raise Failure("a verifier is in the output", str(result))
        return result

    def pgmob_as_said(self, server, command, *words):
        """The same with the manifest, the options and the environment of the case."""
        options = self.case.options
        if command == "validate":
            options = _validate_options(options)
        return self.pgmob(server, command, "-f", "manifest.yaml", *options, *words, env=self.case.env)

    def expect(self, kind, text, server, also=()):
        self.expectations.check(
            self.case, kind, self.version, runner.normalised(text, *([server] if server else [])), also
        )

    def status(self):
        """(the status, whether the changes ran), as the case's file says."""
        words = self.case.read(self.case.file_for(["status"], self.version) or "").split()
        status = int(words[0]) if words else 0
        said = words[1] if len(words) > 1 else "ran"
        if said not in ("ran", "nothing-ran") or (status and len(words) < 2):
            raise Failure("status: a number other than 0 needs `ran` or `nothing-ran` behind it")
        return status, said == "ran"

    # The way through a case.

    def run(self):
        if self.case.offline:
            self.check_offline()
            return
        with postgres.Server(self.version, **self.case.server) as server:
            self.given(server)
            plan = self.pgmob_as_said(server, "plan")
            if self.is_refused(plan):
                self.check_refusal(server, plan)
                return
            before = self.snapshot(server)
            self.check_validate()
            changes = self.check_plan(server, plan)
            self.check_json(server)
            self.check_order(server)
            self.check_apply(server, before, changes)
            if self.status()[1]:
                self.check_left(server)
                self.check_after(server)
                export = self.check_export(server)
                self.check_export_words(server)
                self.check_sql(export)
                self.check_drift(server)

    def given(self, server):
        if "given.sql" in self.case.files:
            server.psql(file="given.sql", cwd=self.case.directory)

    def is_refused(self, plan):
        if self.case.is_new and self.expectations.rewriting:
            return plan.status == 1
        name = self.case.file_for(["plan.txt", "error.txt"], self.version)
        if name is None:
            raise Failure("neither plan.txt nor error.txt (--rewrite makes one)", str(plan))
        return name.startswith("error")

    def snapshot(self, server):
        """All of a cluster's state that pgmob could change, as pgmob and as PostgreSQL tell it."""
        return self.export(server) + "\n" + server.psql(FINGERPRINT)

    def export(self, server):
        return self.pgmob(server, *EXPORT).expect(status=0).out

    def expect_unchanged(self, server, before, what):
        after = self.snapshot(server)
        if after != before:
            raise Failure(f"{what}, but something changed", runner.difference(before, after, "before"))

    def check_offline(self):
        result = self.pgmob_as_said(None, "validate")
        if result.out and result.status != 0:
            raise Failure("validate fails, and prints to stdout", str(result))
        expects_error = any(kind_of(name) == "error.txt" for name in self.case.files)
        if expects_error or (self.case.is_new and self.expectations.rewriting and result.status != 0):
            result.expect(status=self.refusal_status())
            self.expect("error.txt", result.err, None)
        else:
            result.expect(status=0, err="")

    def refusal_status(self):
        words = self.case.read(self.case.file_for(["status"], self.version) or "").split()
        return int(words[0]) if words else 1

    def check_refusal(self, server, plan):
        before = self.snapshot(server)
        plan.expect(status=self.refusal_status(), out="")
        self.expect("error.txt", plan.err, server, also=["plan.txt"])
        self.check_validate(plan)
        apply = self.pgmob_as_said(server, "apply", "--yes")
        if apply.status == 0:
            raise Failure("plan is refused, but apply is not", str(apply))
        self.expect_unchanged(server, before, "refused")

    def check_validate(self, refused=None):
        """validate knows no server: what it accepts may be refused later, but not the other way round."""
        result = self.pgmob_as_said(None, "validate")
        if refused is None:
            result.expect(status=0)
        elif result.status != 0 and (result.status, result.err) != (refused.status, refused.err):
            raise Failure(
                "validate and plan disagree", runner.difference(refused.err, result.err, "plan")
            )

    def check_plan(self, server, plan):
        """Whether there are changes."""
        expected = self.detailed_status()
        if plan.status not in (0, *(status for status in expected if status == 3)):
            raise Failure(f"plan ends with status {plan.status}", str(plan))
        self.expect("plan.txt", plan.out, server, also=["error.txt"])
        self.expect_warnings(server, plan)
        again = self.pgmob_as_said(server, "plan", "--detailed-exitcode")
        self.expect_same("plan", plan, again)
        if again.status not in expected:
            raise Failure(
                f"plan --detailed-exitcode: status {again.status} instead of "
                + " or ".join(str(status) for status in expected),
                str(again),
            )
        return again.status != 0

    def expect_warnings(self, server, plan):
        if self.program.valgrind:
            return  # slow enough for lines of progress
        self.expect("warnings.txt", plan.err, server)

    @staticmethod
    def expect_same(what, first, second):
        if first.output != second.output:
            raise Failure(
                f"{what} is another the second time", runner.difference(first.out, second.out, "first")
            )

    def detailed_status(self):
        status, _ = self.status()
        return (3,) if status == 3 else (0, 2)

    def check_json(self, server):
        result = self.pgmob_as_said(server, "plan", "--format", "json")
        try:
            plan = json.loads(result.output)
        except ValueError as error:
            raise Failure(f"plan --format json is no JSON: {error}", str(result)) from None
        if self.schema is not None:
            faults = jsonschema.faults(plan, self.schema)
            if faults:
                raise Failure("plan --format json does not fit its schema", "\n".join(faults))

    def check_apply(self, server, before, changes):
        status, ran = self.status()
        loud = ["--verbose"] if self.case.secrets() and status == 0 else []
        result = self.pgmob_as_said(server, "apply", "--yes", *loud)
        result.expect(status=status)
        if self.case.file_for(["apply-error.txt"], self.version):
            self.expect("apply-error.txt", result.err, server)
        if not ran or not changes:
            self.expect_unchanged(server, before, "nothing was to run")

    def check_left(self, server):
        """The law: after apply, the plan is empty, or what the case says that remains."""
        result = self.pgmob_as_said(server, "plan", "--detailed-exitcode")
        status, _ = self.status()
        may_remain = self.case.file_for(["left.txt"], self.version) or status != 0
        if result.status != 0 and not may_remain:
            raise Failure("the plan after apply is not empty", str(result))
        if status == 3:
            result.expect(status=3)
        self.expect("left.txt", "" if result.status == 0 else result.out, server)

    def check_after(self, server):
        if "after.sql" in self.case.files:
            self.expect("after.txt", self.answer(server, "after.sql"), server)

    def answer(self, server, file):
        layout = ("-A", "-F", " | ", "-P", "footer=off")
        return server.psql(file=file, cwd=self.case.directory, options=layout)

    def check_export(self, server):
        first = self.pgmob(server, *EXPORT).expect(status=0)
        self.expect_same("export", first, self.pgmob(server, *EXPORT))
        if "no-export" not in self.case.files:
            with tempfile.NamedTemporaryFile(dir=this_run.directory(), suffix=".yaml") as file:
                file.write(first.output)
                file.flush()
                words = ("--mode", "authoritative", "--detailed-exitcode")
                plan = self.pgmob(server, "plan", "-f", file.name, *words)
            if plan.status != 0:
                raise Failure("the plan of the export is not empty", f"{plan}\n\n{first.out}")
        return first

    def check_export_words(self, server):
        if "export" in self.case.files:
            export = self.pgmob(server, "export", *shlex.split(self.case.read("export")))
            self.expect("export.txt", export.expect(status=0).out, server)

    def check_order(self, server):
        """The order in which a manifest is written changes nothing."""
        try:
            manifest = json.loads(self.case.read("manifest.yaml"))
        except ValueError:
            return
        for format in ("text", "sql"):
            first = None
            for seed in range(PERMUTATIONS):
                with tempfile.TemporaryDirectory(dir=this_run.directory()) as directory:
                    path = os.path.join(directory, "manifest.yaml")
                    with open(path, "w", encoding="utf-8") as file:
                        json.dump(_shuffled(manifest, random.Random(seed)), file, ensure_ascii=False)
                    words = ("plan", "-f", path, "--format", format, *self.case.options)
                    plan = self.pgmob(server, *words, env=self.case.env)
                text = plan.out.replace(path, "manifest.yaml")
                if plan.status not in (0, 3) or first not in (None, text):
                    raise Failure(
                        f"plan --format {format} hangs on the order of the manifest",
                        runner.difference(first or "", text, "in one order") + f"\n{plan}",
                    )
                first = text

    def check_sql(self, export):
        """psql makes of the printed SQL what apply makes of the plan."""
        if (
            "no-sql" in self.case.files
            or self.status()[0] != 0
            or self.case.manifest_has("password")
            or self.case.manifest_has("hba")
        ):
            return
        with postgres.Server(self.version, **self.case.server) as server:
            self.given(server)
            script = self.pgmob_as_said(server, "plan", "--format", "sql").expect(status=0)
            psql = runner.run(
                [installations.psql_program(), "-X"],
                env=runner.clean_environment(server.env(), self.case.env),
                cwd=self.case.directory,
                stdin=script.output,
            )
            if psql.status != 0:
                raise Failure("psql refuses the SQL of the plan", f"{psql}\n\n{script.out}")
            other = self.pgmob(server, *EXPORT).expect(status=0)
            if other.output != export.output:
                raise Failure(
                    "psql makes something else of the SQL",
                    runner.difference(export.out, other.out, "apply") + "\n\n" + script.out,
                )

    def check_drift(self, server):
        if "drift.sql" not in self.case.files:
            return
        server.psql(file="drift.sql", cwd=self.case.directory)
        plan = self.pgmob_as_said(server, "plan", "--detailed-exitcode")
        if plan.status not in (2, 3):
            raise Failure("the drift is not found", str(plan))
        self.expect("drift.txt", plan.out, server)
        self.pgmob_as_said(server, "apply", "--yes").expect(status=self.status()[0])
        self.check_left(server)


def _shuffled(value, random):
    """Keys and lists in another order; but for settings that are lists, whose order counts."""
    if isinstance(value, dict):
        items = [(key, value[key] if key == "values" else _shuffled(value[key], random)) for key in value]
        random.shuffle(items)
        return dict(items)
    if isinstance(value, list):
        return random.sample([_shuffled(item, random) for item in value], len(value))
    return value


def _validate_options(options):
    kept, words = [], iter(options)
    for word in words:
        name = word.split("=", 1)[0]
        if name in VALIDATE_OPTIONS:
            kept.append(word)
            if "=" not in word:
                kept.append(next(words, ""))
    return kept


def plan_schema():
    try:
        with open(SCHEMA, encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return None
    except ValueError as error:
        sys.exit(f"schemas/plan.schema.json: {error}")


def main():
    parser = runner.options_parser("Runs the scenarios on real servers.")
    parser.add_argument("--rewrite", action="store_true", help="make the expectations what there is")
    options = parser.parse_args()
    program = runner.program_of(options)
    cases = find_cases(options.k)
    wanted = runner.wanted_versions(options)
    with_server = any(not case.offline for case in cases)
    available = installations.available_versions(wanted) if with_server else wanted
    tally = runner.Tally()
    expectations = Expectations(options.rewrite)
    schema = plan_schema()
    jobs = []
    for case in cases:
        if case.offline:
            trial = Trial(case, installations.SUPPORTED[-1], program, expectations, schema)
            jobs.append(runner.Job(case.name, "offline", trial.run))
            continue
        fitting = [version for version in wanted if case.fits(version)]
        for version in fitting if case.knows_versions else runner.spread(options, case.name, fitting):
            if version not in available:
                tally.skipped += 1
                continue
            trial = Trial(case, version, program, expectations, schema)
            jobs.append(runner.Job(case.name, f"on PostgreSQL {version}", trial.run))
    print(
        f"{len(cases)} scenarios, {len(jobs)} runs on PostgreSQL "
        f"{', '.join(str(version) for version in available)}",
        flush=True,
    )
    runner.run_jobs(jobs, options.j, tally, options.slowest)
    if options.rewrite:
        expectations.write()
    print(tally.closing_line())
    return tally.status


if __name__ == "__main__":
    runner.main(main)
