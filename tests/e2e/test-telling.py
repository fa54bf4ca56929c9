#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who asked for a copy is told of its end: once, whatever happens in between."""

import time

from clouds import Emulator
from theatre import QUIET, check, eligible, ferryctl, main, states, wait_for, write_settings

REPLICA_ERROR = [{'operation': 'copyImages', 'fault': 'replica-error', 'count': 1}]


def ask(cloud, n=1):
    ferryctl(cloud, 'copy', '--no-wait', '--from', 'cn-north-1', '--to', 'cn-east-2', *eligible(cloud)[:n])


def copy_in_window(program, names):
    for name in names:
        program.go_to_row(name)
        program.press('space')
    program.wait('label', f'^{len(names)} of 5 images$')
    program.press('ctrl+shift+c')
    program.push('^Copy$')


def test_copy_in_window(stage):
    """From ticking to the notification, which leads to the copies and goes when they are seen."""
    cloud = stage.open(Emulator(time_scale=1))
    write_settings(last_target_region="'cn-east-1'")
    program = stage.start_in_front()
    program.wait('table row', '^uefi-rocky9$')
    copy_in_window(program, ['ci-runner-golden', 'uefi-rocky9'])
    wait_for('a copy in the cloud', lambda: cloud.n_calls('copyImages') > 0)
    stage.other.look_at()
    cloud.hurry()
    ending = stage.desktop.wait_for_ending()
    check(ending.title == '2 images were copied to Suqian', f'it says {ending}')
    check('Verified' in ending.body, f'it says {ending}')
    check('Retry' not in ending.buttons, f'a button for what went well: {ending}')
    check('Show' in ending.buttons, f'no button to look at it: {ending}')
    program.look_at()
    time.sleep(QUIET)
    check(not stage.desktop.n_closed(), 'it went before anybody saw the copies')
    program.press('ctrl+2')
    wait_for('the notification to go', stage.desktop.n_closed)


def test_toast_in_front(stage):
    """Whoever has the window in front is told there."""
    cloud = stage.open(Emulator())
    program = stage.start_in_front()
    program.wait('check box', '^Copy ')
    ask(cloud)
    program.wait('button', '^Show$')
    time.sleep(QUIET)
    check(not stage.desktop.endings(), f'told twice: {stage.desktop.endings()}')


def test_failure_and_retry(stage):
    """A failure says why and offers another try, which then is told as well."""
    cloud = stage.open(Emulator(faults=REPLICA_ERROR))
    program = stage.start_behind()
    ask(cloud)
    ending = stage.desktop.wait_for_ending()
    check('was not copied to Shanghai' in ending.title, f'it says {ending}')
    stage.desktop.push(ending, 'Retry')
    wait_for('a second attempt', lambda: cloud.n_calls('copyImages') >= 2)
    ending = stage.desktop.wait_for_ending(2)
    check('was copied to Shanghai' in ending.title, f'it says {ending}')
    stage.desktop.push(ending, 'Show')
    program.wait_until('to be selected', 'page tab', '^Copies', lambda tab: tab.selected)


def test_conversion(stage):
    cloud = stage.open(Emulator())
    stage.start_behind()
    local = [image['id'] for image in ferryctl(cloud, 'images', '--region', 'cn-north-1')[0]['images']
             if image['type'] == 'localDisk' and image['status'] == 'ready']
    ferryctl(cloud, 'convert', '--no-wait', '--region', 'cn-north-1', local[0])
    ending = stage.desktop.wait_for_ending()
    check('was converted in Beijing' in ending.title and 'still there' in ending.body, f'it says {ending}')


def test_killed_while_copying(stage):
    """Killed in the middle: the next start knows all, and tells of the end once."""
    cloud = stage.open(Emulator(time_scale=1))
    program = stage.start_behind()
    ask(cloud, n=2)
    wait_for('a running copy', lambda: states(cloud) == ['running'])
    program.kill()
    program = stage.start_behind()
    cloud.hurry()
    stage.desktop.wait_for_ending()
    check(states(cloud) == ['done'], f'the journal says {states(cloud)}')
    check(cloud.n_calls('copyImages') == 2, 'an image was copied twice')
    program.kill()
    # Another start has nothing to tell.
    stage.start_behind().wait('label', '^24 images')
    stage.desktop.wait_for_ending()


def test_ended_while_closed(stage):
    """What ends while nobody follows it is told at the next start, once."""
    cloud = stage.open(Emulator(time_scale=1))
    program = stage.start_behind()
    ask(cloud)
    wait_for('a running copy', lambda: states(cloud) == ['running'])
    program.kill()
    check(not stage.desktop.endings(), 'told too early')
    cloud.hurry()
    wait_for('the end in the cloud', lambda: all(
        image['status'] != 'pending' for image in cloud.images('cn-east-2').values()))
    for _ in range(2):
        program = stage.start('--background')
        ending = stage.desktop.wait_for_ending()
        check('was copied to Shanghai' in ending.title, f'it says {ending}')
        program.wait_for_end()


def test_two_processes(stage):
    """Program and command see the same end: one of them tells."""
    cloud = stage.open(Emulator(time_scale=30))
    stage.start_behind()
    ferryctl(cloud, 'copy', '--from', 'cn-north-1', '--to', 'cn-east-2', eligible(cloud)[0])
    time.sleep(QUIET)
    check(len(stage.desktop.endings()) <= 1, f'told more than once: {stage.desktop.endings()}')


main(test_copy_in_window, test_toast_in_front, test_failure_and_retry, test_conversion, test_killed_while_copying,
     test_ended_while_closed, test_two_processes)
