#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares the man page and the completion with what ferryctl says about itself.

Usage: check-docs.py FERRYCTL MAN-PAGE COMPLETION REASONS-SOURCE
"""

import re
import subprocess
import sys
from pathlib import Path


def run(*arguments):
    return subprocess.run(arguments, check=True, capture_output=True, text=True).stdout


def find_commands(text):
    table = text.split("Commands:\n", 1)[1].split("\n\n", 1)[0]
    return [re.split(r"  +", line.strip())[0] for line in table.splitlines()]


def find_options(text):
    return set(re.findall(r"^  --([a-z-]+)", text, re.MULTILINE))


def find_completed_options(completion, command):
    script = 'source "$1"; _ferryctl_options "$2"'
    return set(re.findall(r"--([a-z-]+)", run("bash", "-c", script, "bash", completion, command)))


def find_man_section(man, command):
    """What stands between this command and the next one."""
    return man.split(f"\n.It Cm {command}", 1)[-1].split("\n.It Cm ", 1)[0]


def check_command(ferryctl, man, completion, command):
    options = find_options(run(ferryctl, *command.split(), "--help"))
    section = find_man_section(man, command) if command else man
    wrong = [f"the man page does not tell of “{command} --{option}”" for option in sorted(options)
             if f"Fl -{option}" not in section and f"Fl -{option}" not in man.split(".Sh COMMANDS")[0]]
    if command and f"\n.It Cm {command}" not in man:
        wrong.append(f"the man page does not tell of “{command}”")
    wrong += [f"the completion and the command do not agree about “{command} --{option}”"
              for option in sorted(options ^ find_completed_options(completion, command))]
    return len(options), wrong


def check_reasons(man, source):
    words = re.findall(r'= "([a-z-]+)"', source.read_text(encoding="utf-8"))
    wrong = [f"the man page does not tell of the reason {word}" for word in words
             if word != "none" and f"\n.It {word} Ta " not in man]
    return len(words), wrong


def main():
    ferryctl, man_path, completion, source = sys.argv[1:]
    man = Path(man_path).read_text(encoding="utf-8")
    results = [check_reasons(man, Path(source))]
    for command in ["", *find_commands(run(ferryctl, "--help"))]:
        results.append(check_command(ferryctl, man, completion, command))
    n = sum(result[0] for result in results)
    wrong = [line for result in results for line in result[1]]
    print(f"{n} options and reasons were compared", *wrong, sep="\n")
    return 1 if wrong or n < 100 else 0


sys.exit(main())
