#!/usr/bin/env python3
"""Embeds SQL files as C strings: embed.py HEADER SOURCE FILE...

role.restricted.sql becomes `const char sql_role_restricted[]`; lines that are only a comment stay
out, since they are for who reads the file.
"""
import os
import sys


def c_string(line):
    escaped = line.replace("\\", "\\\\").replace('"', '\\"')
    return f'\t"{escaped}\\n"'


def main(header, source, *files):
    names = {}
    for path in files:
        name = "sql_" + os.path.basename(path)[: -len(".sql")].replace(".", "_")
        with open(path, encoding="utf-8") as file:
            lines = [line.rstrip("\n") for line in file if not line.startswith("--")]
        names[name] = lines
    with open(header, "w", encoding="utf-8") as out:
        out.write("/* made by embed.py */\n")
        for name in sorted(names):
            out.write(f"extern const char {name}[];\n")
    with open(source, "w", encoding="utf-8") as out:
        out.write('/* made by embed.py */\n#include "sql.h"\n')
        for name in sorted(names):
            body = "\n".join(c_string(line) for line in names[name])
            out.write(f"const char {name}[] =\n{body};\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
