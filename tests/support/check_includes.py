#!/usr/bin/env python3
"""Includes go downward only: base < auth, model < kinds < stages < pgmob.c < cli.

Prints each include that does not, as file:line, and exits 1 then. The layers are those of
docs/architecture.md:

    base            sees itself
    auth, model     see themselves and base
    kinds           see base, auth and model, never libpq
    stages          see base, auth, model, the registry kinds/kinds.h and each other's door:
                    of the stage's folder, the header with the folder's name
    hba             is a stage about a few kinds, and sees the headers of their rooms
    pgmob*.[ch]     see the doors of all stages
    cli, main.c     see the public headers, and base/text.h, base/arena.h, base/list.h
    reference.c     a tool of the build: sees doors, and the tables of the command line
"""

import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)[>"]')

STAGES = {"server", "manifest", "desired", "actual", "diff", "privileges", "plan", "print", "apply",
          "export", "explain", "hba", "patroni"}

# The kinds that the stage hba is about.
HBA_MAY_SEE = re.compile(r"kinds/(hba|ident|session)/\w+\.h")

# Base is the only layer that the command line shares with the library's inside.
CLI_MAY_SEE = {"base/text.h", "base/arena.h", "base/list.h"}

LIBPQ = {"libpq-fe.h", "libpq/libpq-fs.h", "postgres_ext.h"}
YAML = {"yaml.h", "cyaml/cyaml.h"}
MAY_SEE_YAML = {"manifest", "export"}


def layer_of(path):
    """The first folder below src, or the file's name for what lies in src itself."""
    first = path.split("/")[0]
    return "pgmob.c" if re.fullmatch(r"pgmob_\w+\.[ch]", first) else first


def fault(path, included, quoted):
    """Why a file may not include another, or None."""
    layer = layer_of(path)
    if included in LIBPQ and layer not in STAGES:
        return f"{layer} doesn't see libpq"
    if included in YAML and layer not in MAY_SEE_YAML:
        return f"{layer} doesn't see YAML"
    if included.startswith("curl/") and layer != "patroni":
        return f"{layer} doesn't see libcurl"
    if included.startswith("pgmob/"):
        above = layer in ("cli", "main.c", "pgmob.c")
        return None if above else f"{layer} doesn't see the public headers"
    if not quoted:
        return None
    return fault_of_layers(path, layer, included)


def fault_of_layers(path, layer, included):
    target = layer_of(included)
    if target == included:
        return None  # made by the build: sql.h, version.h
    if layer in ("cli", "main.c"):
        allowed = target == "cli" or included in CLI_MAY_SEE
        return None if allowed else f"{layer} sees pgmob's public headers only"
    allowed = {
        "base": {"base"},
        "auth": {"base", "auth"},
        "model": {"base", "model"},
        "kinds": {"base", "auth", "model", "kinds"},
    }.get(layer)
    if allowed is not None:
        return None if target in allowed else f"{layer} doesn't see {target}"
    if layer == "reference.c" and included == "cli/cli.h":
        return None
    if layer not in STAGES and layer not in ("pgmob.c", "reference.c"):
        return f"{layer} is no layer that this check knows"
    return fault_of_stage(layer, target, included)


def fault_of_stage(layer, target, included):
    if target in ("base", "auth", "model") or target == layer:
        return None
    if target == "kinds":
        allowed = included == "kinds/kinds.h" or (layer == "hba" and HBA_MAY_SEE.match(included))
        return None if allowed else "stages see kinds/kinds.h only"
    if target in STAGES:
        door = f"{target}/{target}.h"
        return None if included == door else f"the door of {target} is {door}"
    return f"{layer} doesn't see {target}"


def faults(source):
    """(file:line, what) of every include below a folder that goes the wrong way."""
    for folder, _, names in sorted(os.walk(source)):
        for name in sorted(names):
            if not name.endswith((".c", ".h")):
                continue
            full = os.path.join(folder, name)
            path = os.path.relpath(full, source)
            with open(full, encoding="utf-8", errors="replace") as file:
                for number, line in enumerate(file, 1):
                    match = INCLUDE.match(line)
                    what = match and fault(path, match.group(2), match.group(1) == '"')
                    if what:
                        yield f"src/{path}:{number}", f"{match.group(2)}: {what}"


def main():
    found = list(faults(os.path.join(ROOT, "src")))
    for place, what in found:
        print(f"{place}: {what}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
