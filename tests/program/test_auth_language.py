"""pg_hba.conf and pg_ident.conf mean to pgmob what they mean to the server.

Lines from a grammar, and lines with something wrong in them, are read by pgmob's parser
(tests/auth/parse) and by the server's, whose views read the file at each call. What pgmob refuses
the server refuses, what it accepts the server accepts, and the parts are the same. The seeds are
fixed, as in test_random.py.
"""

import ipaddress
import json
import os
import random
import re
import subprocess

from framework import versions
from runner import Failure
from test_random import seeds

LINES = 2000
TREES = 25

# The view tells what the server has made of the options.
RULES = """
SELECT json_build_object('file_name', to_jsonb(r) ->> 'file_name', 'line_number', line_number, 'type', type, 'database', database, 'user_name', user_name,
         'address', address, 'netmask', netmask, 'auth_method', auth_method, 'options', options, 'error', error)
  FROM pg_hba_file_rules r
"""
MAPS = """
SELECT json_build_object('line_number', line_number, 'map_name', map_name, 'sys_name', sys_name,
         'pg_username', pg_username, 'error', error)
  FROM pg_ident_file_mappings
"""
# What only the server can know: how it was built, whether it can compile an expression, its settings.
UNKNOWABLE = ("not supported by this build", "invalid regular expression", "is not permitted by oauth_validator_libraries")

TYPES = ["local", "host", "hostssl", "hostnossl", "hostgssenc", "hostnogssenc"]
NAMES = ["shop", "Shop", "a b", "a,b", 'we"ird', "x#y", "日本", "back\\slash", "", "123", "+", "a=b", "\ta"]
KEYWORDS = ["all", "sameuser", "samerole", "samegroup", "replication", "+group", "+all", "/^a", "/", "/(", "/a|b", "local"]
ADDRESSES = [
    "all", "samehost", "samenet", "10.0.0.0/8", "10.1.2.3/8", "0.0.0.0/0", "1.2.3.4/32", "1.2.3.4 255.255.255.255",
    "10.0.0.0 255.0.0.0", "10.0.0.0 255.0.255.0", "10.1 255.0.0.0", "127.1/8", "0x7f.1/8", "::/0", "::1/128", "::1 ::",
    "fe80::1%1/10", "FE80::1/10", "::ffff:1.2.3.4/96", "2001:db8::/33", "2001:db8:0:0::1 ffff:ffff::", "db.example.com",
    ".example.com", "DB.Example.com", "300.1.1.1", "a-b_c", "1.2.3.4.5", "10.0.0.0/+8", "10.0.0.0/08",
]
WRONG_ADDRESSES = [
    "10.0.0.0", "::1", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8x", "10.0.0.0/8/9", "300.0.0.0/8",
    "db.example.com/8", "/8", "all 255.0.0.0", "::1 255.0.0.0", "10.0.0.0 ::", "10.0.0.0 x", "all,samenet", "samenet/8",
    "10.0.0.0/ 8", "10.0.0.0 255.0.0.0,255.0.0.0", "10.0.0.0/1e1", "1.2.3/8", "x 255.0.0.0",
]
METHODS = [
    "trust", "reject", "scram-sha-256", "md5", "password", "gss", "sspi", "ident", "peer", "ldap", "radius", "cert", "pam",
    "bsd", "oauth",
]
FLAGS = ["1", "0", "true", "", "yes"]
OPTIONS = {
    "map": ["m", "", "a b"],
    "clientcert": ["verify-full", "verify-ca", "0", "1", "no-verify", "", "verify"],
    "clientname": ["CN", "DN", "cn"],
    "pamservice": ["x", "postgresql", ""],
    "pam_use_hostname": FLAGS,
    "ldapurl": [
        "ldap://h/dc=a,dc=b?uid?sub", "ldap://h", "ldap://h/", "ldaps://h:636/x?uid", "ldap://h/x??one?(uid=$username)",
        "ldap://h/x?uid?sub?(a=b)", "http://h", "ldap://h/x?uid?nonsense", "", "ldap:h", "LDAP://h/x", "ldapi://h/x", "ldap://",
        "ldap://h?uid", "ldap://h/?uid", "ldap://h/???", "ldap://h/????", "ldap://h/????e", "ldap://h/x??sub?(a=b)?e?f",
        "ldap://h:x/x", "ldap://h:/x", "ldap://h:12:13/x", "ldap://[::1]:389/x", "ldap://[::1/x", "<ldap://h/x>", "<ldap://h/x",
        "URL:ldap://h/x?uid,mail?SUBTREE", "ldap://h/%4", "ldap://h/x?,uid", "ldap://h/x???%28", "ldap://h/x???%",
    ],
    "ldaptls": FLAGS,
    "ldapscheme": ["ldap", "ldaps", "x"],
    "ldapserver": ["h", "a b", ""],
    "ldapport": ["389", "0", "12ab", "", "x", "-1", " 5", "4294967296", "99999999999999999999"],
    "ldapbinddn": ["cn=x"],
    "ldapbindpasswd": ["geheim", ""],
    "ldapsearchattribute": ["uid", "mail"],
    "ldapsearchfilter": ["(uid=$username)"],
    "ldapbasedn": ["dc=a,dc=b", ""],
    "ldapprefix": ["cn=", ""],
    "ldapsuffix": [",dc=a"],
    "krb_realm": ["R", ""],
    "include_realm": FLAGS,
    "compat_realm": FLAGS,
    "upn_username": FLAGS,
    "radiusservers": ["127.0.0.1", "127.0.0.1,::1", " 127.0.0.1 , 127.0.0.2 ", '"127.0.0.1"', "", ",", "127.0.0.1,", '"',
                      '""', '"127.0.0.1" x', "127.0.0.1 127.0.0.2"],
    "radiusports": ["1812", "1812,1813", "x", "", "0", "1,x", '"7"', "1,2,3"],
    "radiussecrets": ["s", "s,t", '"s,t"', "", "s,,t", '"s""t"', "s t"],
    "radiusidentifiers": ["i", "i,j", "", '"', "postgresql"],
    "issuer": ["https://i", ""],
    "scope": ["openid", "a b"],
    "validator": ["v", "v"],
    "delegate_ident_mapping": FLAGS,
    "nonsense": ["1"],
    "Map": ["m"],
    "": [""],
}
# Options that a method takes, and such as it needs.
FITTING = {
    "gss": ["map", "krb_realm", "include_realm"],
    "sspi": ["map", "krb_realm", "include_realm", "compat_realm", "upn_username"],
    "ident": ["map"],
    "peer": ["map"],
    "ldap": [name for name in OPTIONS if name.startswith("ldap")],
    "radius": [name for name in OPTIONS if name.startswith("radius")],
    "cert": ["map", "clientcert", "clientname"],
    "pam": ["pamservice", "pam_use_hostname"],
    "oauth": ["map", "issuer", "scope", "validator", "delegate_ident_mapping"],
}
NEEDED = {
    "ldap": [["ldapbasedn"], ["ldapprefix", "ldapsuffix"], ["ldapsuffix"], ["ldapurl"]],
    "radius": [["radiusservers", "radiussecrets"]],
    "oauth": [["issuer", "scope"]],
}


class Writer:
    """Random lines, in random spellings."""

    def __init__(self, seed):
        self.chance = random.Random(seed)

    def likely(self, share):
        return self.chance.random() < share

    def one_of(self, words):
        return self.chance.choice(words)

    def quoted(self, word):
        """With quotes, somewhere."""
        inner = word.replace('"', '""')
        if not word or self.likely(0.6):
            return f'"{inner}"'
        if '"' in word:
            return f'"{inner}"'
        start = self.chance.randint(0, len(word) - 1)
        end = self.chance.randint(start + 1, len(word))
        rest = word[:start] + word[end:]
        if any(sign in rest for sign in ' \t,#'):
            return f'"{inner}"'
        return f'{word[:start]}"{word[start:end]}"{word[end:]}'

    def spelled(self, word):
        """As a token of that text."""
        if not word or any(sign in word for sign in ' \t,#"') or self.likely(0.15):
            return self.quoted(word)
        return word

    def blank(self):
        return self.one_of([" ", " ", "  ", "\t", " \t ", "\r "])

    def names(self):
        words = [self.one_of(KEYWORDS if self.likely(0.6) else NAMES) for _ in range(self.one_of([1, 1, 1, 2, 3]))]
        commas = [self.one_of([",", ",", ", ", ",,"]) for _ in words[1:]]
        text = self.spelled(words[0])
        for comma, word in zip(commas, words[1:]):
            text += comma + self.spelled(word)
        return text

    def address(self):
        text = self.one_of(WRONG_ADDRESSES if self.likely(0.15) else ADDRESSES)
        if self.likely(0.1):
            return self.quoted(text)
        return text.replace(" ", self.blank())

    def option(self, names):
        name = self.one_of(names)
        values = OPTIONS[name]
        value = values[0] if self.likely(0.5) else self.one_of(values)
        return self.spelled(f"{name}={value}")

    def options(self, kind, method):
        names = []
        if method in NEEDED and self.likely(0.9):
            names += self.one_of(NEEDED[method])
        texts = [self.option([name]) for name in names]
        fitting = list(FITTING.get(method, []))
        if kind == "hostssl":
            fitting += ["clientcert", "clientname"]
        while fitting and self.likely(0.45):
            texts.append(self.option(fitting))
        if self.likely(0.1):
            texts.append(self.option(list(OPTIONS)))
        self.chance.shuffle(texts)
        return texts

    def fields(self):
        kind = self.one_of(TYPES)
        method = self.one_of(METHODS)
        if method == "cert" and self.likely(0.8):
            kind = "hostssl"
        if method == "peer" and self.likely(0.8):
            kind = "local"
        fields = [kind, self.names(), self.names()]
        if kind != "local" or self.likely(0.05):
            fields.append(self.address())
        fields.append(method)
        return fields + self.options(kind, method)

    def spoiled(self, fields):
        """With something wrong in it, maybe."""
        at = self.chance.randrange(len(fields))
        way = self.chance.randrange(7)
        if way == 0:
            del fields[at]
        elif way == 1:
            fields.insert(at, self.one_of(fields))
        elif way == 2:
            fields[at] += "," + self.one_of(fields)
        elif way == 3:
            fields[at] = fields[at][: self.chance.randint(0, len(fields[at]))]
        elif way == 4:
            fields[at] += self.one_of(['"', "#", "x", "=", "/", "\\", ",", "é"])
        elif way == 5:
            other = self.chance.randrange(len(fields))
            fields[at], fields[other] = fields[other], fields[at]
        else:
            fields[at] = self.quoted(fields[at])
        return fields

    def line(self, fields):
        while self.likely(0.2):
            fields = self.spoiled(fields) if fields else fields
        text = self.one_of(["", "", "", " ", ",", "\t"]) + self.blank().join(fields)
        if self.likely(0.3):
            text = text.replace(" ", self.blank())
        if self.likely(0.1):
            text += self.one_of([" # comment", "#", " ", "\r", ","])
        if self.likely(0.02) and " " in text:
            text = text.replace(" ", "\\\n", 1)  # joined with the next from 14 on
        return "".join(part for part in text if part != "\n" or "\\\n" in text)

    def rule(self):
        if self.likely(0.03):
            return self.one_of(["", "# nothing", "   ", ",", "\r"])
        return self.line(self.fields())

    def entry(self):
        """Of pg_ident.conf."""
        if self.likely(0.03):
            return self.one_of(["", "# nothing"])
        system = ["/^(.*)@corp$", "/(", "\\1", *NAMES, *KEYWORDS]
        fields = [self.spelled(self.one_of(words)) for words in (["m", "other", *NAMES], system, system)]
        return self.line(fields)


def understood(ctx, kind, name):
    """What pgmob understands of a file, by line."""
    program = os.path.join(os.path.dirname(ctx.program.path), "..", "tests", "auth", "parse")
    number = str(ctx.version * 10000 + 1)
    done = subprocess.run([program, kind, number, name], capture_output=True, check=True)
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def told(ctx, query):
    """What the server makes of its file."""
    return [json.loads(line) for line in ctx.server.psql(query).splitlines()]


def write_file(ctx, name, lines):
    path = os.path.join(ctx.server.data, name)
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write("\n".join(lines) + "\n")
    return path


def flag(options, name, usual=False):
    return options[name] == "1" if name in options else usual


def options_in_view(rule):
    """The options as pg_hba_file_rules shows them; None where that says more than the file does."""
    options, method = dict(rule["options"]), rule["auth_method"]
    shown = []
    if "ldapurl" in options:
        return None
    if method in ("gss", "sspi"):
        shown += ["include_realm=true"] if flag(options, "include_realm", True) else []
        shown += [f"krb_realm={options['krb_realm']}"] if "krb_realm" in options else []
    shown += [f"map={options['map']}"] if "map" in options else []
    level = {"1": "verify-ca", "0": None, "no-verify": None}
    clientcert = options.get("clientcert")
    clientcert = "verify-full" if method == "cert" else level.get(clientcert, clientcert)
    shown += [f"clientcert={clientcert}"] if clientcert else []
    for name in ("pamservice", "ldapserver", "ldapport", "ldapscheme", "ldaptls", "ldapprefix", "ldapsuffix", "ldapbasedn",
                 "ldapbinddn", "ldapbindpasswd", "ldapsearchattribute", "ldapsearchfilter"):
        if name == "ldaptls":
            shown += ["ldaptls=true"] if flag(options, name) else []
        elif name == "ldapport" and name in options:
            return None  # as atoi() has it
        elif name in options:
            shown.append(f"{name}={options[name]}")
    shown += ["ldapscope=2"] if method == "ldap" else []
    for name in ("radiusservers", "radiussecrets", "radiusidentifiers", "radiusports", "issuer", "scope"):
        shown += [f"{name}={options[name]}"] if name in options else []
    if method == "oauth":
        shown.append(f"validator={options.get('validator', 'v')}")
        shown += ["delegate_ident_mapping=true"] if flag(options, "delegate_ident_mapping") else []
    return shown


def is_unknowable(ours, theirs):
    """Whether the server refuses it for something that pgmob cannot know."""
    if theirs["error"] and "cannot match because" not in theirs["error"]:
        return any(words in theirs["error"] for words in UNKNOWABLE)
    # names of servers are looked up, and the view does not say so
    servers = [value.split(",") for name, value in ours.get("options", []) if name == "radiusservers"]
    return not all(re.fullmatch(r' *("?)(127\.0\.0\.[12]|::1)\1 *', item) for items in servers for item in items)


PARTS = ("type", "database", "user_name", "address", "netmask", "auth_method")


def compare_rule(ours, theirs):
    """What differs between the two, or None."""
    if theirs["type"] is None and is_unknowable(ours, theirs):
        return None
    if (theirs["type"] is None) != bool(ours["faults"]):
        return "one refuses it"
    if theirs["type"] is None:
        return None
    for part in PARTS:
        if ours.get(part) != theirs[part]:
            return part
    shown = options_in_view(ours)
    if shown is not None and shown != (theirs["options"] or []):
        return f"options: {shown}"
    return None


def compare_map(ours, theirs):
    if theirs["map_name"] is None and is_unknowable(ours, theirs):
        return None
    if (theirs["map_name"] is None) != bool(ours["faults"]):
        return "one refuses it"
    if theirs["map_name"] is None:
        return None
    for part in ("map_name", "sys_name", "pg_username"):
        if ours[part] != theirs[part]:
            return part
    return None


def compare(lines, ours, theirs, compare_one):
    """Raises what differs; gives how many lines the server accepts."""
    accepted = 0
    if [row["line_number"] for row in ours] != [row["line_number"] for row in theirs]:
        raise Failure("other lines", f"{ours}\n{theirs}")
    for our, their in zip(ours, theirs):
        difference = compare_one(our, their)
        if "file_name" in their and their["file_name"] not in (None, our["file_name"]):
            difference = "file_name"
        if difference:
            line = lines[their["line_number"] - 1] if lines else "a line"
            raise Failure(f"{line!r}: {difference}", f"pgmob:  {our}\nserver: {their}")
        accepted += not our["faults"]
    return accepted


def in_lines(texts):
    return "\n".join(texts).split("\n")


def test_rules_are_read_as_the_server_reads_them(ctx):
    if ctx.version >= 18:
        ctx.server.psql("ALTER SYSTEM SET oauth_validator_libraries = 'v'")
        ctx.server.reload()
    for seed in seeds():
        writer = Writer(seed)
        lines = in_lines(writer.rule() for _ in range(LINES))
        path = write_file(ctx, "pg_hba.conf", lines)
        try:
            accepted = compare(lines, understood(ctx, "hba", path), told(ctx, RULES), compare_rule)
        except Failure as failure:
            ctx.fail(f"seed {seed}: {failure.title}", failure.detail)
        if not LINES / 5 < accepted < LINES * 4 / 5:
            ctx.fail(f"seed {seed}: the lines do not say much", f"{accepted} are right")


@versions(">=15")
def test_maps_are_read_as_the_server_reads_them(ctx):
    for seed in seeds():
        writer = Writer(seed)
        lines = in_lines(writer.entry() for _ in range(LINES))
        path = write_file(ctx, "pg_ident.conf", lines)
        try:
            compare(lines, understood(ctx, "ident", path), told(ctx, MAPS), compare_map)
        except Failure as failure:
            ctx.fail(f"seed {seed}: {failure.title}", failure.detail)


# One rule, spelled in many ways.

RULES_SPELLED = 500
USUAL = {"pamservice=postgresql", "ldapscheme=ldap", "ldapsearchattribute=uid", "radiusports=1812",
         "radiusidentifiers=postgresql"}
VALID = {
    "trust": [], "scram-sha-256": [], "reject": [],
    "peer": [("map", "m"), ("map", "a b")],
    "gss": [("map", "m"), ("include_realm", "1"), ("include_realm", "0"), ("krb_realm", "R")],
    "ldap": [("ldapserver", "h"), ("ldapport", "390"), ("ldaptls", "1"), ("ldaptls", "0"), ("ldapscheme", "ldaps"),
             ("ldapbinddn", "cn=a,dc=b"), ("ldapsearchattribute", "mail")],
    "radius": [("radiusports", "1813"), ("radiusidentifiers", "i")],
    "cert": [("map", "m")],
    "pam": [("pamservice", "p"), ("pam_use_hostname", "1")],
}
DEMANDED = {
    "ldap": [("ldapbasedn", "dc=a,dc=b")],
    "radius": [("radiusservers", "127.0.0.1,::1"), ("radiussecrets", "s,t")],
}
IDLE_OPTIONS = {
    "gss": ["include_realm=1"],
    "ldap": ["ldapscheme=ldap", "ldapsearchattribute=uid", "ldaptls=0", "ldaptls=never"],
    "radius": ["radiusports=1812", "radiusidentifiers=postgresql"],
    "cert": ["clientcert=verify-full"],
    "pam": ["pamservice=postgresql", "pam_use_hostname=no"],
}


class Speller(Writer):
    """Rules as what they mean; names are pairs of a text and whether they are keywords."""

    def meant_names(self, keywords):
        def name():
            if self.likely(0.5):
                return self.one_of(keywords), True
            return self.one_of([*NAMES, "all", "sameuser", "samerole", "+group", "@names"]), False

        return [name() for _ in range(self.one_of([1, 1, 2, 3]))]

    def meant_address(self):
        if self.likely(0.3):
            return self.one_of(["all", "samehost", "samenet", "db.example.com", ".example.com"])
        if self.likely(0.5):
            bits = self.chance.randint(0, 32)
            return ipaddress.ip_network((self.chance.getrandbits(32) >> (32 - bits) << (32 - bits), bits))
        bits = self.chance.randint(0, 128)
        address = ipaddress.IPv6Address(self.chance.getrandbits(128) >> (128 - bits) << (128 - bits))
        return ipaddress.IPv6Network((address, bits))

    def meaning(self):
        method = self.one_of(list(VALID))
        kind = {"peer": "local", "cert": "hostssl"}.get(method, self.one_of(TYPES[1:]))
        options = dict(DEMANDED.get(method, []))
        for name, value in VALID[method]:
            if self.likely(0.3):
                options[name] = value
        return {
            "type": kind,
            "databases": self.meant_names(["all", "sameuser", "samerole", "replication", "/^a,b$"]),
            "users": self.meant_names(["all", "+group", "+a b", "/^a|b$"]),
            "address": None if kind == "local" else self.meant_address(),
            "method": method,
            "options": options,
        }

    def changed(self, meaning):
        """With one part of another rule."""
        other = self.meaning()
        part = self.one_of(["databases", "users", "address", "options"])
        if part == "address" and (meaning["address"] is None or other["address"] is None):
            part = "users"
        if part == "options" and meaning["method"] != other["method"]:
            part = "databases"
        return {**meaning, part: other[part]}

    def name(self, text, keyword):
        if not keyword and (text[:1] in "+@" or text in KEYWORDS[:5] or not text):
            return '"' + text.replace('"', '""') + '"'
        if not keyword:
            return self.spelled(text)
        if text[0] == "/" and self.likely(0.5):
            return f'"{text}"'  # expressions are expressions in quotes, too
        if text[0] in "+/":
            return text[0] + (f'"{text[1:]}"' if re.search("[ ,]", text) or self.likely(0.3) else text[1:])
        return text

    def set_of(self, names, idle):
        names = list(names)
        if ("all", True) in names:
            names += [self.one_of(idle) for _ in range(self.one_of([0, 0, 1, 2]))]
        names += [self.one_of(names) for _ in range(self.one_of([0, 0, 1]))]
        self.chance.shuffle(names)
        texts = [self.name("samegroup" if (text, key) == ("samerole", True) and self.likely(0.3) else text, key)
                 for text, key in names]
        return self.one_of([",", ", ", ",,"]).join(texts)

    def network(self, network):
        if isinstance(network, str):
            if network in ("all", "samehost", "samenet"):
                return network
            return self.spelled("".join(c.upper() if self.likely(0.2) else c for c in network))
        address = network.network_address + self.chance.randrange(min(network.num_addresses, 1 << 60))
        text = address.exploded.upper() if self.likely(0.3) else str(address)
        return f"{text}{self.blank()}{network.netmask}" if self.likely(0.4) else f"{text}/{network.prefixlen}"

    def spell(self, meaning):
        options = [self.spelled(f"{name}={value}") for name, value in meaning["options"].items()]
        for idle in IDLE_OPTIONS.get(meaning["method"], []):
            if self.likely(0.3) and idle.partition("=")[0] not in meaning["options"]:
                options.append(idle)
        self.chance.shuffle(options)
        for name in meaning["options"]:
            if self.likely(0.1) and not name.startswith("radius") and name != "ldapport":
                options.insert(0, f"{name}=0")  # the last one counts
        fields = [
            self.spelled(meaning["type"]),
            self.set_of(meaning["databases"], [("x", False), ("sameuser", True), ("all", True), ("/x", True)]),
            self.set_of(meaning["users"], [("x", False), ("+x", True), ("/x", True)]),
        ]
        fields += [] if meaning["address"] is None else [self.network(meaning["address"])]
        method = "ident" if meaning["method"] == "peer" and self.likely(0.3) else meaning["method"]
        return self.blank().join([*fields, self.spelled(method), *options]) + self.one_of(["", " # why", " "])


def names_meant(names):
    names = {"samerole" if name == "samegroup" else name for name in names}
    return frozenset(names & {"all", "replication"} if "all" in names else names)


def meant(row):
    """What a row of the view means."""
    address = row["address"]
    if row["netmask"] is not None:
        address = str(ipaddress.ip_network(f"{address}/{prefix_of(row['netmask'])}", strict=False))
    elif address is not None:
        address = address.lower()
    options = frozenset(row["options"] or []) - USUAL
    users = frozenset(["all"]) if "all" in row["user_name"] else frozenset(row["user_name"])
    return row["type"], names_meant(row["database"]), users, address, row["auth_method"], options


def prefix_of(mask):
    return bin(int(ipaddress.ip_address(mask))).count("1")


def check_spellings(lines, ours, theirs):
    """Of three lines the first two are spellings of one rule, and the third is maybe another."""
    for at in range(0, len(lines), 3):
        same, changed = ours[at : at + 2], ours[at + 2]
        if any(row["faults"] for row in same) or same[0]["form"] != same[1]["form"]:
            raise Failure(f"{lines[at]!r} and {lines[at + 1]!r} differ", f"{same[0]}\n{same[1]}")
        if any(row["type"] is None for row in theirs[at : at + 3]):
            continue  # methods that are not compiled in
        meanings = [meant(row) for row in theirs[at : at + 3]]
        if meanings[0] != meanings[1]:
            raise Failure(f"{lines[at]!r} and {lines[at + 1]!r} are not the same to the server", f"{meanings}")
        if meanings[0] != meanings[2] and same[0]["form"] == changed["form"]:
            raise Failure(f"{lines[at]!r} and {lines[at + 2]!r} are the same", f"{meanings}")


def test_spellings_of_one_rule_have_one_form(ctx):
    for seed in seeds():
        speller = Speller(seed)
        lines = []
        for _ in range(RULES_SPELLED):
            meaning = speller.meaning()
            lines += [speller.spell(meaning), speller.spell(meaning), speller.spell(speller.changed(meaning))]
        path = write_file(ctx, "pg_hba.conf", lines)
        ours, theirs = understood(ctx, "hba", path), told(ctx, RULES)
        ctx.equal(len(ours), len(lines))
        try:
            check_spellings(lines, ours, theirs)
            # the form is a spelling, too
            forms = [row["form"] for row in ours]
            path = write_file(ctx, "pg_hba.conf", forms)
            ctx.equal([row["form"] for row in understood(ctx, "hba", path)], forms)
            for form, before, after in zip(forms, theirs, told(ctx, RULES)):
                if before["type"] is not None and meant(before) != meant(after):
                    raise Failure(f"{form!r} is something else to the server", f"{before}\n{after}")
        except Failure as failure:
            ctx.fail(f"seed {seed}: {failure.title}", failure.detail)


class Tree(Writer):
    """Files that include one another, or name one another for tokens."""

    PLACES = ["a.conf", "b.conf", "deep/c.conf", "deep/.d.conf", "deep/e", "deep/deeper/f.conf", "names", "deep/more names"]

    def __init__(self, seed, root):
        super().__init__(seed)
        self.root = root
        self.loops = False
        self.behind = 0  # files before that place are not named, where loops are not wanted

    def path(self):
        places = self.PLACES[0 if self.loops else self.behind :]
        path = self.one_of(places) if places and self.likely(0.8) else self.one_of(["missing.conf", "deep", ""])
        way = self.chance.random()
        if way < 0.2:
            return os.path.join(self.root, "tree", path)
        if way < 0.4:
            return self.one_of(["./", "../tree/", "deep/../", ".//"]) + path
        if way < 0.6:
            return "../" + path
        return path

    def inclusion(self):
        word = self.one_of(["include", "include", "include_if_exists", "include_dir", '"include"'])
        if self.loops and word == "include_if_exists":
            word = "include"  # at the deepest file the server's answer would depend on what failed before
        return f"{word} {self.quoted(self.path())}" if self.likely(0.3) else f'{word} "{self.path()}"'

    def token(self):
        if self.likely(0.2):
            return f'@"{self.path()}"'
        return self.spelled(self.one_of(NAMES + KEYWORDS))

    def names(self):
        return ",".join(self.token() for _ in range(self.one_of([1, 1, 2])))

    def text(self, top):
        lines = []
        for _ in range(self.one_of([1, 2, 4, 6])):
            if self.likely(0.25):
                lines.append(self.inclusion())
            elif top or self.likely(0.6):
                lines.append(f"host {self.names()} {self.names()} all trust")
            else:
                lines.append(self.names() if self.likely(0.7) else f"{self.names()} {self.names()} # more")
        return "\n".join(lines[:3] if sum("include" in line for line in lines) > 2 else lines) + "\n"

    def write(self):
        """The files; the first is pg_hba.conf."""
        self.behind = 0
        texts = {"pg_hba.conf": self.text(True).replace("../", "tree/")}
        for self.behind, place in enumerate(self.PLACES, 1):
            if self.likely(0.9):
                texts[f"tree/{place}"] = self.text(False)
        os.makedirs(os.path.join(self.root, "tree", "deep", "deeper", "folder.conf"), exist_ok=True)
        for path, text in texts.items():
            with open(os.path.join(self.root, path), "w", encoding="utf-8") as file:
                file.write(text)
        for place in self.PLACES:
            path = os.path.join(self.root, "tree", place)
            if f"tree/{place}" not in texts and os.path.exists(path):
                os.unlink(path)
        return texts


def test_files_are_included_as_the_server_includes_them(ctx):
    """Before 16, a file that names itself makes the server run out of something, or break down."""
    for seed in seeds():
        tree = Tree(seed, ctx.server.data)
        lines = 0
        for number in range(TREES):
            tree.loops = ctx.version >= 16 and number % 2 == 0
            texts = tree.write()
            ours = understood(ctx, "hba", os.path.join(ctx.server.data, "pg_hba.conf"))
            try:
                lines += compare(None, ours, told(ctx, RULES), compare_rule)
            except Failure as failure:
                files = "".join(f"--- {name}\n{text}" for name, text in texts.items())
                ctx.fail(f"seed {seed}, tree {number}: {failure.title}", f"{failure.detail}\n{files}")
        if lines < TREES:
            ctx.fail(f"seed {seed}: the files do not say much", f"{lines} lines are right")
