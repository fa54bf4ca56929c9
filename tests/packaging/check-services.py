#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks a D-Bus service file or a systemd unit: it can be read, and starts a program that is installed.

Usage: check-services.py FILE BINDIR PROGRAM [SECTION.KEY=VALUE]…
"""

import configparser
import sys
from pathlib import Path


def read(path):
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",), comment_prefixes=("#",), strict=True)
    parser.optionxform = str
    parser.read_string(path.read_text(encoding="utf-8"))
    return parser


def check(path, bindir, program, wanted):
    parser = read(path)
    if "@" in "".join(value for section in parser for value in parser[section].values()):
        yield "holds a variable that was not replaced"
    commands = [parser[section][key] for section in parser for key in ("Exec", "ExecStart") if key in parser[section]]
    if program and [command.split()[0] for command in commands] != [f"{bindir}/{program}"]:
        yield f"does not start {bindir}/{program}, but {commands}"
    for item in wanted:
        place, _, value = item.partition("=")
        section, _, key = place.rpartition(".")
        if parser.get(section, key, fallback=None) != value:
            yield f"{place} is not {value}"


def main(arguments):
    path, bindir, program, *wanted = arguments
    problems = list(check(Path(path), bindir, program, wanted))
    for problem in problems:
        print(f"{path}: {problem}", file=sys.stderr)
    return 1 if problems else 0


sys.exit(main(sys.argv[1:]))
