"""Random changes of random pg_hba.conf files: the server then sees the rules of the manifest, lines
that stay keep their bytes, and the next plan is empty.

The seeds are fixed, as in test_random.py; a seed is a file and a manifest.
PGMOB_SEEDS=1-1000 tests/run -k hba_edit --version 17
"""

import ipaddress
import json
import os
import random

from runner import Failure
from test_random import seeds

SEEDS_EACH = 4  # files for each of the seeds
ADDRESSES = [["10.0.0.0/8", "10.1.2.3/8", "10.0.0.0 255.0.0.0"], ["192.168.7.9/32", "192.168.7.9 255.255.255.255"],
             ["fd00::/64", "fd00:0:0::1/64", "FD00::9 ffff:ffff:ffff:ffff::"], ["all"], ["samenet"], ["0.0.0.0/0"]]
METHODS = [["trust"], ["reject"], ["md5"], ["scram-sha-256"], ["password"],
           ["radius", "radiusservers=127.0.0.1", "radiussecrets=geheim", "radiusidentifiers=a"]]
NAMES = ["app", "App", "a b", "x,y", 'say "hi"', "#hash", "all", "replication", "samerole", "\\", "é", "+plus", "end\\"]
COMMENTS = ["# plain", "#", "  # indented", "\t#\ttabs ", "# BEGIN pgmob now", "# \"quote", "# local all all trust", "# é",
            "# host all all ::/0 trust \\\\x"]
BLANKS = ["", " ", "\t", "  \t "]


class Rule:
    """What a rule says; each call of spell() may say it in other words."""

    def __init__(self, chance, number):
        self.type = chance.choice(["local", "host", "hostssl", "hostnossl"])
        self.databases = [f"db{number}", *chance.sample(NAMES, chance.choice([0, 0, 1, 3]))]
        self.users = chance.sample(NAMES, chance.choice([1, 1, 2]))
        self.address = None if self.type == "local" else chance.choice(ADDRESSES)
        self.method, *self.options = chance.choice(METHODS)

    def parts(self, chance):
        """Type, databases, users, address or None, method, options: tokens."""
        options = chance.sample(self.options, len(self.options))
        return (self.type, names(chance, self.databases), names(chance, self.users),
                self.address and chance.choice(self.address), self.method, options)

    def spell(self, chance):
        kind, databases, users, address, method, options = self.parts(chance)
        comma = chance.choice([",", ",", ", ", " , "]) if chance.random() < 0.3 else ","
        comma = comma.lstrip()  # a list goes on behind a comma, not before one
        fields = [kind, comma.join(databases), comma.join(users), *(address or "").split(), method]
        return fields + [f'"{option}"' if chance.random() < 0.3 else option for option in options]

    def entry(self, chance):
        """As a manifest has it."""
        if chance.random() < 0.3:
            return {"line": "  ".join(self.spell(chance))}
        kind, databases, users, address, method, options = self.parts(chance)
        entry = {"type": kind, "databases": databases, "users": users, "method": method}
        if address:
            entry["address"] = address
        if options:
            entry["options"] = [dict(zip(("name", "value"), option.split("="))) for option in options]
        if chance.random() < 0.3:
            entry["comment"] = chance.choice(["why", "\\", "it ends in \\", "# twice"])
        return entry


class WayIn(Rule):
    """The rule that lets pgmob in."""

    def __init__(self):
        self.type, self.databases, self.users, self.address = "local", ["all"], ["postgres"], None
        self.method, self.options = "trust", []

    def parts(self, chance):
        return ("local", ["all"], ["postgres"], None, "trust", [])


def names(chance, wanted):
    """In any order, quoted where they must be or sometimes."""
    return [name if name.strip('"').isalnum() and name.startswith(("db", "app", "App")) and chance.random() < 0.7
            else '"' + name.replace('"', '""') + '"' for name in chance.sample(wanted, len(wanted))]


def comment(chance, version, end):
    """Above PostgreSQL 13 a backslash joins a comment with what is below it, whatever that is."""
    joined = ["# ends \\" + end + "# joined", "# off \\" + end + "local off all reject", "#\\" + end + "\\" + end]
    return chance.choice(COMMENTS if version < 14 or chance.random() < 0.8 else joined)


def line_of(chance, rule, version, end):
    """The bytes of a rule in a file, in one line or several."""
    gap = chance.choice([" ", "  ", "\t", " \t"])
    fields = rule.spell(chance)
    text = chance.choice(["", "", " ", "\t"])
    for i, field in enumerate(fields):
        joined = version >= 14 and i and chance.random() < 0.05
        text += ("" if not i else f"{gap}\\\n{gap}" if joined else gap) + field
    if chance.random() < 0.3:
        text += chance.choice([" ", "\t", ""]) + "# " + chance.choice(["why", "\"", "local all all trust", "a\\b"])
        if version >= 14 and chance.random() < 0.2:
            return text + "\\" + end + "local joined all reject" + end
    return text + chance.choice(["", "", "", " ", "\t"]) + end


class File:
    """A random text with these rules."""

    def __init__(self, chance, rules, version, end):
        self.rules = rules
        self.lines = []  # the bytes of each rule
        self.text = self._filling(chance, version, end)
        for rule in rules:
            self.lines.append(line_of(chance, rule, version, end))
            self.text += self.lines[-1] + self._filling(chance, version, end)

    @staticmethod
    def _filling(chance, version, end):
        count = chance.choice([0, 0, 1, 2, 4])
        some = [comment(chance, version, end) if chance.random() < 0.5 else chance.choice(BLANKS) for _ in range(count)]
        return "".join(line + end for line in some)


def changed(chance, rules, fresh):
    """Other rules than these: some go, some come, sometimes two change places. And whether any did."""
    kept = [rule for rule in rules if chance.random() < 0.75]
    moved = len(kept) > 2 and chance.random() < 0.3
    if moved:
        i, j = chance.sample(range(len(kept)), 2)
        kept[i], kept[j] = kept[j], kept[i]
    for _ in range(chance.choice([0, 0, 1, 2, 4])):
        kept.insert(chance.randint(0, len(kept)), fresh())
    return kept, moved


VIEW = """SELECT json_agg(json_build_array(type, database, user_name, address, netmask, auth_method, options, error)
                          ORDER BY line_number) FROM pg_hba_file_rules"""


def network(address, mask):
    if mask is None:
        return address
    bits = bin(int(ipaddress.ip_address(mask))).count("1")
    return str(ipaddress.ip_network(f"{address}/{bits}", strict=False))


class Trial:
    """One file, one manifest."""

    def __init__(self, ctx, seed):
        self.ctx = ctx
        self.chance = random.Random(f"hba_edit {seed}")
        self.version = int(ctx.version)
        self.count = 0
        self.end = self.chance.choice(["\n", "\n", "\n", "\r\n"])

    def fresh(self):
        self.count += 1
        return Rule(self.chance, self.count)

    def some(self, most):
        return [self.fresh() for _ in range(self.chance.randint(0, most))]

    def path(self):
        return os.path.join(self.ctx.server.data, "pg_hba.conf")

    def put(self, text):
        with open(self.path(), "w", encoding="utf-8", newline="") as file:
            file.write(text)

    def get(self):
        with open(self.path(), encoding="utf-8", newline="") as file:
            return file.read()

    def seen(self):
        """The rules as the server sees them."""
        rules = json.loads(self.ctx.server.psql(VIEW))
        for rule in rules:
            if rule[0] is None:
                raise Failure("the server does not take a line", f"{rule}\n{self.get()}")
        return [(kind, sorted(databases), sorted(users), network(address, mask), method, sorted(options or []))
                for kind, databases, users, address, mask, method, options, _ in rules]

    def view_of(self, rules):
        """What the server makes of these, each in a plain line of its own."""
        plain = random.Random(1)
        self.put("".join(" ".join(rule.spell(plain)) + "\n" for rule in rules))
        return self.seen()

    def apply(self, text, hba, mode):
        """The file after an apply of the manifest; the plan after that must be empty."""
        self.put(text)
        path = self.ctx.write("m.yaml", json.dumps({"version": 1, "mode": mode, "hba": hba}))
        result = self.ctx.pgmob("apply", "--yes", "-v", "-f", path).expect(status=0)
        if "geheim" in result.out + result.err:
            raise Failure("a secret is told", str(result))
        after = self.get()
        self.ctx.pgmob("plan", "--detailed-exitcode", "-f", path).expect(status=0)
        self.ctx.equal(self.get(), after, "the file that a plan has left")
        return after

    def check(self, wanted):
        got = self.seen()
        self.ctx.equal(got, self.view_of(wanted), "what the server sees")

    def check_lines(self, file, kept, after):
        """Rules that stay, in their order, with all of their bytes."""
        at = 0
        for rule, line in zip(file.rules, file.lines):
            if rule not in kept:
                continue
            found = after.find(line.rstrip("\r\n"), at)
            if found < 0 or after[found - 1 : found] not in ("", "\n"):
                raise Failure("a line that stays has not kept its bytes", f"{line!r}\n{file.text!r}\n{after!r}")
            at = found + len(line.rstrip("\r\n"))

    def cut(self, text):
        """Sometimes without a newline at its end."""
        return text[: -len(self.end)] if text.endswith(self.end) and self.chance.random() < 0.3 else text

    def whole_file(self):
        rules = self.some(8)
        rules.insert(self.chance.randint(0, len(rules)), WayIn())
        file = File(self.chance, rules, self.version, self.end)
        kept, moved = changed(self.chance, rules, self.fresh)
        if not any(isinstance(rule, WayIn) for rule in kept):
            kept.append(next(rule for rule in rules if isinstance(rule, WayIn)))
            moved = True
        text = self.cut(file.text)
        after = self.apply(text, {"manage": "file", "rules": [rule.entry(self.chance) for rule in kept]}, "adopt")
        if kept == rules:
            self.ctx.equal(after, text, "a file of which no rule has changed")
        if not moved and any(rule in kept for rule in rules):
            self.check_lines(file, kept, after)
        self.check(kept)

    def block(self):
        parts = [self.some(4) for _ in range(3)]
        parts[self.chance.choice([0, 2])].append(WayIn())
        before, inside, behind = (File(self.chance, part, self.version, self.end) for part in parts)
        place = self.chance.choice([None, "first", "last"])
        marks = [self.chance.choice(["", " ", "\t"]) + mark + self.chance.choice(["", " "]) + self.end
                 for mark in ("# BEGIN pgmob", "# END pgmob")]
        there = self.chance.random() < 0.7
        additive = self.chance.random() < 0.3
        old = marks[0] + inside.text + marks[1] if there else ""
        kept, moved = changed(self.chance, parts[1], self.fresh) if there else (parts[1], True)
        text = self.cut(before.text + old + behind.text)
        hba = {"manage": "block", "rules": [rule.entry(self.chance) for rule in kept]}
        if place:
            hba["place"] = place
        after = self.apply(text, hba, "additive" if additive else "adopt")
        if additive and there:
            kept = kept + [rule for rule in parts[1] if rule not in kept]
        outside = parts[0] + parts[2]
        if not there and not kept:
            self.ctx.equal(after, text, "a file without a block")
            return self.check(outside)
        wanted = parts[0] + kept + parts[2] if there and not place else \
            kept + outside if place == "first" else outside + kept
        if there and not moved and not additive and any(rule in kept for rule in parts[1]):
            self.check_lines(inside, kept, after)
        self.check_outside(before.text, behind.text, after)
        return self.check(wanted)

    def check_outside(self, before, behind, after):
        """No byte around the block is another, but for newlines where there was none."""
        lines = after.splitlines(keepends=True)
        marks = [i for i, line in enumerate(lines) if line.strip() in ("# BEGIN pgmob", "# END pgmob")]
        left = "".join(lines[: marks[0]] + lines[marks[1] + 1 :])
        self.ctx.equal(left.rstrip("\r\n"), (before + behind).rstrip("\r\n"), "what is outside of the block")


def test_only_what_changes_is_changed(ctx):
    for seed in seeds():
        for part in range(SEEDS_EACH):
            name = f"{seed}.{part}"
            trial = Trial(ctx, name)
            try:
                trial.whole_file() if trial.chance.random() < 0.5 else trial.block()
            except Failure as failure:
                raise Failure(f"seed {name}: {failure.title}", failure.detail) from None
