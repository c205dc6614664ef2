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
        # few, so that rules and connections speak of the same ones
        self.roles = chance.sample(ROLES, 6)
        self.databases = chance.sample(DATABASES, 6)

    def token(self, names, words, depth=0):
        chance = self._chance
        kind = chance.random()
        if kind < 0.4:
            return chance.choice(words)
        if kind < 0.55:
            return self.expression()
        if kind < 0.65 and depth < 2:
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
        group = self._chance.choice(GROUPS + self.roles)
        return "+" + group if not re.search(r'[\s",#]', group) else "+" + quoted(group)

    def rule(self):
        chance = self._chance
        kind = chance.choices(TYPES, [4, 8, 4, 3, 1, 2])[0]
        databases = self.field(self.databases, ["all", "all", "all", "sameuser", "samerole", "samegroup", "replication"])
        users = self.field(self.roles, ["all", "all", self.members(), self.members(), self.members()])
        address = []
        if kind != "local":
            address = [chance.choices(["all", chance.choice(NETWORKS), chance.choice(HOSTS)], [5, 20, 1])[0]]
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


def has_ipv6(server):
    """Whether the server listens at ::1, too: the host may have none, or the port be taken there."""
    try:
        with socket.create_connection(("::1", server.port), timeout=10):
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


def openssl(directory, file, *words):
    """A certificate and its key, in files of that name."""
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
               "-days", "2", "-keyout", f"{file}.key", "-out", f"{file}.crt", *words]
    runner.run(command, env=dict(os.environ), cwd=directory, stdin=b"", timeout=60).expect(status=0)


def start_tls(server):
    """TLS with a certificate that the server has signed itself."""
    openssl(server.data, "server", "-subj", "/CN=server")
    for name in ("server.key", "server.crt"):
        os.chmod(os.path.join(server.data, name), 0o600)
        installations.give_to_server_user(os.path.join(server.data, name))
    server.psql("ALTER SYSTEM SET ssl = on")
    server.reload()


class Trial:
    """One server, to which many are turned away."""

    def __init__(self, ctx):
        self.ctx = ctx
        self.server = ctx.new_server(tcp=True, listen_addresses="127.0.0.1,::1")
        self.addresses = ADDRESSES if has_ipv6(self.server) else ADDRESSES[:-1]
        start_tls(self.server)
        self.log = ctx.use_closing(Log(self.server.log))
        self.tls = wire.tls_context()

    def connection(self, chance, files):
        source = chance.choice([None, *self.addresses])
        probe = {"user": chance.choice(files.roles if chance.random() < 0.9 else STRANGERS)}
        replication = chance.choices([None, "true", "database"], [8, 1, 1])[0]
        if replication != "true":
            probe["database"] = chance.choice(files.databases if chance.random() < 0.8 else files.roles)
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

    def make_roles(self, chance):
        self.server.psql(drop_roles(self.server) + sql_of_roles(chance, self.ctx.version))
        return Files(chance, self.ctx.version, self.server.data)

    def load(self, text, *others):
        self.log.more()
        self.server.write_hba(text)
        self.server.psql("SELECT 1")  # who is let in is let in by what was loaded
        if b"was not reloaded" in self.log.more():
            raise Failure("the server does not load what the test has made", "\n".join([text, *others]))

    def run(self, seed):
        chance = random.Random(seed)
        files = self.make_roles(chance)
        text = "local postgres postgres trust\n" + files.text(chance.randint(3, 40))
        self.load(text)
        tried = [self.connection(chance, files) for _ in range(ATTEMPTS)]
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
    return f"DROP ROLE {', '.join(roles)};" if roles else ""


def run_each_seed(ctx, trial):
    for seed in seeds():
        try:
            trial.run(seed)
        except Failure as failure:
            ctx.fail(f"seed {seed}: {failure.title}", failure.detail)


def test_the_first_match_is_the_server_s(ctx):
    run_each_seed(ctx, Trial(ctx))


# Maps: clients with certificates, whose names the test has chosen.

CLIENTS = ["app", "App", "app@corp", "shop@corp", "a.b@example.com", "x", "with space", 'a"b', "日本@corp", "é",
           "reader@corp", "all", "+app", "root"]
MAPS = ["m", "M", "n"]
SYSTEM_USERS = [*CLIENTS, "/^(.*)@corp$", "/^(.*)@(.*)$", "/(?i)^APP", "/^", "/^([a-z])[a-z]*", "/^(.)", "/(x)|a",
                "/^(?:.*)@corp$", "/^(日)", "/^.(.*)$", "/é", "/^((a)p)p", "/^[[:upper:]](.*)$", "/^(x*)app$"]
DATABASE_USERS = ["\\1", "app", "App", "all", "+app", "+g1", "/^a", "/^(.*)p$", "\\1p", "a\\1", "shop", "reader",
                  "\\1\\1", "+\\1", "with space", "日本"]
NO_EXPRESSIONS_YET = ["/\\1", "/^a\\1"]  # before 16 names like others, and then no expressions that are right


class MapTrial(Trial):
    """Clients whose certificates the server believes, under maps that say as whom they may come."""

    def __init__(self, ctx):
        super().__init__(ctx)
        self.make_certificate("ca", "an authority")
        installations.give_to_server_user(os.path.join(ctx.directory, "ca.crt"))
        os.chmod(ctx.directory, 0o755)
        self.server.psql(f"ALTER SYSTEM SET ssl_ca_file = '{ctx.directory}/ca.crt'")
        self.clients = {}
        for number, name in enumerate(CLIENTS):
            self.make_certificate(f"c{number}", name, "-CA", "ca.crt", "-CAkey", "ca.key")
            paths = [os.path.join(ctx.directory, f"c{number}.{end}") for end in ("crt", "key")]
            self.clients[name] = wire.tls_context(*paths)

    def make_certificate(self, file, name, *authority):
        subject = "/CN=" + name.replace("\\", "\\\\").replace("/", "\\/").replace("+", "\\+")
        openssl(self.ctx.directory, file, "-utf8", "-subj", subject, *authority)

    def maps(self, chance, files):
        lines = []
        for _ in range(chance.randint(1, 12)):
            more = files.roles + (NO_EXPRESSIONS_YET if self.ctx.version < 16 else [])
            users = [chance.choice(SYSTEM_USERS), chance.choice(DATABASE_USERS + more)]
            lines.append(" ".join([chance.choice(MAPS), *(spelled(chance, user) for user in users)]))
        return "\n".join(lines) + "\n"

    def run(self, seed):
        chance = random.Random(seed)
        files = self.make_roles(chance)
        maps = self.maps(chance, files)
        with open(os.path.join(self.server.data, "pg_ident.conf"), "w", encoding="utf-8") as file:
            file.write(maps)
        lines = [f"hostssl m{name} all all cert{option}" for name, option in self.options()]
        self.load("\n".join(["local postgres postgres trust", *lines]) + "\n", maps)
        probes = []
        for _ in range(ATTEMPTS):
            user = chance.choice(files.roles + CLIENTS[:4] + ["p", "ap"])
            probes.append({"user": user, "database": f"m{chance.choice(['', *MAPS])}", "address": "127.0.0.1",
                           "ssl": True, "system_user": chance.choice(CLIENTS)})
        for probe, answer in zip(probes, self.answers(probes)):
            attempt = wire.attempt(self.server, probe["user"], probe["database"], source="127.0.0.1",
                                   tls=self.clients[probe["system_user"]])
            if answer["outcome"] != ("let in" if attempt.authenticated else "refused"):
                raise Failure(f"{probe}: {attempt}, and not {answer['outcome']}: {answer['why']}", maps)

    @staticmethod
    def options():
        return [("", ""), *((name, f" map={name}") for name in MAPS)]


def test_maps_let_in_whom_the_server_lets_in(ctx):
    run_each_seed(ctx, MapTrial(ctx))
