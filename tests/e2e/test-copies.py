#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of copies from outside: found, opened, searched, decided upon, with keyboard and screen reader."""

import time

from clouds import Emulator
from theatre import QUIET, Shell, change_journal, check, eligible, ferryctl, main, states, wait_for, write_settings


def copy(cloud, *images, target='cn-east-2', options=(), **more):
    """Copies by command, to the end unless `options` say otherwise."""
    ferryctl(cloud, 'copy', '--from', 'cn-north-1', '--to', target, *options, *images, **more)


def open_copies(program):
    program.press('ctrl+2')
    program.wait_until('to be selected', 'page tab', '^Copies', lambda tab: tab.selected)
    program.wait('list item', '^Beijing → ')


def wait_until_open(program, wanted, what, name=' to Shanghai$'):
    """Whether the row of a replica can be seen."""
    wait_for(f'{what} to {"open" if wanted else "close"} the row',
             lambda: bool(program.find('list item', name)) == wanted)


def test_show_after_copy(stage):
    """The toast after Copy leads to the very operation: opened, and with the keyboard."""
    stage.open(Emulator(time_scale=10))
    write_settings(last_target_region="'cn-east-1'")
    program = stage.start_in_front()
    program.wait('table row', '^uefi-rocky9$')
    program.go_to_row('uefi-rocky9')
    program.press('space', 'ctrl+shift+c')
    program.push('^Copy$')
    program.push('^Show$')
    program.wait_for_focus('list item', '^Beijing → Suqian$')
    check(all(item.name for item in program.find('list item')), 'an item of a list has no name')
    wait_until_open(program, True, 'Show', ' to Suqian$')


def test_row_keys(stage):
    """However the keyboard got to an ended operation: Space and Enter open and close it, Tab leads through it."""
    cloud = stage.open(Emulator())
    copy(cloud, *eligible(cloud)[:2])
    program = stage.start_in_front()
    open_copies(program)
    program.wait_for_focus('list item', '^Beijing → Shanghai$')
    for key in ('space', 'Return'):
        program.press(key)
        wait_until_open(program, True, key)
        program.press(key)
        wait_until_open(program, False, key)
    # Away and back, as arrows, Tab and pages lead.
    for away, back in (('Tab', 'shift+Tab'), ('shift+Tab', 'Tab'), ('ctrl+1', 'ctrl+2')):
        program.press(away, back)
        program.wait_for_focus('list item', '^Beijing → Shanghai$')
        program.press('space')
        wait_until_open(program, True, f'{away}, {back}, space')
        program.press('space')
        wait_until_open(program, False, 'space')
    # The menu, and back.
    program.press('shift+F10')
    program.wait_for_focus('menu item', '')
    program.press('Escape')
    program.wait_for_focus('list item', '^Beijing → Shanghai$')
    program.press('space')
    wait_until_open(program, True, 'space')
    program.tab_to('toggle button', '^More actions for Beijing → Shanghai$')
    program.tab_to('list item', ' to Shanghai$', key='Down')
    program.press('Return')
    program.wait('label', '^JD Cloud cannot stop a copy')
    program.press('Escape')
    program.tab_to('list item', ' to Shanghai$')


def test_row_keys_after_end(stage):
    """A row that has the keyboard keeps it when its operation ends and goes to the other list."""
    cloud = stage.open(Emulator(time_scale=1))
    program = stage.start_in_front()
    copy(cloud, *eligible(cloud)[:2], options=['--no-wait'])
    program.press('ctrl+2')
    program.wait('heading', '^In Progress$')
    program.tab_to('list item', '^Beijing → Shanghai$')
    cloud.hurry()
    program.wait('label', '^2 images · all verified')
    program.wait_for_focus('list item', '^Beijing → Shanghai$')
    wait_until_open(program, True, 'itself')
    for wanted in (False, True):
        program.press('space')
        wait_until_open(program, wanted, 'space')


def test_search(stage):
    """Ctrl+F, or simply typing, narrows the copies down; Escape shows all again."""
    cloud = stage.open(Emulator())
    first, second = eligible(cloud)[:2]
    copy(cloud, first)
    copy(cloud, second, target='cn-south-1')
    program = stage.start_in_front()
    open_copies(program)
    program.press('ctrl+f')
    program.wait_for_focus('entry', '')
    program.write(first)
    wait_for('one of them', lambda: not program.find('list item', '^Beijing → Guangzhou$'))
    check(program.find('list item', '^Beijing → Shanghai$'), 'the other one is hidden as well')
    program.press('Escape')
    program.wait('list item', '^Beijing → Guangzhou$')
    program.tab_to('list item', '^Beijing → Guangzhou$')
    program.write('nothing of that name')
    program.push('^Clear Search$')
    program.wait('list item', '^Beijing → Guangzhou$')
    program.wait_for_focus('list item', '')
    program.press('ctrl+1', 'ctrl+f')
    program.wait_for_focus('entry', '^Search name, ID or description$')


def test_notification_of_earlier_process(stage):
    """What an earlier process has told goes when the copies are seen in a later one."""
    cloud = stage.open(Emulator())
    shell = Shell()
    try:
        copy(cloud, *eligible(cloud)[:1], options=['--no-wait'])
        stage.start('--background').wait_for_end()
        titles = list(shell.shown().values())
        check(len(titles) == 1 and titles[0].endswith('was copied to Shanghai'), f'told {titles}')
        program = stage.start_in_front()
        time.sleep(QUIET)
        check(shell.shown(), 'it went before anybody saw the copies')
        program.press('ctrl+2')
        wait_for('the notification to go', lambda: not shell.shown())
    finally:
        shell.end()


def move_to_another_computer(cloud, image):
    """A journal with a copy on its way, as it stands after it came here from elsewhere."""
    copy(cloud, image, options=['--no-wait'])
    change_journal("UPDATE meta SET value = 'another' WHERE name = 'machine'")


def n_asked(cloud, image):
    """How often the replica of an image was looked at."""
    return cloud.n_looks(cloud.replicas(image, 'cn-east-2')[0])


def test_foreign_journal(stage):
    """A journal of another computer: nothing is driven before somebody says so, and then it goes on."""
    cloud = stage.open(Emulator())
    first, second = eligible(cloud)[:2]
    move_to_another_computer(cloud, first)
    before = n_asked(cloud, first)
    program = stage.start_in_front()
    program.wait('label', '1 operation in it has not ended.*both computers.*copied twice')
    program.push('^Not Now$')
    time.sleep(QUIET)
    check(n_asked(cloud, first) == before, 'its copy was followed')
    check(states(cloud) == ['running'], f'the journal says {states(cloud)}')
    program.push('^Go On Here…$')
    program.push('^Go On Here$')
    wait_for('the end of the copy', lambda: states(cloud) == ['done'])
    check(len(cloud.replicas(first, 'cn-east-2')) == 1, 'it was copied twice')
    wait_for('the banner to go', lambda: not program.find('button', '^Go On Here…$'))
    copy(cloud, second)
    check(len(cloud.replicas(second, 'cn-east-2')) == 1, 'the next copy was not made')


def test_foreign_journal_in_background(stage):
    """Without a window it says that it has a question, and ends."""
    cloud = stage.open(Emulator())
    move_to_another_computer(cloud, eligible(cloud)[0])
    stage.start('--background').wait_for_end()
    ending = stage.desktop.wait_for_ending()
    check(ending.title == 'Copies wait for your answer' and 'another computer' in ending.body, f'it says {ending}')
    check(states(cloud) == ['running'], f'the journal says {states(cloud)}')


# The answer is lost, and nothing ties the replica to its source: only a person can tell.
LOST = [{'operation': 'copyImages', 'fault': 'reset', 'acts': True},
        {'operation': 'copyImages', 'fault': 'description', 'text': ''},
        {'operation': 'copyImages', 'fault': 'duration', 'seconds': 60, 'count': 0}]


def begin_undecided(stage):
    """The program behind another window, told that a copy needs a decision; returns that image as well."""
    cloud = stage.open(Emulator(faults=LOST))
    program = stage.start_behind()
    image = eligible(cloud)[0]
    copy(cloud, image, options=['--settle', '1', '--no-wait'], may_fail=True)
    wait_for('an undecided copy', lambda: states(cloud) == ['undecided'])
    asked = stage.desktop.wait_for_ending()
    check(asked.title.startswith('Not clear whether') and 'decide' in asked.body, f'the notification says {asked}')
    stage.desktop.push(asked, 'Show')
    program.wait('label', '^Not clear whether it was copied$')
    program.look_at()
    return cloud, program, image


def test_undecided_there(stage):
    cloud, program, image = begin_undecided(stage)
    program.push('^It’s There…$')
    program.push('^It’s This One$')
    wait_for('the end', lambda: states(cloud) == ['done'])
    made = cloud.replicas(image, 'cn-east-2')
    check(len(made) == 1, 'it was copied again')
    found = ferryctl(cloud, 'copies')[0]['operations'][0]['replicas'][0]['replica']
    check(found == made[0], f'{found} was chosen')
    program.wait('label', '^Verified$')


def test_undecided_send_again(stage):
    cloud, program, image = begin_undecided(stage)
    program.push('^Send Again$')
    wait_for('the end', lambda: states(cloud) == ['done'])
    check(len(cloud.replicas(image, 'cn-east-2')) == 2, 'it was not sent again')
    program.wait('label', '^Verified$')


def test_undecided_forget(stage):
    cloud, program, image = begin_undecided(stage)
    program.push('^Forget$')
    wait_for('the end', lambda: states(cloud) == ['cancelled'])
    check(len(cloud.replicas(image, 'cn-east-2')) == 1, 'it was copied again')
    program.wait('label', '^Forgotten, nobody looks for it$')


# An attempt that was given up acts long after that.
LATE = [{'operation': 'copyImages', 'fault': 'reset', 'acts': 900},
        {'operation': 'copyImages', 'fault': 'duration', 'seconds': 10, 'count': 0}]


def begin_duplicate(stage):
    """The program, with a replica too many; returns the one that is ours and the other."""
    cloud = stage.open(Emulator(faults=LATE))
    first, second = eligible(cloud)[:2]
    copy(cloud, first, options=['--settle', '1'])
    wait_for('a second replica', lambda: len(cloud.replicas(first, 'cn-east-2')) == 2)
    program = stage.start_in_front()
    open_copies(program)
    # There is no room for it any more, but all is looked at anew.
    copy(cloud, second, may_fail=True)
    ours = [replica['replica'] for operation in ferryctl(cloud, 'copies')[0]['operations']
            for replica in operation['replicas'] if replica['source'] == first]
    late = [replica for replica in cloud.replicas(first, 'cn-east-2') if replica not in ours]
    program.wait('label', f'^{late[0]} in Shanghai may be a second replica of ')
    return cloud, program, ours[0], late[0]


def test_duplicate_kept(stage):
    """What is kept is not asked about again, not in the next process either."""
    cloud, program, ours, late = begin_duplicate(stage)
    program.push('^Keep or Delete…$')
    program.wait('label', f'{late} in East China-Shanghai.*{ours}.*Deleted, {late} is gone')
    program.push('^Keep$')
    wait_for('the banner to go', lambda: not program.find('button', '^Keep or Delete…$'))
    check({late, ours} <= set(cloud.images('cn-east-2')), 'an image is gone')
    program.end()
    program = stage.start_in_front()
    open_copies(program)
    time.sleep(QUIET)
    check(not program.find('button', '^Keep or Delete…$'), 'it is asked again')


def test_duplicate_deleted(stage):
    """Asked first, then deleted; the replica that is ours stays."""
    cloud, program, ours, late = begin_duplicate(stage)
    program.push('^Keep or Delete…$')
    program.push('^Decide Later$')
    wait_for('the question to go', lambda: not program.find('button', '^Decide Later$'))
    check(late in cloud.images('cn-east-2'), 'it was deleted unasked')
    program.push('^Keep or Delete…$')
    program.push('^Delete$')
    wait_for('the banner to go', lambda: not program.find('button', '^Keep or Delete…$'))
    wait_for('it to be gone', lambda: late not in cloud.images('cn-east-2'))
    check(ours in cloud.images('cn-east-2'), 'the wrong one was deleted')


main(test_show_after_copy, test_search, test_row_keys, test_row_keys_after_end, test_notification_of_earlier_process,
     test_foreign_journal, test_foreign_journal_in_background, test_undecided_there, test_undecided_send_again,
     test_undecided_forget, test_duplicate_kept, test_duplicate_deleted)
