#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks one translation: well formed, placeholders intact, complete, nothing fuzzy, the list of languages sorted.

Usage: check-translation.py [--current] SOURCE-ROOT LANGUAGE

With --current it also fails when the source has strings that the translation has not seen yet.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

# What Meson's preset "glib" passes to xgettext.
XGETTEXT = [
    "xgettext", "--from-code=UTF-8", "--add-comments", "--keyword=_", "--keyword=N_", "--keyword=C_:1c,2",
    "--keyword=NC_:1c,2", "--keyword=g_dcgettext:2", "--keyword=g_dngettext:2,3", "--keyword=g_dpgettext2:2c,3",
    "--flag=N_:1:pass-c-format", "--flag=C_:2:pass-c-format", "--flag=NC_:2:pass-c-format",
    "--flag=g_dngettext:2:pass-c-format", "--flag=g_strdup_printf:1:c-format", "--flag=g_string_printf:2:c-format",
    "--flag=g_string_append_printf:2:c-format", "--flag=g_error_new:3:c-format", "--flag=g_set_error:4:c-format",
    "--flag=g_markup_printf_escaped:1:c-format", "--flag=g_log:3:c-format", "--flag=g_print:1:c-format",
    "--flag=g_printerr:1:c-format", "--flag=g_printf:1:c-format", "--flag=g_fprintf:2:c-format",
    "--flag=g_sprintf:2:c-format", "--flag=g_snprintf:3:c-format",
]


def run(command, **options):
    return subprocess.run(command, check=False, capture_output=True, text=True, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
                          **options)


def check_format(po):
    """msgfmt refuses a wrong placeholder; the statistics say what is left to do."""
    result = run(["msgfmt", "--check", "--check-format", "--statistics", "--output-file=/dev/null", str(po)])
    if result.returncode != 0:
        return [result.stderr.strip()]
    unfinished = re.findall(r"\d+ (?:fuzzy|untranslated)[^,.]*", result.stderr)
    return [f"{po.name}: {', '.join(unfinished)}"] if unfinished else []


def check_header(po):
    text = po.read_text(encoding="utf-8").split("\n\n", 1)[0]
    wanted = ("Project-Id-Version: image-ferry", "Language: " + po.stem, "charset=UTF-8", "Plural-Forms: nplurals=")
    return [f"{po.name}: the header lacks '{item}'" for item in wanted if item not in text]


def check_languages(root, language):
    languages = [line for line in (root / "po" / "LINGUAS").read_text().splitlines() if line and not line.startswith("#")]
    problems = [] if languages == sorted(set(languages)) else ["po/LINGUAS is not sorted"]
    missing = {path.stem for path in (root / "po").glob("*.po")} - set(languages)
    problems += [f"po/LINGUAS does not name {name}" for name in sorted(missing)]
    return problems if language in languages else problems + [f"po/LINGUAS does not name {language}"]


def check_current(root, po):
    with tempfile.TemporaryDirectory() as folder:
        pot = Path(folder) / "image-ferry.pot"
        result = run([*XGETTEXT, "--files-from=po/POTFILES.in", "--output", str(pot)], cwd=root)
        if result.returncode != 0:
            return [result.stderr.strip()]
        result = run(["msgcmp", str(po), str(pot)])
    return [result.stderr.strip()] if result.returncode != 0 else []


def main(arguments):
    current = "--current" in arguments
    root, language = [item for item in arguments if item != "--current"]
    root = Path(root)
    po = root / "po" / f"{language}.po"
    problems = check_format(po) + check_header(po) + check_languages(root, language)
    if current:
        problems += check_current(root, po)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


sys.exit(main(sys.argv[1:]))
