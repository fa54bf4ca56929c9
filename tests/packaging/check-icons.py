#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the icons: well formed, square, on the grid, plain shapes only, named after the application.

Usage: check-icons.py FOLDER-OF-HICOLOR APPLICATION-ID
"""

import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

SVG = "{http://www.w3.org/2000/svg}"
# Pictures, scripts and text depend on things outside the file, or look different elsewhere.
FORBIDDEN = {"image", "script", "text", "style", "foreignObject", "filter"}
# The one colour of a symbolic icon, which the toolkit replaces.
SYMBOLIC_COLORS = {"#2e3436", "none"}


def check(path, size, symbolic):
    root = ElementTree.parse(path).getroot()
    if root.tag != SVG + "svg":
        yield "is not an SVG"
    if (root.get("width"), root.get("height"), root.get("viewBox")) != (str(size), str(size), f"0 0 {size} {size}"):
        yield f"is not on the grid of {size} pixels"
    for element in root.iter():
        name = element.tag.removeprefix(SVG)
        if name in FORBIDDEN:
            yield f"holds <{name}>"
        if any("://" in value for value in element.attrib.values()):
            yield f"<{name}> refers to something outside"
        if symbolic and {element.get("fill", "none"), element.get("stroke", "none")} - SYMBOLIC_COLORS:
            yield f"<{name}> has a colour of its own"


def main(folder, application):
    icons = {
        folder / "scalable" / "apps" / f"{application}.svg": (128, False),
        folder / "symbolic" / "apps" / f"{application}-symbolic.svg": (16, True),
    }
    problems = [f"{path}: {problem}" for path, rest in icons.items() for problem in check(path, *rest)]
    extra = {path for path in folder.rglob("*") if path.is_file()} - set(icons)
    problems += [f"{path}: is not checked" for path in sorted(extra)]
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
