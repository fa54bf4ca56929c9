#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program is killed while copies run and goes on when it is started again."""

from clouds import Emulator
from theatre import Film, Stage, check, wait_for

SOURCE, TARGET = 'cn-north-1', 'cn-east-1'
WANTED = ['ci-runner-golden', 'uefi-rocky9']

stage = Stage()
film = Film(stage)
# A copy lasts so long that it can be watched on any machine, until the cloud is told to hurry.
cloud = stage.open(Emulator(time_scale=1))
originals = {image['name']: image for image in cloud.images(SOURCE).values()}
stage.start()


@film.step('Two copies run')
def begins():
    program = stage.program
    program.wait('label', '^24 images')
    program.look_at()
    for name in WANTED:
        program.go_to_row(name)
        program.press('space')
    program.wait('label', '^2 of 5 images$')
    program.press('ctrl+shift+c')
    program.wait_until('to have the keyboard', 'radio button', 'Suqian', lambda node: node.sensitive and node.focused)
    program.press('space')
    program.push('^Copy$')
    wait_for('both requests', lambda: all(cloud.replicas(originals[name]['id'], TARGET) for name in WANTED))


@film.step('Killed, and started again: Copies shows them at once')
def starts_again():
    stage.program.kill()
    check(not stage.program.complaints(), '\n'.join(stage.program.complaints()))
    program = stage.start()
    program.wait('page tab', '^Copies$')
    program.look_at()
    program.press('ctrl+2')
    program.wait('heading', '^In Progress$')
    program.wait('label', '^Beijing → Suqian$')

    def bars():
        return {bar.name for bar in program.find('progress bar', ' to Suqian$')}

    wait_for('two bars', lambda: bars() == {f'{name} to Suqian' for name in WANTED})
    stage.other.look_at()


@film.step('Both end as verified')
def ends():
    cloud.hurry()
    stage.program.wait('label', '^2 images · all verified · ')


@film.step('The cloud has exactly one replica of each')
def exactly_once():
    for name in WANTED:
        replicas = cloud.replicas(originals[name]['id'], TARGET)
        check(len(replicas) == 1, f'{len(replicas)} replicas of {name}')
        check(cloud.images(TARGET)[replicas[0]]['status'] == 'ready', f'{name} is not ready')
    check(cloud.n_calls('copyImages') == 2, 'requests were sent again')
    check(not stage.program.complaints(), '\n'.join(stage.program.complaints()))


@film.step('One notification tells of the end')
def notified():
    ending = stage.desktop.wait_for_ending()
    check(ending.title == '2 images were copied to Suqian', f'it says {ending}')


film.play()
