# SPDX-License-Identifier: GPL-3.0-or-later
"""Lost, late and strange answers to copyImages: still exactly one replica for each image."""

from harness import A, B, C, EAST, NORTH, SOUTH, case, cases

ACTED = [('reset', 'reset_acted', {}), ('500', 'refuse_acted', dict(code=500, status='INTERNAL')),
         ('502', 'refuse_acted', dict(code=502, status='HTTP_BAD_GATEWAY')),
         ('504', 'refuse_acted', dict(code=504, status='HTTP_SERVER_TIMING_OUT')),
         ('409', 'refuse_acted', dict(code=409, status='ABORTED')), ('499', 'refuse_acted', dict(code=499, status='CANCELLED')),
         ('truncate', 'truncate', {}), ('half', 'half', {}),
         ('html', 'raw', dict(act=True, body=b'<html>', type='text/html')),
         ('redirect', 'raw', dict(act=True, code=302, body=b'', headers=[('Location', '/elsewhere')])),
         ('408', 'raw', dict(act=True, code=408, body=b'')), ('late', 'act_late', dict(seconds=1)),
         ('unseen', 'visible_late', dict(seconds=1)),
         ('no-pair', 'pairs', dict(change=lambda pairs: [])), ('null-pairs', 'pairs', dict(change=lambda pairs: None)),
         ('foreign-pair', 'pairs', dict(change=lambda pairs: [{'sourceImageId': 'img-foreign001',
                                                              'destinationImageId': 'img-foreign002'}])),
         ('half-pair', 'pairs', dict(change=lambda pairs: [{'sourceImageId': p['sourceImageId']} for p in pairs])),
         ('no-envelope', 'raw', dict(act=True, code=400, body=b'{}')),
         ('400-html', 'raw', dict(act=True, code=400, body=b'<html>', type='text/html'))]


@cases([(f'{name}-{words}', kind, more, words) for name, kind, more in ACTED for words in ('plain',)]
       + [(f'reset-{words}', 'reset_acted', {}, words) for words in ('chinese', 'words', 'late')])
def acted(t, kind, more, words):
    d = t.cloud(description=words)
    d.rule('copyImages', kind, **more)
    run = t.ends(t.copy(A, options=['--settle', '3']), 0)
    t.same(run.states, ['verified'], 'states', run)
    t.once((A, EAST))
    t.same(len(d.writes()), 1, 'requests', run)


@cases([('reset', 'reset', {}), ('500', 'refuse', dict(code=500, status='INTERNAL')),
        ('503', 'refuse', dict(code=503, status='HTTP_SERVICE_UNAVAILABLE')),
        ('html', 'raw', dict(body=b'<html>', type='text/html')), ('empty', 'raw', dict(body=b''))])
def not_acted(t, kind, more):
    d = t.cloud()
    d.rule('copyImages', kind, **more)
    run = t.ends(t.copy(A, options=['--settle', '2']), 0)
    t.ok('unconfirmed' in [e.get('state') for e in run.lines], 'nobody was told', run)
    t.once((A, EAST))
    first, second = [w['at'] for w in d.writes()]
    lists = [r for r in d.reads('describeImages') if first < r['at'] < second and r['region'] == EAST
             and 'imageSource' in r['query']]
    t.ok(len(lists) >= 5, f'{len(lists)} listings before it was sent again')
    t.ok(second - first >= 2, f'sent again after {second - first:.1f} s')


@case
def refused_when_sent_again(t):
    """A refusal after an attempt that may have acted stands only once that one was looked for."""
    d = t.cloud()
    d.rule('copyImages', 'reset')
    d.rule('copyImages', 'refuse', times=-1, code=403, status='PERMISSION_DENIED', message='no')
    run = t.copy(A, options=['--settle', '2'])
    t.ends(run, 4, 'forbidden')
    t.same([(r['state'], r['error']['status']) for r in run.replicas], [('refused', 'PERMISSION_DENIED')], 'states', run)
    t.same(len(d.writes()), 2, 'requests', run)


@case
def other_pairs_are_ignored(t):
    d = t.cloud()

    def change(pairs):
        return [{'sourceImageId': 'img-foreign001', 'destinationImageId': 'img-foreign002', 'zz': None}, *pairs]
    d.rule('copyImages', 'pairs', times=2, change=change)
    run = t.ends(t.copy(A, B), 0)
    t.same({r['source']: r['replica'] for r in run.replicas}, {s: i for s, _, i in d.made}, 'replicas', run)


@case
def no_wait_in_doubt(t):
    d = t.cloud()
    d.rule('copyImages', 'reset')
    run = t.copy(A, B, options=['--no-wait'])
    t.same(run.code, 5, 'exit code', run)
    t.same(sorted(run.states), ['pending', 'unconfirmed'], 'states', run)
    t.ok(run.errors, 'no error', run)
    run = t.ends(t.run('resume', '--settle', '2'), 0)
    t.once((A, EAST), (B, EAST))


@case
def without_provenance(t):
    """A replica that says nothing of its source is weak evidence: never adopted, and never sent again over it."""
    d = t.cloud(description='empty')
    d.rule('copyImages', 'reset_acted')
    run = t.copy(A, options=['--settle', '2'], timeout=100)
    t.ends(run, 5, 'undecided')
    t.same(run.states, ['undecided'], 'states', run)
    t.once((A, EAST))
    operation, replica = run.operations[0]['id'], d.made[0][2]
    attached = t.copy(A, options=['--no-wait', '--settle', '2'])
    t.same((attached.code, [o['id'] for o in attached.operations]), (5, [operation]), 'an equal request attaches', attached)
    run = t.run('resolve', operation, '--there', replica)
    t.same(run.code, 0, 'resolve', run)
    run = t.ends(t.run('resume', '--settle', '2'), 0)
    run = t.run('copies')
    t.same([(r['state'], r['replica']) for r in run.replicas], [('verified', replica)], 'states', run)
    t.once((A, EAST))


@case
def resolved_by_sending_again(t):
    d = t.cloud(description='empty')
    d.add(EAST, 'img-bystander1', 'bystander')
    d.rule('copyImages', 'reset_acted')
    run = t.copy(A, options=['--settle', '1'], timeout=100)
    t.same(run.states, ['undecided'], 'states', run)
    operation = run.operations[0]['id']
    t.same(t.run('resolve', operation, A, '--send-again').code, 0, 'resolve')
    run = t.run('resume', '--settle', '1', timeout=100)
    t.same(len(d.writes()), 2, 'requests', run)
    t.same(t.run('resolve', operation, A, '--forget').code in (2, 3), True, 'nothing to resolve any more')


@case
def resolved_by_forgetting(t):
    d = t.cloud(description='empty')
    d.rule('copyImages', 'reset_acted')
    run = t.copy(A, options=['--settle', '1'], timeout=100)
    t.same(run.states, ['undecided'], 'states', run)
    t.same(t.run('resolve', run.operations[0]['id'], '--forget').code, 0, 'resolve')
    run = t.run('copies', '--active')
    t.same(run.operations, [], 'active copies', run)
    t.ends(t.run('resume', '--settle', '1'), 0)
    t.same(len(d.writes()), 1, 'requests')


@case
def colleague_copies_the_same(t):
    """A colleague's replica, there before, is none of ours."""
    d = t.cloud()
    d.add(EAST, 'img-colleague1', 'web-01', desc=f'{NORTH} {A}')
    d.rule('copyImages', 'reset')
    run = t.ends(t.copy(A, options=['--settle', '2']), 0)
    t.once((A, EAST))
    t.ok(run.replicas and run.replicas[0]['replica'] != 'img-colleague1', 'the colleague\'s image was taken', run)


@case
def colleague_is_faster(t):
    """Busy with a copy that is not ours to another region: waited for, then done."""
    d = t.cloud()
    d.copy_seconds = 1
    source = d.images[NORTH][A]
    with d.lock:
        d.copy_one(source, SOUTH, {})
        d.jobs[-1].seconds = 5
        d.made.clear()
    run = t.copy(A, timeout=120)
    t.ends(run, 0)
    t.ok('busy' in [e.get('waiting_for') for e in run.lines], 'nobody was told', run)
    t.once((A, EAST))


@case
def colleague_has_a_namesake(t):
    """A new image of another source is no candidate, whatever its name."""
    d = t.cloud()

    def act(pairs):
        d.add(EAST, 'img-namesake01', 'web-01', desc=f'{SOUTH} img-othersrc01')
        return pairs
    d.rule('copyImages', 'pairs', change=lambda pairs: act([]))
    run = t.ends(t.copy(A, options=['--settle', '2']), 0)
    t.once((A, EAST))
    t.same(len(d.writes()), 1, 'requests')


@case
def vanishes(t):
    """Gone only after three answers over a minute and a 404."""
    d = t.cloud()
    d.end, d.copy_seconds = 'vanish', 3
    run = t.ends(t.copy(A, timeout=115), 6, 'vanished')
    t.same(run.states, ['vanished'], 'states', run)
    t.ok(run.seconds > 60, f'given up after {run.seconds:.0f} s')


@case
def listing_without_total(t):
    """Without totalCount a listing shows no absence: nothing is sent, and that is told."""
    d = t.cloud(total='absent')
    process = t.start('copy', '--from', NORTH, '--to', EAST, A)
    read = t.until(process, 'queued') + t.until(process, 'state')
    t.ok(b'"waiting_for":"network"' in read.splitlines()[-1], f'waiting is not told: {read[-400:]}')
    t.nothing_sent()
    d.style.total = 'right'
    t.ends(t.end(process, read), 0)
    t.once((A, EAST))


@case
def pages_of_the_target(t):
    d = t.cloud()
    d.image_limit[EAST], d.snapshot_limit[EAST] = 500, 500
    for i in range(230):
        d.add(EAST, f'img-{i:010d}', f'n-{i}')
    d.rule('copyImages', 'reset_acted')
    d.rule('copyImages', 'reset')
    t.ends(t.copy(A, B, options=['--settle', '2']), 0)
    t.once((A, EAST), (B, EAST))


@case
def five_images_five_ways(t):
    d = t.cloud()
    sources = [A, B, C]
    for i in (4, 5):
        d.add(NORTH, f'img-a1b2c3d40{i}', f'more-{i}')
        sources.append(f'img-a1b2c3d40{i}')
    for kind, more in (('reset_acted', {}), ('reset', {}), ('truncate', {}), ('act_late', dict(seconds=1))):
        d.rule('copyImages', kind, **more)
    run = t.ends(t.copy(*sources, options=['--settle', '3']), 0)
    t.once(*((s, EAST) for s in sources))
    t.same([r['source'] for r in run.replicas], sources, 'order', run)
