#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window before the second cloud, which was written from the documents alone: what they leave open, and what
goes wrong."""

from clouds import Double
from theatre import check, main, wait_for

TARGET = 'cn-east-1'
A, B = 'ci-runner-golden', '订单服务-网关'


def choose(program, names):
    """Ticks images and brings up Copy Image, with the region chosen."""
    program.wait('table row', f'^{names[0]}$')
    for name in names:
        program.go_to_row(name)
        program.press('space')
    program.wait('label', f'^{len(names)} of 5 images$')
    program.press('ctrl+shift+c')
    program.wait_until('to have the keyboard', 'radio button', 'Suqian', lambda node: node.sensitive and node.focused)
    program.press('space')
    program.wait_until('to be chosen', 'radio button', 'Suqian', lambda node: node.checked)


def copy(stage, *names):
    """From the list of images to the page of copies."""
    program = stage.start_in_front()
    choose(program, names)
    program.push('^Copy$')
    wait_for('the dialog to close', lambda: not program.find('dialog', '^Copy Image$'))
    program.press('ctrl+2')
    program.wait('label', '^Beijing → Suqian$')
    return program


def made(cloud, name):
    source = next(image['id'] for image in cloud.images('cn-north-1').values() if image['name'] == name)
    return cloud.replicas(source, TARGET)


def is_well(stage, *names):
    """Each was copied exactly once, and nobody complains."""
    for name in names:
        check(len(made(stage.cloud, name)) == 1, f'{name} was copied {len(made(stage.cloud, name))} times')
    check(not stage.program.complaints(), f'{stage.program.complaints()}')
    check(not stage.cloud.objections(), f'{stage.cloud.objections()}')


def test_description_late(stage):
    """A replica is available long before it says where it comes from."""
    stage.open(Double(seconds=5, description='late', description_after=12))
    program = copy(stage, A)
    program.wait('label', '^Verified$')
    is_well(stage, A)


def test_other_words(stage):
    """Chinese words, members that are absent, null or unknown, times with a zone."""
    stage.open(Double(seconds=5, description='chinese', pending='bare', unset='null', time='zone', no_result='null',
                      extras=True, source_word='self', latency=(0.02, 0.5)))
    program = copy(stage, A, B)
    program.wait('label', '^2 images · all verified')
    is_well(stage, A, B)


def test_nothing_said(stage):
    """No description, no time, no progress in the end, null for an empty list."""
    stage.open(Double(seconds=5, description='empty', unset='empty', time='absent', ready_progress=None,
                      empty_list='null', progress_after=60, used_lag=30))
    program = copy(stage, A)
    program.wait('label', '^Verified$')
    is_well(stage, A)


def test_slow_answer(stage):
    """The answer to copyImages takes five seconds."""
    cloud = stage.open(Double())
    cloud.double.rule('copyImages', 'slow', seconds=5)
    program = copy(stage, A)
    program.wait('label', r'^Pending \d+%')
    cloud.hurry()
    program.wait('label', '^Verified$')
    is_well(stage, A)


def test_quota_exceeded(stage):
    """One of two is refused, which says why; Retry copies that one alone."""
    cloud = stage.open(Double(seconds=6))
    cloud.double.rule('copyImages', 'refuse', code=429, status='QUOTA_EXCEEDED', skip=1,
                      message='Snapshot quota limit exceeded')
    program = copy(stage, A, B)
    program.wait('label', '^Refused$')
    program.wait('label', '^The quota of snapshots is used up')
    program.wait('label', '^2 images · 1 verified · 1 failed')
    check(len(made(cloud, A)) + len(made(cloud, B)) == 1, 'the refused one was made')
    program.push('^Retry Failed Only$')
    wait_for('the other one', lambda: len(made(cloud, A)) + len(made(cloud, B)) == 2)
    wait_for('both to be verified', lambda: len(program.find('label', '^Verified$')) == 2)
    is_well(stage, A, B)


def test_wrong_keys(stage):
    """The window says so, and shows nothing."""
    cloud = stage.open(Double())
    cloud.keys['JDCLOUD_SECRET_KEY'] = 'not-the-right-one'
    program = stage.start_in_front()
    program.wait('label', '^JD Cloud did not accept the keys')
    check(not program.find('check box', '^Copy '), 'there are images')
    check(not program.complaints(), f'{program.complaints()}')


def test_replica_error(stage):
    """One of two replicas ends in Error: the notification says so, and its button tries again."""
    cloud = stage.open(Double(seconds=6))
    source = next(image['id'] for image in cloud.images('cn-north-1').values() if image['name'] == B)
    cloud.double.next_end[source] = 'error'
    program = copy(stage, A, B)
    stage.other.look_at()
    program.wait('label', '^Error')
    ending = stage.desktop.wait_for_ending()
    check('not copied' in ending.title or '1 of 2' in ending.title, f'it says {ending}')
    stage.desktop.push(ending, 'Retry')
    wait_for('a second attempt', lambda: len(made(cloud, B)) == 2)
    program.look_at()
    program.wait('label', 'verified$|all verified')
    is_well(stage, A)


main(test_description_late, test_other_words, test_nothing_said, test_slow_answer, test_quota_exceeded,
     test_wrong_keys, test_replica_error)
