#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be done with a copy: retried, cancelled, looked into, passed on to others, as its menu offers it."""

import os
import re
import subprocess
import time
from pathlib import Path

from clouds import Emulator
from theatre import Atspi, check, eligible, ferryctl, main, states, wait_for

ONE_FAILS = [{'operation': 'copyImages', 'fault': 'replica-error', 'count': 1},
             {'operation': 'copyImages', 'fault': 'duration', 'seconds': 30, 'count': 0}]
LONG = [{'operation': 'copyImages', 'fault': 'duration', 'seconds': 3600, 'count': 0}]
SEARCH = '^Search image, ID, region or account$'


def copy(cloud, *images, target='cn-east-2', options=(), **more):
    """Copies by command, to the end unless `options` say otherwise."""
    ferryctl(cloud, 'copy', '--from', 'cn-north-1', '--to', target, *options, *images, **more)


def open_copies(program):
    program.press('ctrl+2')
    program.wait_until('to be selected', 'page tab', '^Copies', lambda tab: tab.selected)
    program.wait('list item', '^Beijing → ')


def choose(program, row, letter):
    """Opens the menu of the operation whose row has that title, and presses the letter of an item."""
    program.tab_to('list item', f'^{row}$')
    program.press('shift+F10')
    time.sleep(0.5)
    program.press(letter)
    time.sleep(0.5)


def paste(program):
    """What is in the clipboard, by way of the search entry."""
    program.press('ctrl+f')
    program.wait_for_focus('entry', SEARCH)
    program.press('ctrl+v')
    entry = program.wait('entry', SEARCH).accessible
    found = wait_for('a text in the entry', lambda: Atspi.Text.get_text(entry, 0, Atspi.Text.get_character_count(entry)))
    program.press('Escape')
    return found


def replicas(cloud):
    """Of the only operation: {state: ID}."""
    return {replica['state']: replica['replica']
            for replica in ferryctl(cloud, 'copies')[0]['operations'][0]['replicas']}


def test_retry_failed_only(stage):
    """Only what failed is asked for again; the log of all that happened stands in the details."""
    cloud = stage.open(Emulator(faults=ONE_FAILS))
    copy(cloud, *eligible(cloud)[:3], target='cn-east-1', may_fail=True)
    check(states(cloud) == ['partial'], f'the journal says {states(cloud)}')
    program = stage.start_in_front()
    open_copies(program)
    program.wait('label', '^The replica ended in the state Error')
    program.push('^Retry Failed Only$')
    wait_for('the end', lambda: states(cloud) == ['done'])
    asked = cloud.calls('copyImages')
    check(len(asked) == 4, f'{len(asked)} copies were asked for')
    choose(program, 'Beijing → Suqian', 'd')
    for call in asked:
        program.wait('label', f'^Accepted by JD Cloud · copyImages · .* · {call["requestId"]}$')
    program.wait('label', '^Retried by a person')
    program.wait('label', '^Environment$')


def test_cancel(stage):
    """What was not sent can be cancelled, and only that."""
    cloud = stage.open(Emulator(faults=LONG))
    image = eligible(cloud)[0]
    program = stage.start_in_front()
    copy(cloud, image, options=['--no-wait'])
    wait_for('a running copy', lambda: states(cloud) == ['running'])
    copy(cloud, image, target='cn-south-1', options=['--no-wait'], may_fail=True)
    open_copies(program)
    program.wait('label', 'waits until .* has reached Shanghai$')
    choose(program, 'Beijing → Shanghai', 'c')
    program.press('Escape')
    check('running' in states(cloud), 'what was sent was cancelled')
    choose(program, 'Beijing → Guangzhou', 'c')
    wait_for('it to be cancelled', lambda: sorted(states(cloud)) == ['cancelled', 'running'])
    program.wait('label', '^1 image · cancelled')
    check(len(cloud.calls('copyImages')) == 1, 'it was sent')
    choose(program, 'Beijing → Shanghai', 'd')
    program.wait('label', '^JD Cloud cannot stop a copy.*only what was not sent can be cancelled.$')


def test_copy_as_command(stage):
    """Pasted into a shell, it asks for the same again."""
    cloud = stage.open(Emulator())
    description = 'it\'s  "for" $HOME `id`'
    copy(cloud, eligible(cloud)[0], options=['--name', '-一个.New_name', '--description', description])
    program = stage.start_in_front()
    open_copies(program)
    choose(program, 'Beijing → Shanghai', 'm')
    program.wait('label', '^Command copied$')
    command = paste(program)
    check(command.startswith(f"ferryctl --endpoint '{cloud.url}' copy"), command)
    path = f'{Path(os.environ["FERRYCTL"]).parent}:{os.environ["PATH"]}'
    result = subprocess.run(['sh', '-c', command], env=os.environ | cloud.keys | {'PATH': path}, capture_output=True,
                            text=True, check=False)
    check(result.returncode == 0, f'{command}: {result.stderr}')
    bodies = [call['body'] for call in cloud.calls('copyImages')]
    check(len(bodies) == 2 and bodies[0] == bodies[1], f'it asked for {bodies}')


def test_copy_details(stage):
    cloud = stage.open(Emulator())
    image = eligible(cloud)[0]
    copy(cloud, image)
    operation = ferryctl(cloud, 'copies')[0]['operations'][0]
    program = stage.start_in_front()
    open_copies(program)
    choose(program, 'Beijing → Shanghai', 't')
    program.wait('label', '^Details copied$')
    text = paste(program)
    for part in (operation['id'], 'Environment', 'cn-north-1', image, replicas(cloud)['verified']):
        check(part in text, f'{part} is not in {text}')


def test_open_replica(stage):
    cloud = stage.open(Emulator())
    copy(cloud, eligible(cloud)[0])
    program = stage.start_in_front()
    open_copies(program)
    choose(program, 'Beijing → Shanghai', 'o')
    program.wait('label', f'^{replicas(cloud)["verified"]}$')
    program.wait('label', '^East China-Shanghai$')


def test_delete_failed_replica(stage):
    """Asked first; then it is gone, and nothing else."""
    cloud = stage.open(Emulator(faults=ONE_FAILS))
    copy(cloud, *eligible(cloud)[:2], may_fail=True)
    made = replicas(cloud)
    program = stage.start_in_front()
    open_copies(program)
    choose(program, 'Beijing → Shanghai', 'e')
    program.wait('label', made['error'])
    program.push('^Delete$')
    wait_for('it to be gone', lambda: made['error'] not in cloud.images('cn-east-2'))
    check(made['verified'] in cloud.images('cn-east-2'), 'the other one is gone as well')


def test_export(stage):
    """All copies go into a table, one line a replica."""
    cloud = stage.open(Emulator())
    image = eligible(cloud)[0]
    copy(cloud, image)
    program = stage.start_in_front()
    open_copies(program)
    program.push('^Export All Copies…$')
    program.push('^Save$')
    program.wait('label', '^Copies exported$')
    found = list(Path(os.environ['HOME']).rglob('image-ferry-copies.csv')) or [Path('image-ferry-copies.csv')]
    text = found[0].read_bytes().decode()
    found[0].unlink()
    check(text.count('\r\n') == 2 and f'"{image}","{replicas(cloud)["verified"]}","verified"' in text, text)


def test_other_keys(stage):
    """A copy whose keys are not here is shown; who follows it is said, and nothing is offered."""
    cloud = stage.open(Emulator(faults=LONG))
    image = eligible(cloud)[0]
    waiting = subprocess.Popen([os.environ['FERRYCTL'], '--endpoint', cloud.url, 'copy', '--from', 'cn-north-1', '--to',
                                'cn-east-2', image], env=os.environ | cloud.keys, stdout=subprocess.DEVNULL)
    wait_for('a running copy', lambda: states(cloud) == ['running'])
    cloud.keys = cloud.keys | {'JDCLOUD_ACCESS_KEY': 'ANOTHER'}
    program = stage.start_in_front()
    open_copies(program)
    program.wait('label', ' · started elsewhere$')
    waiting.terminate()
    waiting.wait(10)
    # Nobody tells that it has ended: it is looked at now and then.
    program.wait('label', ' · not followed, its keys are missing$')
    program.wait('label', '^It goes on in the cloud. New keys are needed to follow it.$')
    check(not program.find('label', '^Estimating…$'), 'a time is promised')


def test_progress(stage):
    """A screen reader hears where it goes, how far it is, and how long it will take."""
    cloud = stage.open(Emulator(time_scale=30, faults=LONG))
    image = eligible(cloud)[0]
    name = cloud.images('cn-north-1')[image]['name']
    program = stage.start_in_front()
    copy(cloud, image, options=['--no-wait'])
    open_copies(program)
    bar = program.wait('progress bar', f'^{name} to Shanghai$')
    wait_for('an estimate', lambda: re.search(r'^[0-9]+ percent, .*minutes? left$', bar.value_text))
    seen = []

    def goes_on():
        seen.append(bar.value)
        return len(set(seen)) > 3

    wait_for('progress', goes_on)
    check(seen == sorted(seen), f'it went {seen}')


main(test_retry_failed_only, test_cancel, test_copy_as_command, test_copy_details, test_open_replica,
     test_delete_failed_replica, test_export, test_other_keys, test_progress)
