#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A person copies five images to another region: film.py emulator|double

Everything goes through the keyboard and what a screen reader sees; the cloud is asked what truly happened.
The double of the service makes things as hard as the documents allow."""

import sys

from clouds import Double, Emulator
from theatre import Film, Stage, check, wait_for

SOURCE, TARGET = 'cn-north-1', 'cn-east-1'
REGIONS = {'cn-east-1': 'East China-Suqian', 'cn-east-2': 'East China-Shanghai',
           'cn-south-1': 'South China-Guangzhou'}
WANTED = ['ci-runner-golden', 'uefi-rocky9', 'web-frontend-2026.02', '订单服务-网关', '数据库整机镜像_2025Q4']
SIXTH = 'openEuler-base-arm64'
EDITED = 'uefi-rocky9'
NEW_NAME = 'uefi-rocky9-suqian'
# A copy lasts so long that it can be watched on any machine, until the cloud is told to hurry.
CLOUDS = {
    'emulator': lambda: Emulator(time_scale=1),
    'double': lambda: Double(latency=(0.02, 2.0), description='late', source_word='self', time='plain',
                             unset='empty', extras=True, progress_after=3, used_lag=5, quotas='all',
                             ready_progress=None, no_result='empty', error_order='error'),
}

stage = Stage()
film = Film(stage)
cloud = stage.open(CLOUDS[sys.argv[1]]())
program = stage.start()
originals = {image['name']: image for image in cloud.images(SOURCE).values()}
n_snapshots = sum(originals[name]['snapshots'] for name in WANTED)
n_before = len(cloud.images(TARGET))


def bar_says(words):
    program.wait('label', words)


@film.step('The window lists the images of the region')
def lists():
    bar_says(f'^{len(originals)} images, {cloud.n_copyable} can be copied\\. Tick up to 5\\.$')
    program.look_at()
    rows = program.find('table row')
    check(any(row.name == WANTED[0] and 'Available' in row.description for row in rows), 'no row says Available')
    focus = wait_for('the list to have the keyboard', program.focus)
    check(focus.role == 'table row', f'the keyboard is at {focus.role} {focus.name!r}')


@film.step('What cannot be copied is not ticked, and says why')
def ineligible():
    row = program.go_to_row('arm-build-01')
    check('Cannot be copied in this state' in row.description, f'the row says {row.description!r}')
    program.press('space')
    box = program.wait('check box', 'Copy arm-build-01')
    check(not box.sensitive and not box.checked, 'its box can be ticked')
    bar_says(f'^{len(originals)} images')


@film.step('Down and Space tick five')
def tick():
    for n, name in enumerate(WANTED, 1):
        program.go_to_row(name)
        program.press('space')
        bar_says(f'^{n} of 5 images$')
    bar_says(f'{n_snapshots} snapshots · limit of one copy reached$')
    ticked = {box.name for box in program.find('check box') if box.checked}
    check(ticked == {f'Copy {name}' for name in WANTED}, f'ticked: {ticked}')


@film.step('The sixth is refused with the reason')
def sixth():
    program.go_to_row(SIXTH)
    program.press('space')
    program.wait(None, 'One copy takes at most 5 images')
    box = program.wait('check box', f'Copy {SIXTH}')
    check(not box.sensitive and not box.checked, 'its box can be ticked')
    bar_says('^5 of 5 images$')


@film.step('Copy Image shows the images and how many snapshots they have')
def opens():
    program.press('ctrl+shift+c')
    program.wait('heading', '^5 images$')
    dialog = program.wait('dialog', '^Copy Image$')
    labels = [label.name for label in program.find('label', inside=dialog)]
    check(f'{n_snapshots} snapshots' in labels, f'no sum of {n_snapshots} snapshots')
    for name in WANTED:
        check(name in labels and originals[name]['id'] in labels, f'{name} is not in the dialog')


def read_quota(region, kind, needed):
    """Compares a meter with the cloud; tells whether there is room."""
    quota = cloud.quotas(region)[kind.lower()]
    meter = program.wait('level bar', f'^{kind} in {REGIONS[region]}$')
    missing = quota['used'] + needed - quota['limit']
    text = f"{quota['used']} used, {needed} needed, limit {quota['limit']}"
    text += f', {missing} short' if missing > 0 else ''
    check(meter.value_text == text, f'{meter.name}: {meter.value_text!r}, not {text!r}')
    return missing <= 0


@film.step('Each other region shows both quotas; those that are short cannot be chosen')
def quotas():
    room = {}
    for region, title in REGIONS.items():
        room[region] = all([read_quota(region, 'Images', 5), read_quota(region, 'Snapshots', n_snapshots)])
        radio = program.wait('radio button', f'^{title}$')
        check(radio.sensitive == room[region], f'{title} can be chosen: {radio.sensitive}')
        check(room[region] or 'short' in radio.description, f'{title} says {radio.description!r}')
    check(room == {'cn-east-1': True, 'cn-east-2': False, 'cn-south-1': False}, f'room: {room}')
    check(len(program.find('radio button')) == 3, 'the region of the images itself can be chosen')
    check(not program.wait('button', '^Copy$').sensitive, 'Copy is offered without a region')


@film.step('Space chooses the region, the sentence says what will happen')
def chooses():
    focus = program.focus()
    check(focus.role == 'radio button' and focus.name == REGIONS[TARGET], f'the keyboard is at {focus.name!r}')
    program.press('space')
    program.wait_until('to be chosen', 'radio button', REGIONS[TARGET], lambda radio: radio.checked)
    program.wait('label', f'5 images with {n_snapshots} snapshots will be copied to {REGIONS[TARGET]}')
    check(not cloud.n_calls('copyImages'), 'a copy was sent before it was confirmed')


@film.step('Copy closes the dialog and says so')
def confirms():
    program.push('^Copy$')
    wait_for('the dialog to close', lambda: not program.find('dialog', '^Copy Image$'))
    program.wait(None, '5 images are being copied to Suqian')


def sample_bars(seen):
    for bar in program.find('progress bar', ' to Suqian$'):
        seen.setdefault(bar.name, []).append(bar.value)


@film.step('Copies shows each as Pending, with a percentage that grows')
def pending():
    program.press('ctrl+2')
    program.wait('label', 'Beijing → Suqian')
    program.wait('label', r'^Pending \d+%')
    seen = {}
    wait_for('five bars that grow', lambda: sample_bars(seen) or (
        len(seen) == 5 and all(values[-1] > values[0] for values in seen.values())))
    check(set(seen) == {f'{name} to Suqian' for name in WANTED}, f'bars: {set(seen)}')
    for name, values in seen.items():
        check(values == sorted(values), f'the bar of {name} goes back: {values}')
    # What ends while nobody looks is worth a notification.
    stage.other.look_at()


@film.step('All five end as verified')
def verified():
    cloud.hurry()
    program.wait('label', '^5 images · all verified · ')


@film.step('The cloud has exactly one replica of each, and nothing more')
def exactly_once():
    for name in WANTED:
        replicas = cloud.replicas(originals[name]['id'], TARGET)
        check(len(replicas) == 1, f'{len(replicas)} replicas of {name}')
        image = cloud.images(TARGET)[replicas[0]]
        check(image['status'] == 'ready' and image['name'] == name, f'the replica of {name} is {image}')
    check(len(cloud.images(TARGET)) == n_before + 5, 'there are other new images')
    check(cloud.n_calls('copyImages') == 5, 'requests were sent again')


@film.step('One notification tells of the end')
def notified():
    ending = stage.desktop.wait_for_ending()
    check(ending.title == '5 images were copied to Suqian', f'it says {ending}')


def n_verified():
    return len(program.find('label', '^Verified$'))


@film.step('The operation that was watched stays open; Return closes and opens it: each replica is verified')
def opened():
    program.look_at()
    wait_for('five verified replicas', lambda: n_verified() == 5)
    program.tab_to('list item', 'Beijing → Suqian')
    program.press('Return')
    wait_for('a row that is closed', lambda: n_verified() == 0)
    program.press('Return')
    wait_for('five verified replicas', lambda: n_verified() == 5)


@film.step('The replicas are among the images of the region')
def other_region():
    program.press('ctrl+1')
    program.wait('table row')
    program.press('ctrl+l')
    program.wait('menu')
    program.press('Down', 'Return')
    bar_says(f'^{n_before + 5} images')
    row = program.wait('table row', f'^{EDITED}$')
    check(row.description.startswith('Available'), f'the row says {row.description!r}')


@film.step('The texts of a replica can be edited')
def edits():
    replica = cloud.replicas(originals[EDITED]['id'], TARGET)[0]
    program.go_to_row(EDITED)
    program.press('F2')
    program.wait('dialog', 'Edit')
    program.wait_until('to have the keyboard', 'text', '^Name$', lambda node: node.focused)
    program.press('ctrl+a')
    program.write(NEW_NAME)
    program.wait_until('to be sensitive', 'button', '^Save$', lambda node: node.sensitive)
    program.press('Return')
    wait_for('the new name in the cloud', lambda: cloud.images(TARGET)[replica]['name'] == NEW_NAME)
    program.wait('table row', f'^{NEW_NAME}$')


@film.step('Control+Q ends the program; neither it nor the cloud had anything to complain of')
def ends():
    program.press('ctrl+q')
    program.wait_for_end()
    check(not program.complaints(), '\n'.join(program.complaints()))
    check(not cloud.objections(), '\n'.join(cloud.objections()))


film.play()
