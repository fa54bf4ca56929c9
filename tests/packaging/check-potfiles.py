#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds every file with a string for translators and compares the list with po/POTFILES.in.

Usage: check-potfiles.py [--write] SOURCE-ROOT

With --write it corrects po/POTFILES.in instead.
"""

import re
import sys
from pathlib import Path

# The emulator speaks as the service does: in English, to a program.
FOLDERS = ("data", "src")
UNTRANSLATED = "src/emulator/"

# Comments, strings and character constants of C. Matching them all keeps a quote in a comment from opening a string.
TOKEN = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'', re.DOTALL)
CALL = re.compile(r"\b(?:_|N_|C_|NC_|Q_|ngettext|gettext|dgettext|dngettext|g_dgettext|g_dngettext|g_dpgettext2?)\s*\(")
PREPROCESSOR = re.compile(r"^\s*#[^\n]*(?:\\\n[^\n]*)*", re.MULTILINE)


def c_has_strings(text):
    bare = TOKEN.sub(lambda token: '""' if token.group().startswith('"') else " ", text)
    return bool(CALL.search(PREPROCESSOR.sub("", bare)))


def has_cut_string(path):
    """The extractor knows the macros of <inttypes.h> inside a string, but none of GLib's: it would cut the text off."""
    return path.suffix == ".c" and re.search(r'\b(?:_|N_|ngettext)\s*\(\s*"(?:\\.|[^"\\])*"\s*G_\w+', path.read_text(encoding="utf-8"))


def has_strings(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix in (".c", ".h"):
        return c_has_strings(text)
    if path.name.endswith((".ui", ".blp")):
        return bool(re.search(r"""\btranslatable=["'](?:yes|true|1)["']""", text))
    if path.name.endswith(".gschema.xml"):
        return bool(re.search(r"<(?:summary|description)\b", text))
    return path.name.endswith((".desktop.in", ".metainfo.xml.in"))


def wanted_files(root):
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.is_file() and path.suffix in (".c", ".h", ".ui", ".xml", ".in") and not name.startswith(UNTRANSLATED):
                if has_strings(path):
                    yield name


def find_problems(root, listed, wanted):
    yield from (f"{name} has strings for translators: add it" for name in sorted(wanted - set(listed)))
    yield from (f"{name} has none, or is not there: remove it" for name in sorted(set(listed) - wanted))
    yield from (f"{name} has a string cut by a macro: use those of <inttypes.h>"
                for name in sorted(wanted) if has_cut_string(root / name))
    if listed != sorted(set(listed)):
        yield "the list is not sorted, or names a file twice; sort it with LC_ALL=C sort -u"
    if not wanted:
        yield "no file with strings was found at all"


def main(arguments):
    root = Path(arguments[-1])
    potfiles = root / "po" / "POTFILES.in"
    wanted = set(wanted_files(root))
    if "--write" in arguments:
        potfiles.write_text("".join(name + "\n" for name in sorted(wanted)), encoding="utf-8")
    listed = [line for line in potfiles.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    problems = list(find_problems(root, listed, wanted))
    for problem in problems:
        print(f"po/POTFILES.in: {problem}", file=sys.stderr)
    return 1 if problems else 0


sys.exit(main(sys.argv[1:]))
