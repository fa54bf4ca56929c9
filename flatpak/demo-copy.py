#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies an image of the demo cloud with the window inside its sandbox: demo-copy.py APP PICTURE

To be run by tests/with-session.sh. All is done with the keyboard and seen through the accessibility bus, as a
screen reader outside of the sandbox sees it."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.append(str(Path(__file__).resolve().parent.parent / 'tests' / 'e2e'))

from theatre import Atspi, Program, check, tell, wait_for  # noqa: E402

APP, PICTURE = sys.argv[1:]
IMAGE = 'uefi-rocky9'


class Sandboxed(Program):
    """Known by its being the only one on the bus: its process has another number inside."""

    def __init__(self):  # pylint: disable=super-init-not-called
        self.log = tempfile.TemporaryFile('w+')
        self.process = subprocess.Popen(['flatpak', 'run', '--env=GSK_RENDERER=cairo', '--env=LC_ALL=en_US.UTF-8',
                                         APP, '--demo'], stdout=self.log, stderr=self.log)

    def _root(self):
        desktop = Atspi.get_desktop(0)
        desktop.clear_cache()
        return desktop.get_child_at_index(0) if desktop.get_child_count() > 0 else None

    def windows(self):
        return subprocess.run(['xdotool', 'search', '--onlyvisible', '--name', '.'], capture_output=True, text=True,
                              check=False).stdout.split()

    def end(self):
        subprocess.run(['flatpak', 'kill', APP], check=False)
        self.process.wait(30)


def copy(program):
    program.wait('table row', f'^{IMAGE}$')
    program.look_at()
    program.go_to_row(IMAGE)
    program.press('space')
    program.wait('label', '^1 of 5 images$')
    program.press('ctrl+shift+c')
    program.wait_until('to have the keyboard', 'radio button', 'Suqian', lambda node: node.sensitive and node.focused)
    program.press('space')
    program.push('^Copy$')
    wait_for('the dialog to close', lambda: not program.find('dialog', '^Copy Image$'))
    program.press('ctrl+2')
    program.wait_until('to be selected', 'page tab', '^Copies', lambda tab: tab.selected)
    program.wait('label', r'^Pending \d+%')
    program.wait('label', '^Verified$')


def look_in_other_region(program):
    program.press('ctrl+1')
    program.wait('table row')
    program.press('ctrl+l')
    program.wait('menu')
    program.press('Down', 'Return')
    program.wait('label', '^East China-Suqian$')
    row = program.wait('table row', f'^{IMAGE}$')
    check(row.description.startswith('Available'), f'the row says {row.description!r}')


sandboxed = Sandboxed()
try:
    copy(sandboxed)
    wait_for('a picture', lambda: subprocess.run(['import', '-window', 'root', PICTURE], check=False).returncode == 0)
    look_in_other_region(sandboxed)
    print(f'{IMAGE} was copied; the picture is {os.path.basename(PICTURE)}')
except Exception:
    tell(sandboxed)
    raise
finally:
    sandboxed.end()
