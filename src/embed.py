#!/usr/bin/env python3
"""Embeds SQL files, and programs for sh, as C strings: embed.py HEADER SOURCE FILE...

role.restricted.sql becomes `const char sql_role_restricted[]`, and x.sh `const char sh_x[]`; lines
that are only a comment stay out, since they are for who reads the file.
"""
import os
import sys

COMMENTS = {".sql": "--", ".sh": "#"}


def c_string(line):
    escaped = line.replace("\\", "\\\\").replace('"', '\\"')
    return f'\t"{escaped}\\n"'


def main(header, source, *files):
    names = {}
    for path in files:
        base, language = os.path.splitext(os.path.basename(path))
        name = language[1:] + "_" + base.replace(".", "_")
        with open(path, encoding="utf-8") as file:
            lines = [line.rstrip("\n") for line in file if not line.startswith(COMMENTS[language])]
        names[name] = lines
    with open(header, "w", encoding="utf-8") as out:
        out.write("/* made by embed.py */\n")
        for name in sorted(names):
            out.write(f"extern const char {name}[];\n")
    with open(source, "w", encoding="utf-8") as out:
        out.write('/* made by embed.py */\n#include "sql.h"\n')
        # C compilers need not take strings of more than 4095 characters; ours do
        out.write('#pragma GCC diagnostic ignored "-Woverlength-strings"\n')
        for name in sorted(names):
            body = "\n".join(c_string(line) for line in names[name])
            out.write(f"const char {name}[] =\n{body};\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
