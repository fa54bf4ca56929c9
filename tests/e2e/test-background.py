#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies are followed without a window, and no longer than there are any."""

import os
import subprocess
import time
from pathlib import Path

from clouds import Emulator
from theatre import APP_ID, QUIET, SessionManager, check, eligible, ferryctl, main, states, wait_for, write_settings


def ask(cloud):
    ferryctl(cloud, 'copy', '--no-wait', '--from', 'cn-north-1', '--to', 'cn-east-2', eligible(cloud)[0])


def follow_a_copy(stage, program):
    """Until the window shows that one runs."""
    ask(stage.cloud)
    program.press('ctrl+2')
    program.wait('progress bar', ' to Shanghai$')


def close_window(program):
    """As its button does."""
    program.look_at()
    program.press('ctrl+w')
    wait_for('the window to go', lambda: not program.windows())


def test_close_while_copying(stage):
    """Closed, it goes on and says so the first time; opened again it is the same process; then it quits."""
    cloud = stage.open(Emulator(time_scale=1))
    program = stage.start_in_front()
    follow_a_copy(stage, program)
    close_window(program)
    said = lambda: [each for each in stage.desktop.notifications() if 'background' in each.title]  # noqa: E731
    wait_for('the word about it', said)
    check(program.lives, 'the program ended with its window')
    stage.start().wait_for_end()
    close_window(program)
    cloud.hurry()
    ending = stage.desktop.wait_for_ending()
    check('was copied to Shanghai' in ending.title, f'it says {ending}')
    program.wait_for_end()
    check(len(said()) == 1, f'said more than once: {said()}')


def test_close_without_copies(stage):
    stage.open(Emulator())
    program = stage.start_in_front()
    program.wait('label', '^24 images')
    program.press('ctrl+w')
    program.wait_for_end()
    check(not stage.desktop.notifications(), f'told of nothing: {stage.desktop.notifications()}')


def test_start_in_background(stage):
    """As at login: no window, the copies are brought to their end, then it is over."""
    ask(stage.open(Emulator(time_scale=15)))
    program = stage.start('--background')
    stage.desktop.wait_for_ending()
    check(not program.windows(), 'there is a window')
    program.wait_for_end()
    check(states(stage.cloud) == ['done'], f'the journal says {states(stage.cloud)}')


def test_start_in_background_for_nothing(stage):
    stage.open(Emulator())
    stage.start('--background').wait_for_end()
    check(not stage.desktop.notifications(), f'told of nothing: {stage.desktop.notifications()}')


def test_quit_while_copying(stage):
    """Quit asks; what was sent goes on in the cloud, and the next start knows."""
    stage.open(Emulator(time_scale=1))
    program = stage.start_in_front()
    follow_a_copy(stage, program)
    program.press('ctrl+q')
    program.push('^Cancel$')
    wait_for('the question to go', lambda: not program.find('button', '^Cancel$'))
    time.sleep(QUIET)
    check(program.lives, 'Cancel did not keep it')
    program.press('ctrl+q')
    program.push('^Quit$')
    program.wait_for_end()
    check(states(stage.cloud) == ['running'], f'the journal says {states(stage.cloud)}')


def test_resume_at_login(stage):
    """The preference writes and removes the entry of the autostart folder."""
    stage.open(Emulator())
    entry = Path(os.environ['XDG_CONFIG_HOME']) / 'autostart' / 'io.github.imageferry.ImageFerry.desktop'
    program = stage.start_in_front()
    program.press('ctrl+comma')
    program.wait('check box', '^Resume Copies at Login$')
    program.press('alt+r')
    wait_for('the entry', entry.exists)
    wait_for('its text', lambda: f'Exec="{os.environ["IMAGE_FERRY"]}" --background' in entry.read_text())
    subprocess.run(['desktop-file-validate', entry], check=True)
    program.press('alt+r')
    wait_for('no entry', lambda: not entry.exists())


def test_keep_awake(stage):
    """The computer is kept awake while a copy runs, if the preference says so, and no longer."""
    cloud = stage.open(Emulator(time_scale=10))
    manager = SessionManager()
    try:
        for wanted in (False, True):
            write_settings(keep_awake=str(wanted).lower())
            program = stage.start_in_front()
            time.sleep(QUIET)
            check(not manager.calls(), f'asked for nothing: {manager.calls()}')
            ask(cloud)
            program.press('ctrl+2')
            program.wait('progress bar', ' to Shanghai$')
            if wanted:
                # 4 is "do not suspend".
                asked = f'Inhibit {APP_ID} 4 Images are being copied'
                wait_for('the request', lambda: manager.calls() == [asked])
            wait_for('the end', lambda: set(states(cloud)) == {'done'})
            if wanted:
                wait_for('the computer to be free', lambda: manager.calls() == [asked, 'Uninhibit 4711'])
            program.end()
    finally:
        manager.end()


main(test_close_while_copying, test_close_without_copies, test_start_in_background,
     test_start_in_background_for_nothing, test_quit_while_copying, test_resume_at_login, test_keep_awake)
