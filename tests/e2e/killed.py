#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program is killed while copies run and goes on when it is started again:
killed.py EMULATOR IMAGE-FERRY FOLDER"""

import sys
import time

from theatre import Cloud, Film, Notifications, Program, check, wait_for

SOURCE, TARGET = 'cn-north-1', 'cn-east-1'
WANTED = ['ci-runner-golden', 'uefi-rocky9']

film = Film(sys.argv[3])
# A copy lasts about twenty seconds.
cloud = Cloud(sys.argv[1], 3)
programs = [Program(sys.argv[2], cloud.url)]
notifications = Notifications()
originals = {image['name']: image for image in cloud.images(SOURCE).values()}


def program():
    return programs[-1]


@film.step('Two copies run')
def begins():
    program().wait('label', '^24 images')
    program().look_at()
    for name in WANTED:
        while True:
            focus = program().focus()
            if focus is not None and focus.role == 'table row' and focus.name == name:
                break
            program().press('Down')
        program().press('space')
    program().wait('label', '^2 of 5 images$')
    program().press('ctrl+shift+c')
    wait_for('a region to choose', lambda: any(
        radio.sensitive and radio.focused for radio in program().find('radio button', 'Suqian')))
    program().press('space')
    wait_for('Copy', lambda: program().wait('button', '^Copy$').sensitive)
    program().find('button', '^Copy$')[0].click()
    wait_for('both requests', lambda: all(cloud.replicas(originals[name]['id'], TARGET) for name in WANTED))


@film.step('Killed, and started again: Copies shows them at once')
def starts_again():
    program().kill()
    check(not program().complaints(), '\n'.join(program().complaints()))
    programs.append(Program(sys.argv[2], cloud.url))
    program().wait('page tab', '^Copies$')
    program().look_at()
    program().press('ctrl+2')
    program().wait('heading', '^In Progress$')
    program().wait('label', '^Beijing → Suqian$')
    bars = wait_for('two bars', lambda: (lambda found: found if len(found) == 2 else None)(
        program().find('progress bar', ' to Suqian$')))
    check({bar.name for bar in bars} == {f'{name} to Suqian' for name in WANTED}, 'other copies')
    program().look_away()


@film.step('Both end as verified')
def ends():
    program().wait('label', '^2 images · all verified · ', 60)


@film.step('The cloud has exactly one replica of each')
def exactly_once():
    for name in WANTED:
        replicas = cloud.replicas(originals[name]['id'], TARGET)
        check(len(replicas) == 1, f'{len(replicas)} replicas of {name}')
        check(cloud.images(TARGET)[replicas[0]]['status'] == 'ready', f'{name} is not ready')
    check(len(cloud.calls('copyImages')) == 2, 'requests were sent again')
    check(not program().complaints(), '\n'.join(program().complaints()))


@film.step('One notification tells of the end')
def notified():
    wait_for('a notification', notifications.titles)
    time.sleep(2)
    titles = notifications.titles()
    check(titles == ['2 images were copied to Suqian'], f'notifications: {titles}')


try:
    failed = film.play(program)
finally:
    for each in programs:
        each.end()
    cloud.end()
sys.exit(failed)
