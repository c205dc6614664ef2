"""The folder of a scenario, and the files in it that say what is expected.

Which files those are is said at the top of run.py.
"""

import glob
import os
import re
import shlex

import installations
import runner
from runner import Failure

HERE = os.path.dirname(os.path.abspath(__file__))

# Where these are missing, they are empty: no warning, no plan that remains.
OPTIONAL = ("warnings.txt", "left.txt")


class Case:
    """A folder, and what it expects for a version."""

    def __init__(self, directory):
        self.directory = directory
        self.name = os.path.relpath(directory, HERE)
        self.files = set(os.listdir(directory))
        self.is_new = not any(re.fullmatch(r"(plan|error)(\.\d+)?\.txt", f) for f in self.files)
        self.offline = "offline" in self.files
        self.knows_versions = any(f == "versions" or re.search(r"\.\d+\.txt$", f) for f in self.files)
        self.options = shlex.split(self.read("options"))
        self.env = self._pairs("env")
        self.server = self._pairs("server")

    def read(self, name):
        """A file's text; nothing where there is no such file."""
        if name not in self.files:
            return ""
        with open(os.path.join(self.directory, name), encoding="utf-8", newline="") as file:
            return file.read()

    def _pairs(self, name):
        lines = [line for line in self.read(name).splitlines() if line and not line.startswith("#")]
        return dict(line.split("=", 1) for line in lines)

    def fits(self, version):
        return runner.version_matches(self.read("versions"), version)

    def file_for(self, kinds, version):
        """The file of one of these kinds (as "plan.txt") that holds for a version, or None."""
        found = {}
        for kind in kinds:
            stem, dot, suffix = kind.partition(".")
            pattern = rf"{re.escape(stem)}(?:\.(\d+))?{re.escape(dot + suffix)}"
            for name in self.files:
                match = re.fullmatch(pattern, name)
                if match:
                    since = int(match.group(1) or 0)
                    if since in found:
                        raise Failure(f"both {found[since]} and {name}")
                    found[since] = name
        holding = [since for since in found if since <= version]
        return found[max(holding)] if holding else None

    def secrets(self):
        """The passwords that the case knows: variables named so, and files."""
        found = [value.encode() for name, value in self.env.items() if name.endswith("PASSWORD")]
        for name in self.files:
            if name.endswith(".password"):
                found.append(self.read(name).rstrip("\n").encode())
        return [secret for secret in found if secret]

    def manifest_has(self, key):
        """Whether some file of the case's manifest writes a key."""
        for path in glob.glob(os.path.join(self.directory, "**", "*.yaml"), recursive=True):
            with open(path, encoding="utf-8", errors="replace") as file:
                if re.search(rf"\b{key}['\"]?\s*:", file.read()):
                    return True
        return False


def find_cases(patterns):
    manifests = sorted(glob.glob(os.path.join(HERE, "*", "*", "manifest.yaml")))
    cases = [Case(os.path.dirname(path)) for path in manifests]
    return [case for case in cases if runner.selected(case.name, patterns)]


class Expectations:
    """What a case expects, compared, or recorded where it is to be rewritten."""

    def __init__(self, rewriting):
        self.rewriting = rewriting
        self.actual = {}  # (case, kind) → {version: (kind as it is now, text)}

    def check(self, case, kind, version, text, also=()):
        """Compares a text with its file; `also` are the kinds that share its place."""
        if self.rewriting:
            place = (case, min((kind, *also)))
            self.actual.setdefault(place, {})[version] = (kind, text)
            return
        name = case.file_for([kind], version)
        if name is None and kind not in OPTIONAL:
            raise Failure(f"{kind} is missing (--rewrite makes it)", text)
        expected = case.read(name or kind)
        if expected != text:
            raise Failure(f"{name or kind} differs", runner.difference(expected, text, name or kind))

    def write(self):
        """Makes the files say what was seen: one for the lowest version, and one for each that differs."""
        for (case, kind), seen in sorted(self.actual.items(), key=lambda item: (item[0][0].name, item[0][1])):
            kinds = ("error.txt", "plan.txt") if kind in ("error.txt", "plan.txt") else (kind,)
            # Versions that did not run keep what they have.
            for version in installations.SUPPORTED:
                if version not in seen and case.fits(version) and not case.offline:
                    name = case.file_for(kinds, version)
                    if name:
                        seen[version] = (kind_of(name), case.read(name))
            wanted, previous = {}, None
            for version in sorted(seen):
                if seen[version] != previous:
                    now, text = previous = seen[version]
                    stem, _, suffix = now.partition(".")
                    wanted[f"{stem}.{version}.{suffix}" if wanted else now] = text
            if kind in OPTIONAL and not any(wanted.values()):
                wanted = {}
            self._replace(case, kinds, wanted)

    @staticmethod
    def _replace(case, kinds, wanted):
        for name in case.files:
            if kind_of(name) in kinds and name not in wanted:
                os.unlink(os.path.join(case.directory, name))
                print(f"removed {case.name}/{name}")
        for name, text in wanted.items():
            if name not in case.files or case.read(name) != text:
                with open(os.path.join(case.directory, name), "w", encoding="utf-8", newline="") as file:
                    file.write(text)
                print(f"wrote {case.name}/{name}")


def kind_of(name):
    """A file's name without the version in it: plan.16.txt is a plan.txt."""
    return re.sub(r"\.\d+(?=\.txt$)", "", name)
