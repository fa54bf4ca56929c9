#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same story, told by somebody who knows only what things are called: all is found by its role and name, and
done by its own action, as voice control and screen readers do it. No key is pressed but for the menu of regions."""

import re

from clouds import Emulator
from theatre import Atspi, Film, Stage, check, wait_for

SOURCE, TARGET = 'cn-north-1', 'cn-east-1'
WANTED = ['ci-runner-golden', 'uefi-rocky9', 'web-frontend-2026.02', '订单服务-网关', '数据库整机镜像_2025Q4']
SIXTH = 'openEuler-base-arm64'
METER = re.compile(r'^\d+ used, \d+ needed, limit \d+(, \d+ short)?$')

stage = Stage()
film = Film(stage)
# A copy lasts so long that it can be watched on any machine, until the cloud is told to hurry.
cloud = stage.open(Emulator(time_scale=1))
program = stage.start()


def named(role, name):
    return program.wait(role, f'^{re.escape(name)}$')


def click(role, name):
    """By the action that it has, as soon as it can be used."""
    program.wait_until('to be sensitive', role, f'^{re.escape(name)}$', lambda node: node.sensitive).click()


def row_and_box(name):
    return named('table row', name), named('check box', f'Copy {name}')


@film.step('The check box of an image ticks it; box and row say that they are ticked')
def ticks():
    program.wait('label', '^24 images, ')
    program.look_at()
    for n, name in enumerate(WANTED, 1):
        click('check box', f'Copy {name}')
        program.wait('label', f'^{n} of 5 images$')
        row, box = row_and_box(name)
        check(box.checked and row.selected, f'{name} is not said to be ticked')
    _row, box = row_and_box(SIXTH)
    check(not box.sensitive and not box.checked, 'a sixth can be ticked')
    row, box = row_and_box('arm-build-01')
    check(not box.sensitive and 'Cannot be copied' in row.description, f'the row says {row.description!r}')


@film.step('The action of a ticked box unticks it; the list itself can select the row again')
def unticks():
    click('check box', f'Copy {WANTED[0]}')
    program.wait('label', '^4 of 5 images$')
    row, box = row_and_box(WANTED[0])
    check(not box.checked and not row.selected, f'{WANTED[0]} is still said to be ticked')
    images = row.accessible.get_parent()
    place = row.accessible.get_index_in_parent()
    check(Atspi.Selection.select_child(images.get_selection_iface(), place), 'the list selects nothing')
    program.wait('label', '^5 of 5 images$')
    chosen = Atspi.Selection.get_n_selected_children(images.get_selection_iface())
    check(chosen == 5, f'the list says that {chosen} are selected')


@film.step('Copy Image… brings up the regions with their quotas')
def dialog():
    click('button', 'Copy Image…')
    named('dialog', 'Copy Image')
    for region in ('East China-Suqian', 'East China-Shanghai', 'South China-Guangzhou'):
        named('radio button', region)
        for kind in ('Images', 'Snapshots'):
            meter = named('level bar', f'{kind} in {region}')
            check(METER.match(meter.value_text), f'{meter} says {meter.value_text!r}')
    check(not named('button', 'Copy').sensitive, 'Copy is offered without a region')


@film.step('The action of a region chooses it, Copy begins, and Show in the toast leads to Copies')
def chooses():
    click('radio button', 'East China-Suqian')
    program.wait_until('to be chosen', 'radio button', '^East China-Suqian$', lambda node: node.checked)
    program.wait('label', r'^5 images with \d+ snapshots will be copied to East China-Suqian')
    click('button', 'Copy')
    # A toast goes after some seconds: it is looked for once.
    click('button', 'Show')


@film.step('Each copy has its bar')
def copies():
    program.wait_until('to be selected', 'page tab', '^Copies', lambda node: node.selected)
    program.wait('label', r'^Pending \d+%')
    for name in WANTED:
        program.wait_until('to say how far it is', 'progress bar', f'^{re.escape(name)} to Suqian$',
                           lambda node: re.match(r'^\d+ percent', node.value_text) and 0 <= node.value <= 1)


@film.step('The tabs lead to Images, where the rows say what happens, and back')
def pages():
    click('page tab', 'Images')
    program.wait_until('to say it', 'table row', f'^{re.escape(WANTED[0])}$',
                       lambda node: 'Being copied to Suqian' in node.description)
    check(not named('check box', f'Copy {WANTED[0]}').sensitive, 'it can be ticked again')
    program.find('page tab', '^Copies')[0].click()
    program.wait('list item', '^Beijing → Suqian$')
    stage.other.look_at()
    cloud.hurry()


@film.step('The end is told, and every replica is verified')
def ends():
    ending = stage.desktop.wait_for_ending()
    check(ending.title == '5 images were copied to Suqian', f'it says {ending}')
    wait_for('five verified replicas', lambda: len(program.find('label', '^Verified$')) == 5)
    check(not program.find('progress bar', ' to Suqian$'), 'there is a bar for a finished thing')


@film.step('In the other region all are Available')
def available():
    program.look_at()
    click('page tab', 'Images')
    program.wait('table row')
    program.press('ctrl+l')
    program.wait('menu')
    program.press('Down', 'Return')
    for name in WANTED:
        row = named('table row', name)
        check(row.description.startswith('Available'), f'{name} says {row.description!r}')
        check(cloud.n_calls('copyImages') == 5, 'requests were sent again')
    check(not program.complaints(), f'{program.complaints()}')


film.play()
