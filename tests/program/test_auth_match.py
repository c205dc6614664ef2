"""The rule that pgmob says a connection meets is the rule that the server says it has met.

In random pg_hba.conf files, for random connections: each rule asks for a password, which is wrong,
so that the server's log names the line. The seeds are fixed, as in test_random.py; a seed is a
file. PGMOB_SEEDS=1-1000 tests/run -k auth_match --version 17
"""

import json
import os
import random
import re
import socket

import installations
import runner
import wire
from framework import versions
from runner import Failure
from test_random import ident, seeds

ATTEMPTS = 40

# Hostile names: what looks like a keyword, a list, a regular expression or a file.
ROLES = ["app", "App", "shop", "all", "replication", "sameuser", "samerole", "+app", "/a.*", "@list", "with space",
         'a"b', "comma,name", "#no comment", "日本", "é", "back\\slash", "reader", "writer", "x" * 63]
GROUPS = ["g1", "g2", "G 3", "all", "shop", "+app", "日本"]
DATABASES = ["shop", "app", "all", "replication", "sameuser", "samerole", "Shop", "with space", 'a"b', "g1", "日本",
             "é", "/shop", "+g1", "postgres", "template1", "x" * 63]
STRANGERS = ["nobody", "APP", "appx", "g1"]
EXPRESSIONS = ["/^a", "/p$", "/^.{2}$", "/(?i)^APP$", "/o", "/^[[:alpha:]]+$", "/", "/^(a|s).*p$", "/^\\w+$",
               "/é", "/^[^a-z]", "/s.o", "/a,b|app", "/^with space$", "/\\d", "/^.$", "/(?i)É"]
ADDRESSES = ["127.0.0.1", "127.0.0.2", "127.0.1.1", "127.1.2.3", "127.128.0.9", "127.255.255.254", "::1"]
NETWORKS = ["127.0.0.0/8", "127.0.0.0/16", "127.0.0.1/32", "127.0.0.1/31", "127.1.2.3/9", "127.128.0.0/9",
            "127.1.2.0 255.255.255.0", "127.0.0.1 255.0.0.255", "0.0.0.1 0.0.0.1", "127.0.0.2 255.255.255.255",
            "0.0.0.0/0", "::/0", "::1/128", "::/64", "::1 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "10.0.0.0/8",
            "0.0.0.0 0.0.0.0", "::2/127", "127.255.255.254/1", "::ffff:127.0.0.1/128", "all", "samehost", "samenet"]
HOSTS = ["localhost", "LOCALHOST", ".localdomain", "db.example.com"]
TYPES = ["local", "host", "hostssl", "hostnossl", "hostgssenc", "hostnogssenc"]

LINE = re.compile(rb'Connection matched (?:pg_hba\.conf|file "(?P<file>.*?)") line (?P<line>\d+): "')


def quoted(name):
    """A name as pg_hba.conf has it, whatever it looks like."""
    return '"' + name.replace('"', '""') + '"'


def spelled(chance, name):
    """A name with or without quotes: without, it may be something else."""
    plain = not re.search(r'[\s",#]', name) and not name.startswith("@")
    return name if plain and chance.random() < 0.6 else quoted(name)


class Files:
    """A random pg_hba.conf, and the files that it includes."""

    def __init__(self, chance, version, folder):
        self._chance = chance
        self._version = version
        self._folder = folder
        self._count = 0

    def token(self, names, words, depth=0):
        chance = self._chance
        kind = chance.random()
        if kind < 0.3:
            return chance.choice(words)
        if kind < 0.4:
            return self.expression()
        if kind < 0.5 and depth < 2:
            return "@" + self.list_file(names, words, depth)
        return spelled(chance, chance.choice(names))

    def expression(self):
        expression = self._chance.choice(EXPRESSIONS)
        plain = not re.search(r'[\s",#]', expression)
        return expression if plain and self._chance.random() < 0.5 else quoted(expression)

    def list_file(self, names, words, depth):
        tokens = [self.token(names, words, depth + 1) for _ in range(self._chance.randint(1, 4))]
        separators = [self._chance.choice(["\n", " ", ", ", " # a comment\n"]) for _ in tokens]
        return self.write("list", "".join(map("".join, zip(tokens, separators))) + "\n")

    def write(self, name, text):
        self._count += 1
        name = f"{name}{self._count}.conf"
        path = os.path.join(self._folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        installations.give_to_server_user(path)
        return name

    def field(self, names, words):
        tokens = [self.token(names, words) for _ in range(self._chance.choice([1, 1, 1, 2, 3]))]
        return self._chance.choice([",", ", "]).join(tokens)

    def members(self):
        group = self._chance.choice(GROUPS + ROLES)
        return "+" + group if not re.search(r'[\s",#]', group) else "+" + quoted(group)

    def rule(self):
        chance = self._chance
        kind = chance.choices(TYPES, [4, 8, 4, 3, 1, 2])[0]
        databases = self.field(DATABASES, ["all", "all", "sameuser", "samerole", "samegroup", "replication"])
        users = self.field(ROLES, ["all", self.members(), self.members(), self.members()])
        address = []
        if kind != "local":
            address = [chance.choice(NETWORKS if chance.random() < 0.93 else HOSTS)]
        blanks = [chance.choice([" ", "\t", "   "]) for _ in range(4)]
        return "".join(map("".join, zip([kind, databases, users, *address], blanks))) + "password"

    def lines(self, count, depth=0):
        chance = self._chance
        lines = []
        for _ in range(count):
            kind = chance.random()
            if kind < 0.05 and self._version >= 16 and depth < 2:
                lines.append("include " + self.write("more", self.text(chance.randint(1, 4), depth + 1)))
            elif kind < 0.08 and self._version >= 16:
                lines.append("include_if_exists nowhere.conf")
            elif kind < 0.12 and self._version >= 14:
                lines.append(self.rule().replace(" ", " \\\n", 1))
            elif kind < 0.2:
                lines.append(chance.choice(["", "# a comment", "   "]))
            else:
                lines.append(self.rule())
        return lines

    def text(self, count, depth=0):
        return "\n".join(self.lines(count, depth)) + "\n"


def sql_of_roles(chance, version):
    """Roles, of which some are members of others: over others, without inheriting, as superusers."""
    sql = []
    for role in sorted(set(ROLES + GROUPS)):
        options = "SUPERUSER" if chance.random() < 0.1 else chance.choice(["INHERIT", "NOINHERIT"])
        sql.append(f"CREATE ROLE {ident(role)} LOGIN {options};")
    order = sorted(set(ROLES + GROUPS))
    chance.shuffle(order)
    for _ in range(20):
        low, high = sorted(chance.sample(range(len(order)), 2))
        option = chance.choice(["", " WITH INHERIT FALSE, SET FALSE"]) if version >= 16 else ""
        sql.append(f"GRANT {ident(order[high])} TO {ident(order[low])}{option};")
    return "\n".join(sql)


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
        return True
    except OSError:
        return False


class Log:
    """What the server logs, from one look to the next."""

    def __init__(self, path):
        self._file = open(path, "rb")
        self._file.seek(0, os.SEEK_END)

    def more(self):
        return self._file.read()

    def close(self):
        self._file.close()


def start_tls(server, *more):
    """TLS with a certificate that the server has made itself."""
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
               "-subj", "/CN=server", "-days", "2", "-keyout", f"{server.data}/server.key",
               "-out", f"{server.data}/server.crt"]
    runner.run(command, env=dict(os.environ), cwd=server.data, stdin=b"", timeout=60).expect(status=0)
    for name in ("server.key", "server.crt"):
        os.chmod(os.path.join(server.data, name), 0o600)
        installations.give_to_server_user(os.path.join(server.data, name))
    for setting in ("ssl = on", *more):
        server.psql(f"ALTER SYSTEM SET {setting}")
    server.reload()


class Trial:
    """One server, to which many are turned away."""

    def __init__(self, ctx):
        self.ctx = ctx
        self.addresses = ADDRESSES if has_ipv6() else ADDRESSES[:-1]
        self.server = ctx.new_server(tcp=True, listen_addresses="127.0.0.1,::1" if has_ipv6() else "127.0.0.1")
        start_tls(self.server)
        self.log = ctx.use_closing(Log(self.server.log))
        self.tls = wire.tls_context()

    def connection(self, chance):
        source = chance.choice([None, *self.addresses])
        probe = {"user": chance.choice(ROLES + STRANGERS)}
        replication = chance.choices([None, "true", "database"], [8, 1, 1])[0]
        if replication != "true":
            probe["database"] = chance.choice(DATABASES if chance.random() < 0.8 else ROLES)
        else:
            probe["replication"] = True
        if source is not None:
            probe["address"] = source
            probe["ssl"] = chance.random() < 0.4
        return probe, replication

    def met(self, probe, replication):
        """The file's name and the line that the server says to have matched, or None."""
        tls = self.tls if probe.get("ssl") else None
        attempt = wire.attempt(self.server, probe["user"], probe.get("database"), source=probe.get("address"),
                               tls=tls, replication=replication)
        log = self.log.more()
        found = list(LINE.finditer(log))
        if attempt.sqlstate == "28000" and not found:
            return None
        if attempt.sqlstate != "28P01" or len(found) != 1:
            raise Failure(f"{probe}: {attempt}", log.decode("utf-8", "backslashreplace"))
        file = os.path.basename((found[0]["file"] or b"pg_hba.conf").decode())
        return file, int(found[0]["line"])

    def answers(self, probes):
        lines = "\n".join(map(json.dumps, probes))
        printed = self.ctx.pgmob("hba", "test", "-", "--format", "json", stdin=lines, server=self.server)
        return json.loads(printed.expect(status=0).out)["connections"]

    def run(self, seed):
        chance = random.Random(seed)
        self.server.psql(drop_roles(self.server))
        self.server.psql(sql_of_roles(chance, self.ctx.version))
        files = Files(chance, self.ctx.version, self.server.data)
        self.log.more()
        text = "local postgres postgres trust\n" + files.text(chance.randint(3, 25))
        self.server.write_hba(text)
        if b"was not reloaded" in self.log.more():
            raise Failure("the server does not load what the test has made", text)
        tried = [self.connection(chance) for _ in range(ATTEMPTS)]
        for (probe, replication), answer in zip(tried, self.answers([probe for probe, _ in tried])):
            self.compare(probe, answer, self.met(probe, replication), text)

    def compare(self, probe, answer, met, text):
        def place(rule):
            return rule and (os.path.basename(rule["file"]), rule["line"])

        expected = [place(doubt) for doubt in answer["doubts"]] + [place(answer["rule"])]
        if met not in expected or (answer["doubts"] and not may_be_unknown(probe, answer["doubts"])):
            raise Failure(f"{probe} has met {met}, not {expected}", text)


def may_be_unknown(probe, doubts):
    """Only what the server's interfaces and its name service know may be."""
    unknown = re.compile(r"samehost|" + "|".join(map(re.escape, HOSTS)))
    return all(unknown.search(doubt["text"]) for doubt in doubts) and "address" in probe


def drop_roles(server):
    roles = server.psql("SELECT quote_ident(rolname) FROM pg_roles WHERE oid >= 16384").splitlines()
    return f"DROP ROLE {', '.join(roles)}" if roles else ""


def test_the_first_match_is_the_server_s(ctx):
    trial = Trial(ctx)
    for seed in seeds():
        try:
            trial.run(seed)
        except Failure as failure:
            ctx.fail(f"seed {seed}: {failure.title}", failure.detail)
