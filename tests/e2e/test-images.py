#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of images from outside: what a screen reader is told, and every key that does something."""

import json
import os

from clouds import Emulator
from theatre import check, main, wait_for, write_settings

SOURCE = 'cn-north-1'
BUSY = 'mysql-primary-backup'      # a colleague copies it to Guangzhou from the start
TICKABLE = ['ci-runner-golden', 'uefi-rocky9', 'web-frontend-2026.02', '订单服务-网关', '数据库整机镜像_2025Q4']
SIXTH = 'openEuler-base-arm64'


def start(stage, **cloud_options):
    cloud = stage.open(Emulator(**cloud_options))
    program = stage.start_in_front()
    program.wait('table row', f'^{TICKABLE[0]}$')
    # The other regions are read after the one shown.
    program.wait_until('to be busy', 'table row', f'^{BUSY}$', lambda row: 'Being copied' in row.description)
    return cloud, program


def tick(program, *names):
    for name in names:
        program.go_to_row(name)
        program.press('space')
        program.wait_until('to be ticked', 'check box', f'^Copy {name}$', lambda box: box.checked)


def here(program):
    focus = program.focus()
    return (focus.role, focus.name) if focus else None


def choose_place(program, *keys):
    """From the menu of regions. A menu takes the window's keyboard with it where nothing manages windows."""
    program.press('ctrl+l')
    wait_for('the menu', lambda: program.find('menu item'))
    program.press(*keys, 'Return')
    wait_for('the menu to go', lambda: not program.find('menu item'))
    program.look_at()


def test_names(stage):
    """Everything is named so that it can be told from its like; no name has the underscore of a mnemonic."""
    _cloud, program = start(stage)
    check([panel.name for panel in program.find('panel', '.')] == ['Images', 'Copies'], 'the pages have other names')
    rows = {row.name: row.description for row in program.find('table row')}
    check(rows['uefi-rocky9'] == 'Available, Cloud System Disk, 1 snapshot, replicas: none', rows['uefi-rocky9'])
    check(rows['ci-runner-golden'].endswith('replicas: Shanghai'), rows['ci-runner-golden'])
    check(rows[BUSY] == 'Available, Cloud System Disk, 2 snapshots, Being copied to Guangzhou', rows[BUSY])
    check(program.find('check box', '^Copy uefi-rocky9$')[0].sensitive, 'the box cannot be ticked')
    check(not program.find('check box', f'^Copy {BUSY}$')[0].sensitive, 'what a colleague copies can be ticked')
    check(program.find('toggle button', '^More actions for uefi-rocky9$'), 'no menu of a row')
    check(program.find('toggle button', '^Region North China-Beijing, account .+'), 'no place')


def test_tab(stage):
    """Tab goes through the controls of one row, then leaves the list; arrow keys go from row to row."""
    _cloud, program = start(stage)
    program.wait_for_focus('table row', '^nightly-build-base$')
    program.go_to_row('uefi-rocky9')
    order = []
    for _ in range(9):
        program.press('Tab')
        order.append(here(program))
    place = order[2]
    check(order[:2] == [('check box', 'Copy uefi-rocky9'), ('toggle button', 'More actions for uefi-rocky9')],
          f'Tab leads to {order}')
    check(place[1].startswith('Region ') and [each[1] for each in order[3:6]] == ['Images', 'Search', 'Main Menu'],
          f'Tab leads to {order}')
    check(order[6][1].endswith('uefi-rocky9'), f'Tab leads to {order}')
    program.tab_to('toggle button', '^More actions for uefi-rocky9$')
    program.press('Up')
    program.wait_for_focus('table row', '^ci-runner-golden$')
    program.press('space')
    program.wait_until('to be ticked', 'check box', '^Copy ci-runner-golden$', lambda box: box.checked)
    program.tab_to('button', '^Clear$')
    program.press('Tab')
    program.wait_for_focus('button', '^Copy Image…$')


def test_search(stage):
    """Search stands above what is told of the list; it closes with Escape from wherever the keyboard is."""
    _cloud, program = start(stage)
    program.press('g', 'o', 'l', 'd')
    program.wait_for_focus('entry', '^Search')
    # The first is that of the titles.
    wait_for('the list to be short', lambda: len(program.find('table row')) < 5)
    check(program.find('table row')[1].name == TICKABLE[0], 'the wrong images are shown')
    program.press('Tab')
    program.wait_for_focus('toggle button', '^Any Status$')
    program.press('Tab', 'Tab')
    check(here(program)[1].endswith(TICKABLE[0]), f'after the search comes {here(program)}')
    program.press('Escape')
    wait_for('the search to close', lambda: not program.find('entry', '^Search'))
    wait_for('the whole list', lambda: len(program.find('table row')) > 5)
    program.press('ctrl+f')
    program.wait_for_focus('entry', '^Search')
    program.press('ctrl+f')
    wait_for('the search to close', lambda: not program.find('entry', '^Search'))


def test_region(stage):
    """Another region: the keyboard is in its list, the ticks are gone, and that is said."""
    _cloud, program = start(stage)
    tick(program, TICKABLE[0], TICKABLE[1])
    program.tab_to('toggle button', '^More actions')
    choose_place(program, 'Down')
    program.wait('label', '^2 images were unticked: another region or account is shown$')
    program.wait_for_focus('table row', '^sq-dr-standby$')
    program.press('Down')
    program.wait_for_focus('table row', '^sq-web$')


def test_limit(stage):
    """Five are ticked: all other boxes are closed, the bar says so, the sixth and Ctrl+A are refused."""
    _cloud, program = start(stage)
    tick(program, *TICKABLE)
    program.wait('label', '^5 of 5 images$')
    program.wait('label', ' · limit of one copy reached$')
    check(all(box.checked or not box.sensitive for box in program.find('check box')), 'a sixth box is open')
    for key in ('space', 'ctrl+a'):
        program.go_to_row(SIXTH)
        program.press(key)
        program.wait('label', '^One copy takes at most 5 images')
        check(program.find('label', '^5 of 5 images$'), f'{key} has changed the ticks')
        wait_for('the toast to go', lambda: not program.find('label', '^One copy takes at most 5 images'))
    program.press('ctrl+shift+a')
    program.wait('label', r'^\d+ images, \d+ can be copied')


def test_keys(stage):
    """What each key opens, and that Escape leads back."""
    cloud, program = start(stage)
    ids = {image['name']: image['id'] for image in cloud.images(SOURCE).values()}
    program.go_to_row('uefi-rocky9')
    for key, role, name in (('Return', 'dialog', '^uefi-rocky9$'), ('F2', 'dialog', '^Edit Image$'),
                            ('Delete', 'alert', 'uefi-rocky9'), ('ctrl+comma', 'dialog', '^Preferences$')):
        program.press(key)
        program.wait(role, name)
        program.press('Escape')
        wait_for(f'what {key} opened to close', lambda: not program.find(role, name))
        program.wait_for_focus('table row', '^uefi-rocky9$')
    program.press('ctrl+c')
    program.wait('label', f'^{ids["uefi-rocky9"]} is in the clipboard$')
    for key in ('Menu', 'shift+F10', 'F10'):
        program.press(key)
        wait_for(f'the menu of {key}', lambda: program.find('menu item'))
        program.press('Escape')
        wait_for('the menu to close', lambda: not program.find('menu item'))
        program.look_at()
    n_lists = cloud.n_calls('describeImages')
    program.press('F5')
    wait_for('the list to be read', lambda: cloud.n_calls('describeImages') > n_lists)
    for key, name in (('ctrl+2', '^Copies'), ('ctrl+1', '^Images$')):
        program.press(key)
        program.wait_until('to be selected', 'page tab', name, lambda tab: tab.selected)


def test_copy_keys(stage):
    """Return chooses a region and then copies; Alt+C means Cancel alone."""
    cloud, program = start(stage)
    tick(program, 'uefi-rocky9')
    program.press('ctrl+shift+c')
    program.wait_for_focus('radio button', '^East China-Suqian$')
    program.press('alt+c')
    wait_for('the dialog to close', lambda: not program.find('dialog', '^Copy Image$'))
    check(cloud.n_calls('copyImages') == 0, 'Alt+C has copied')
    program.press('ctrl+shift+c')
    program.wait_for_focus('radio button', '^East China-Suqian$')
    program.press('Return')
    program.wait_until('to be chosen', 'radio button', '^East China-Suqian$', lambda radio: radio.checked)
    program.wait('label', '^1 image with 1 snapshot will be copied to East China-Suqian')
    program.press('Return')
    program.wait('label', '^1 image is being copied to Suqian$')
    wait_for('the copy', lambda: cloud.n_calls('copyImages') == 1)


def test_copy_from_entry(stage):
    """The region used last is chosen; Return in the name copies, unless the name is refused, which is said beside."""
    write_settings(last_target_region="'cn-east-1'")
    cloud, program = start(stage)
    tick(program, 'uefi-rocky9')
    program.press('ctrl+shift+c')
    program.wait_until('to be chosen', 'radio button', '^East China-Suqian$', lambda radio: radio.checked)
    program.tab_to('text', '^Name$')
    program.write('n' * 25)
    check(not program.find('label', 'of 32 characters'), 'the count is shown too early')
    program.write('n+')
    program.wait('label', '^27 of 32 characters$')
    program.wait('label', '^A name has Chinese characters')
    program.press('Return')
    check(program.find('dialog', '^Copy Image$') and cloud.n_calls('copyImages') == 0, 'a wrong name was sent')
    program.press('BackSpace', 'Return')
    program.wait('label', '^1 image is being copied to Suqian$')


def test_one_of_many(stage):
    """The menu of a row copies that image alone, whatever is ticked."""
    _cloud, program = start(stage)
    tick(program, *TICKABLE[:3])
    program.go_to_row('uefi-rocky9')
    program.press('shift+F10')
    wait_for('the menu', lambda: program.find('menu item'))
    program.press('Return')
    program.look_at()
    program.wait('heading', '^1 image$')
    program.press('Escape')
    program.wait('label', '^3 of 5 images$')


def test_dropped(stage):
    """A tick that the rules forbid by now goes, and it is said which and why."""
    cloud, program = start(stage)
    tick(program, 'uefi-rocky9', TICKABLE[0])
    cloud.colleague_copies(SOURCE, next(i['id'] for i in cloud.images(SOURCE).values() if i['name'] == 'uefi-rocky9'),
                           'cn-east-2')
    program.press('F5')
    program.wait('label', '^uefi-rocky9 was unticked: Being copied to Shanghai$')
    program.wait('label', '^1 of 5 images$')


def test_export(stage):
    """Ctrl+E writes what is shown into the file that is chosen."""
    _cloud, program = start(stage)
    path = os.path.join(os.environ['XDG_RUNTIME_DIR'], 'images.json')
    program.press('ctrl+e')
    program.wait('dialog', '^Export Images$')
    program.press('ctrl+a')
    program.write(path)
    program.press('Return')
    wait_for('the file', lambda: os.path.exists(path))
    program.wait('label', '^Images exported$')
    with open(path, encoding='utf-8') as file:
        document = json.load(file)
    check(document['region'] == SOURCE and document['total'] == 24, 'not all are in the file')
    busy = next(image for image in document['images'] if image['name'] == BUSY)
    check(busy['reason'] == 'busy' and busy['replicas'][0]['region'] == 'cn-south-1', f'it says {busy}')


main(test_names, test_tab, test_search, test_region, test_limit, test_keys, test_copy_keys, test_copy_from_entry,
     test_one_of_many, test_dropped, test_export)
