#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that every picture the metainfo shows is in the repository, as a PNG of a size that software centres take.

Usage: check-screenshots.py METAINFO FOLDER VERSION
"""

import struct
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

MAXIMUM = (2000, 1400)


def png_size(path):
    head = path.read_bytes()[:24]
    return struct.unpack(">II", head[16:24]) if head.startswith(b"\x89PNG\r\n\x1a\n") else None


def check(urls, folder, version):
    for url in urls:
        tag, name = url.split("/")[-4], url.split("/")[-1]
        size = png_size(folder / name) if (folder / name).is_file() else None
        if tag != f"v{version}":
            yield f"{url} does not point to the tag v{version}"
        if size is None:
            yield f"{name} is not there, or is no PNG"
        elif size[0] > MAXIMUM[0] or size[1] > MAXIMUM[1]:
            yield f"{name} has {size[0]} x {size[1]} pixels: more than {MAXIMUM[0]} x {MAXIMUM[1]}"
    for extra in sorted({path.name for path in folder.iterdir()} - {url.split("/")[-1] for url in urls}):
        yield f"{extra} is shown nowhere"


def main(metainfo, folder, version):
    urls = [image.text.strip() for image in ElementTree.parse(metainfo).iterfind("screenshots/screenshot/image")]
    problems = list(check(urls, Path(folder), version)) if len(urls) >= 3 else ["fewer than three screenshots"]
    for problem in problems:
        print(f"screenshots: {problem}", file=sys.stderr)
    return 1 if problems else 0


sys.exit(main(*sys.argv[1:]))
