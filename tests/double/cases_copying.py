# SPDX-License-Identifier: GPL-3.0-or-later
"""copy, resume, retry: rules, quotas, events, waiting, what is asked twice, signals."""

import os
import random
import re
import signal
import time

from harness import A, B, C, EAST, EAST1, NORTH, SOUTH, case, cases
from cases_reading import one_of_each


@cases([
    ('plain', {}), ('bare', {'pending': 'bare', 'description': 'late', 'unset': 'null'}),
    ('self', {'source_word': 'self', 'time': 'iso', 'unset': 'empty', 'extras': True, 'no_result': 'null'}),
    ('404', {'unknown_ids': '404', 'ready_progress': None, 'empty_list': 'null', 'description': 'chinese'}),
    ('nothing', {'empty_list': 'absent', 'time': 'absent', 'pending': 'bare', 'description': 'empty'}),
])
def copies(t, style):
    d = t.cloud(**style)
    d.copy_seconds = 3
    run = t.ends(t.copy(A, B, C), 0)
    t.once((A, EAST), (B, EAST), (C, EAST))
    t.same(len(d.writes('copyImages')), 3, 'requests')
    kinds = [e['event'] for e in run.lines]
    t.same(kinds[0], 'queued', 'the first event', run)
    t.same(kinds.count('queued'), 1, 'queued events')
    t.same(len(run.operations), 1, 'operations', run)
    operation = run.operations[0]
    t.same((operation['source'], operation['target'], operation['state'], operation['plan']),
           (NORTH, EAST, 'done', None), 'the operation', run)
    t.same([r['source'] for r in operation['replicas']], [A, B, C], 'order of the replicas', run)
    t.same(set(run.states), {'verified'}, 'states', run)
    made = {s: i for s, _, i in d.made}
    t.same({r['source']: r['replica'] for r in operation['replicas']}, made, 'replicas', run)
    t.same({e['operation'] for e in run.lines[1:-1]}, {operation['id']}, 'operation of the events', run)
    for source in (A, B, C):
        shown = [e['progress'] for e in run.lines[1:-1] if e['source'] == source and e['progress'] is not None]
        t.ok(shown == sorted(shown), f'progress runs backwards: {shown}', run)
        states = [e['state'] for e in run.lines[1:-1] if e['source'] == source]
        t.same(states[-1:], ['verified'], 'the last state event', run)
        count = sum(e['event'] == 'progress' and e['source'] == source for e in run.lines)
        t.ok(count <= run.seconds + 2, f'{count} progress events in {run.seconds:.0f} s')


@case
def copies_in_words(t):
    t.cloud()
    run = t.copy(A, B, to_json=False)
    t.same(run.code, 0, 'exit code', run)
    t.ok(run.out, 'no words', run)
    run = t.copy('img-unknown001', to_json=False)
    t.same(run.code, 3, 'exit code', run)
    t.ok('img-unknown001' in run.err and not run.out, 'the refusal belongs on standard error', run)


@case
def every_image_rule_is_listed(t):
    d = t.cloud()
    wanted = {k: v for k, v in one_of_each(d).items() if k in (A, 'img-local00001', 'img-error00001', 'img-encrypted1')}
    wanted['img-unknown001'] = 'not-found'
    for more in ([], ['--dry-run']):
        run = t.copy(*wanted, options=more)
        t.same(run.code, 3, 'exit code', run)
        t.same({e['image']: e['reason'] for e in run.errors}, {k: v for k, v in wanted.items() if v}, 'errors', run)
        t.same(run.operations, [], 'operations', run)
    d.style.unknown_ids = '404'
    run = t.copy(*wanted)
    t.same({e['image']: e['reason'] for e in run.errors}, {k: v for k, v in wanted.items() if v}, 'errors with 404', run)
    d.images[NORTH][B].overrides = {'imageSource': 'shared'}
    t.ends(t.copy(B), 3, 'not-private')
    d.images[NORTH][B].overrides = {'imageSource': 'public'}
    t.ends(t.copy(B, A), 3, 'not-private')
    t.nothing_sent()


@cases([('local', 'img-local00001', 'local-system-disk'), ('pending', 'img-pending001', 'not-available'),
        ('deleting', 'img-deleting01', 'not-available'), ('strange', 'img-strange001', 'not-available'),
        ('encrypted', 'img-encrypted1', 'encrypted'), ('unknown', 'img-unknown001', 'not-found'),
        ('no-id', 'not-an-id', 'not-found'), ('path', '../quotas', 'not-found'), ('signs', 'img-a&b=c?d#e', 'not-found')])
def image_rule(t, image, reason):
    one_of_each(t.cloud())
    t.ends(t.copy(image), 3, reason)
    t.nothing_sent()


@cases([('images', 'image_limit', 1, 'quota-images'), ('images-none', 'image_limit', 0, 'quota-images'),
        ('snapshots', 'snapshot_limit', 2, 'quota-snapshots')])
def quota_is_short(t, name, limit, reason):
    d = t.cloud()
    getattr(d, name)[EAST] = limit
    for more in ([], ['--dry-run'], ['--no-wait'], ['--allow-unknown-quota']):
        run = t.ends(t.copy(A, B, options=more), 7, reason)
        t.same(run.operations, [], 'operations', run)
    t.nothing_sent()
    getattr(d, name)[EAST] = 3
    t.ends(t.copy(A, B), 0)


@case
def both_quotas_are_short(t):
    d = t.cloud()
    d.image_limit[EAST] = d.snapshot_limit[EAST] = 0
    t.ends(t.copy(A), 7, 'quota-images', 'quota-snapshots')


@case
def image_rules_come_before_quotas(t):
    d = t.cloud()
    d.image_limit[EAST] = 0
    t.ends(t.copy('img-unknown001'), 3, 'not-found')


@cases([('forbidden', dict(code=403, status='HTTP_FORBIDDEN')), ('broken', dict(code=500, status='INTERNAL')),
        ('unset', None)])
def quota_unknown(t, refusal):
    d = t.cloud(quota_unset=refusal is None)
    if refusal:
        d.rule('describeQuota', 'refuse', times=-1, region=EAST, **refusal)
    else:
        d.rule('describeQuota', 'result', times=-1, region=EAST, change=lambda r: {'quota': {'limit': None}})
    wanted = ['quota-unknown'] * (1 if refusal else 2)
    run = t.ends(t.copy(A), 5, *wanted)
    t.ends(t.copy(A, options=['--dry-run']), 5, *wanted)
    t.nothing_sent()
    t.ok(run.seconds < 40, f'{run.seconds:.0f} s')
    t.ends(t.copy(A, options=['--dry-run', '--allow-unknown-quota']), 0)
    t.ends(t.copy(A, options=['--allow-unknown-quota']), 0)


@case
def quota_refused_keys(t):
    t.cloud().rule('describeQuota', 'refuse', times=-1, region=EAST, code=401, status='ACCESS_ERROR',
                   message='Invalid accessKey')
    t.ends(t.copy(A), 4, 'auth')
    t.nothing_sent()


@case
def dry_run(t):
    d = t.cloud()
    run = t.ends(t.copy(A, B, options=['--dry-run', '--name', 'x']), 0)
    t.nothing_sent()
    t.same(t.files(), [], 'files written')
    t.same([e['event'] for e in run.lines], ['finished'], 'events', run)
    t.same([o['state'] for o in run.operations], ['planned'], 'operations', run)
    plan = run.operations[0]['plan']
    t.ok(plan is not None, 'no plan', run)
    t.same(len(plan['calls']), 2, 'calls', run)
    t.same(plan['images'], {'used': 0, 'limit': 50, 'adds': 2}, 'images', run)
    t.same(plan['snapshots'], {'used': 0, 'limit': 100, 'adds': 3}, 'snapshots', run)
    t.same(t.copy(A, options=['--dry-run'], to_json=False).code, 0, 'exit code in words')
    d.image_limit[EAST] = 1
    t.ends(t.copy(A, B, options=['--dry-run']), 7, 'quota-images')
    t.ends(t.copy('img-unknown001', options=['--dry-run']), 3, 'not-found')
    t.nothing_sent()
    t.same(t.files(), [], 'files written')


@case
def no_wait(t):
    d = t.cloud()
    d.copy_seconds = 4
    run = t.ends(t.copy(A, B, options=['--no-wait']), 0)
    t.same(set(run.states), {'pending'}, 'states', run)
    run = t.ends(t.run('resume'), 0)
    t.same(set(run.states), {'verified'}, 'states', run)
    run = t.ends(t.run('resume'), 0)
    t.same((run.operations, len(run.lines)), ([], 1), 'nothing to resume', run)
    t.ends(t.run('retry'), 0)
    t.once((A, EAST), (B, EAST))


@case
def progress_in_a_log(t):
    """Off a terminal a line tells of progress, though not of every percent."""
    d = t.cloud()
    d.copy_seconds = 600
    process = t.start('copy', '--from', NORTH, '--to', EAST, A, to_json=False)
    while not d.made:
        time.sleep(0.02)
    replica = d.images[EAST][d.made[0][2]]
    for percent in (4, 12, 19, 57):
        replica.overrides = {'progress': str(percent)}
        seen = len(d.reads('describeImages'))
        while len(d.reads('describeImages')) < seen + 2:
            time.sleep(0.02)
    replica.overrides = {}
    replica.job.seconds = 0
    run = t.end(process)
    t.same(run.code, 0, 'exit code', run)
    told = [int(p) for p in re.findall(r'pending, (\d+) %\n', run.out)]
    t.same([p for p in told if 0 < p < 100], [12, 57], 'percentages', run)


@case
def resume_of_nothing(t):
    t.cloud()
    run = t.ends(t.run('resume'), 0)
    t.same(run.operations, [], 'operations', run)
    t.ends(t.run('retry'), 0)
    t.ends(t.run('resume', '--no-wait', '--settle', '2'), 0)
    run = t.run('retry', '12345')
    t.ok(run.code in (2, 3), 'an unknown operation', run)


@cases([('all', 'image', 7), ('some', 'image', 6), ('snapshots', 'snapshot', 7)])
def quota_at_the_post(t, kind, code):
    d = t.cloud()
    words = {'image': 'Image quota limit exceeded', 'snapshot': 'Snapshot quota limit exceeded'}
    d.rule('copyImages', 'refuse', times=-1, skip=1 if code == 6 else 0, code=429, status='QUOTA_EXCEEDED',
           message=words[kind])
    run = t.copy(A, B)
    t.same(run.code, code, 'exit code', run)
    t.same(set(run.reasons), {f'quota-{kind}s'}, 'reasons', run)
    t.same(sorted(run.states), ['refused', 'verified'] if code == 6 else ['refused', 'refused'], 'states', run)
    t.same(run.operations[0]['state'], 'partial' if code == 6 else 'failed', 'state', run)
    t.ok(run.errors[0]['status'] == 'QUOTA_EXCEEDED' and run.errors[0]['request_id'], 'the error', run)
    t.same(len(d.writes('copyImages')), 2, 'requests')
    d.rules.clear()
    run = t.ends(t.run('retry'), 0)
    t.same(sorted(set(r['state'] for r in run.replicas)), ['verified'], 'states after retry', run)
    t.once((A, EAST), (B, EAST))


@cases([('RATE_LIMIT', 'RATE_LIMIT'), ('gateway', 'HTTP_RATE_LIMIT_EXCEEDED'), ('third', 'RATE_LIMIT_EXCEEDED')])
def throttled(t, status):
    d = t.cloud()
    d.rule('copyImages', 'refuse', times=2, code=429, status=status, message='minute rate limit exceeded, role:ak')
    run = t.ends(t.copy(A), 0)
    t.once((A, EAST))
    t.ok('throttled' in [e.get('waiting_for') for e in run.lines], 'nobody was told', run)


@case
def throttled_tracking(t):
    d = t.cloud()
    d.copy_seconds = 4
    process = t.start('copy', '--from', NORTH, '--to', EAST, A)
    read = t.until(process, 'queued')
    while not d.made:
        time.sleep(0.05)
    d.rule('*', 'refuse', times=2, code=429, status='RATE_LIMIT')
    d.rule('*', 'reset', times=2)
    d.rule('*', 'raw', body=b'<html>', type='text/html')
    t.ends(t.end(process, read), 0)
    t.once((A, EAST))


@cases([('forbidden', 403, 'HTTP_FORBIDDEN', 4, 'forbidden'), ('gone', 404, 'NOT_FOUND', 3, 'not-found'),
        ('bad', 400, 'INVALID_ARGUMENT', None, None), ('no-route', 501, 'NOT_IMPLEMENTED', None, None)])
def refused_at_the_post(t, http, status, code, reason):
    d = t.cloud()
    d.rule('copyImages', 'refuse', times=-1, code=http, status=status, message=f"Image '{A}' not found")
    run = t.copy(A)
    t.ok(run.code == code if code else run.code not in (0, 1, 2), 'exit code', run)
    t.ok(run.reasons == [reason] if reason else len(run.reasons) == 1, 'reasons', run)
    t.same([e['status'] for e in run.errors], [status], 'the service\'s word', run)
    t.same(run.states, ['refused'], 'states', run)
    t.same([r['error']['status'] for r in t.run('copies').replicas], [status], 'the word in the journal')
    t.same(len(d.writes()), 1, 'requests')


@cases([('local', 'Only support cloudDisk image', 'local-system-disk'), ('status', "Invalid image status 'error'",
        'not-available'), ('private', "Can't use this image", 'not-private'),
        ('encrypted', "Copy encrypted snapshot 'snapshot-1' is not support.", 'encrypted')])
def precondition_at_the_post(t, message, reason):
    t.cloud().rule('copyImages', 'refuse', code=400, status='FAILED_PRECONDITION', message=message)
    run = t.copy(A)
    t.same((run.states, run.reasons), (['refused'], [reason]), 'refusal', run)
    t.same(run.code, 3, 'exit code', run)


@case
def some_refused_at_the_post(t):
    d = t.cloud()
    d.rule('copyImages', 'refuse', skip=1, code=403, status='HTTP_FORBIDDEN', message='no')
    run = t.copy(A, B)
    t.same((run.code, sorted(run.states), run.reasons), (6, ['refused', 'verified'], ['forbidden']), 'partly', run)


@case
def keys_refused_at_the_post(t):
    """Refused keys wait; they may be put right."""
    d = t.cloud()
    d.rule('copyImages', 'refuse', times=1, code=401, status='ACCESS_ERROR', message='sign result is not same [gw]')
    run = t.copy(A, timeout=40)
    t.ok((run.code, run.reasons) in ((0, []), (4, ['auth'])), 'exit', run)
    t.ok(len(d.made) == (run.code == 0), 'copies')


@cases([('wait', []), ('no-wait', ['--no-wait'])])
def one_source_two_targets(t, more):
    d = t.cloud()
    d.copy_seconds = 5
    t.ends(t.copy(A, options=['--no-wait']), 0)
    run = t.copy(A, to=SOUTH, options=more)
    if more:
        t.same(run.code, 5, 'exit code', run)
        t.same([(r['state'], r['waiting_for']) for r in run.replicas], [('waiting', 'busy')], 'states', run)
        t.same(set(run.reasons), {'busy'}, 'reasons', run)
        t.same(len(d.writes()), 1, 'requests')
        t.ends(t.run('resume'), 0)
    else:
        t.ends(run, 0)
        t.ok('busy' in [e.get('waiting_for') for e in run.lines], 'nobody was told', run)
    t.once((A, EAST), (A, SOUTH))
    t.same(len(d.writes()), 2, 'requests')


@case
def attaches(t):
    d = t.cloud()
    d.copy_seconds = 5
    first = t.ends(t.copy(A, options=['--no-wait']), 0)
    second = t.ends(t.copy(A, options=['--no-wait']), 0)
    t.same([o['id'] for o in second.operations], [o['id'] for o in first.operations], 'operations', second)
    third = t.ends(t.copy(A, options=['--no-wait', '--name', 'other']), 0)
    t.ok(third.err or len(third.lines) > 1, 'nobody was told that the texts differ', third)
    mixed = t.ends(t.copy(A, B), 0)
    t.same(set(mixed.states), {'verified'}, 'states', mixed)
    t.once((A, EAST), (B, EAST))
    t.same(len(d.writes()), 2, 'requests')
    again = t.ends(t.copy(A), 0)
    t.ok(again.operations and again.operations[0]['id'] != first.operations[0]['id'], 'a new wish', again)
    t.same(len(d.replicas(EAST, A)), 2, 'replicas after a second wish')


@case
def attaches_at_the_same_time(t):
    d = t.cloud()
    d.copy_seconds = 3
    together = [t.start('copy', '--from', NORTH, '--to', EAST, A, B) for _ in range(4)]
    runs = [t.end(p) for p in together]
    t.same([r.code for r in runs], [0] * 4, 'exit codes', runs[0])
    t.once((A, EAST), (B, EAST))
    t.same(len(d.writes()), 2, 'requests')


@case
def request_id(t):
    d = t.cloud()
    first = t.ends(t.copy(A, options=['--request-id', 'night-1']), 0)
    second = t.ends(t.copy(A, options=['--request-id', 'night-1']), 0)
    t.same([o['id'] for o in second.operations], [o['id'] for o in first.operations], 'operations', second)
    t.same(set(second.states), {'verified'}, 'states', second)
    for images, more in (([B], []), ([A, B], []), ([A], ['--name', 'x']), ([A], ['--description', 'x'])):
        t.ends(t.copy(*images, options=['--request-id', 'night-1', *more]), 3, 'request-id-reused')
    t.ends(t.copy(A, to=SOUTH, options=['--request-id', 'night-1']), 3, 'request-id-reused')
    t.same(len(d.writes()), 1, 'requests')
    t.ends(t.copy(A, options=['--request-id', 'night-2']), 0)
    t.same(len(d.writes()), 2, 'requests')


@case
def request_id_of_a_failure(t):
    """The same word gives the same operation, also when it failed."""
    d = t.cloud()
    d.rule('copyImages', 'refuse', code=403, status='HTTP_FORBIDDEN', message='no')
    first = t.ends(t.copy(A, options=['--request-id', 'w']), 4, 'forbidden')
    second = t.copy(A, options=['--request-id', 'w'])
    t.same((second.code, [o['id'] for o in second.operations]), (4, [o['id'] for o in first.operations]), 'again', second)
    t.same(len(d.writes()), 1, 'requests')


@cases([('plain', 'plain'), ('chinese', 'chinese'), ('words', 'words')])
def if_missing(t, description):
    d = t.cloud(description=description)
    t.ends(t.copy(A), 0)
    for f in os.listdir(t.home + '/data/image-ferry'):
        os.remove(t.home + '/data/image-ferry/' + f)
    run = t.ends(t.copy(A, options=['--if-missing']), 0)
    t.same((run.operations, len(d.writes())), ([], 1), 'everything is there', run)
    run = t.ends(t.copy(A, B, options=['--if-missing']), 0)
    t.same([r['source'] for r in run.replicas], [B], 'only what is missing', run)
    t.once((A, EAST), (B, EAST))
    d.copy_seconds = 20
    t.ends(t.copy(C, options=['--no-wait']), 0)
    run = t.ends(t.copy(C, options=['--if-missing', '--no-wait']), 0)
    t.same(len(d.writes()), 3, 'one under way is not missing', run)
    t.ends(t.copy(A, options=['--if-missing', '--dry-run']), 0)


@case
def if_missing_in_doubt(t):
    """What may be there, unresolved, is not sent again."""
    d = t.cloud()
    d.rule('copyImages', 'reset')
    t.same(t.copy(A, options=['--no-wait']).code, 5, 'exit code')
    run = t.copy(A, options=['--if-missing', '--no-wait'])
    t.same(len(d.writes()), 1, 'requests', run)
    t.ok(run.code in (0, 5), 'exit code', run)


@cases([('error', 'error', 'error', 'replica-error'), ('differ', 'differ', 'differs', 'differs')])
def replica_ends(t, end, state, reason):
    d = t.cloud()
    d.end = end
    run = t.ends(t.copy(A), 6, reason)
    t.same(run.states, [state], 'states', run)
    t.same(run.operations[0]['state'], 'failed', 'state', run)
    d.end = 'ready'
    run = t.run('retry')
    t.same(run.code, 0 if end == 'error' else run.code, 'retry', run)
    if end == 'error':
        t.same(len(d.writes('copyImages')), 2, 'requests')
        t.same(d.writes('deleteImage'), [], 'a faulty replica was deleted unasked')


@case
def differs_in_what_is_absent(t):
    """An absent member is no difference."""
    d = t.cloud(unset='null')
    d.copy_seconds = 1
    process = t.start('copy', '--from', NORTH, '--to', EAST, A)
    read = t.until(process, 'queued')
    while not d.made:
        time.sleep(0.05)
    replica = d.images[EAST][d.made[0][2]]
    replica.overrides = {'architecture': None, 'platform': None, 'systemDisk': None, 'snapshotId': None}
    t.ends(t.end(process, read), 0)


@cases([('int', signal.SIGINT, 130), ('term', signal.SIGTERM, 143)])
def signals(t, number, code):
    d = t.cloud()
    d.copy_seconds = 6
    process = t.start('copy', '--from', NORTH, '--to', EAST, A, B)
    read = t.until(process, 'queued')
    while len(d.made) < 2:
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(number)
    asked = time.time()
    run = t.end(process, read)
    t.ok(time.time() - asked < 10, f'took {time.time() - asked:.1f} s to end')
    t.ends(run, code, 'interrupted')
    t.same(len(run.operations), 1, 'operations', run)
    run = t.ends(t.run('resume'), 0)
    t.same(set(run.states), {'verified'}, 'states', run)
    t.once((A, EAST), (B, EAST))


@cases([('int', signal.SIGINT, 130), ('term', signal.SIGTERM, 143)])
def signals_before_anything(t, number, code):
    d = t.cloud()
    d.rule('*', 'stall', times=-1)
    for arguments in (['images', '--region', NORTH], ['copy', '--from', NORTH, '--to', EAST, A]):
        process = t.start(*arguments)
        seen = len(d.log)
        while len(d.log) == seen:
            time.sleep(0.02)
        time.sleep(0.2)
        process.send_signal(number)
        run = t.ends(t.end(process), code, 'interrupted')
        t.ok(run.seconds < 15, f'{run.seconds:.1f} s')
        t.same(run.operations, [], 'operations', run)


@case
def signal_while_the_answer_is_out(t):
    d = t.cloud()
    d.rule('copyImages', 'slow', seconds=4)
    process = t.start('copy', '--from', NORTH, '--to', EAST, A)
    read = t.until(process, 'queued')
    while not d.writes():
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    t.ends(t.end(process, read), 130, 'interrupted')
    t.ends(t.run('resume', '--settle', '2'), 0)
    t.once((A, EAST))


@cases([(str(i), i) for i in range(3)])
def killed_after_queued(t, number):
    """`queued` is written only after the commit."""
    t.cloud()
    process = t.start('copy', '--from', NORTH, '--to', EAST, A, B)
    t.until(process, 'queued')
    process.kill()
    process.communicate()
    run = t.ends(t.run('resume', '--settle', '2'), 0)
    t.same([r['source'] for r in run.replicas], [A, B], 'replicas', run)
    t.once((A, EAST), (B, EAST))


WAYS = [None, ('reset', {}), ('reset_acted', {}), ('refuse', dict(code=500, status='INTERNAL')),
        ('refuse_acted', dict(code=504, status='HTTP_SERVER_TIMING_OUT')), ('truncate', {}),
        ('act_late', dict(seconds=0.7)), ('visible_late', dict(seconds=0.7)), ('slow', dict(seconds=0.5))]


@cases([(str(i), i) for i in range(24)])
def killed_at_random(t, number):
    chance = random.Random(number)
    d = t.cloud(description=chance.choice(['plain', 'chinese', 'words']), pending=chance.choice(['full', 'bare']),
                unset=chance.choice(['absent', 'null', 'empty']), unknown_ids=chance.choice(['short', '404']))
    d.copy_seconds = chance.uniform(0, 3)
    for skip in range(3):
        way = chance.choice(WAYS)
        if way:
            d.rule('copyImages', way[0], skip=skip, **way[1])
    process = t.start('copy', '--from', NORTH, '--to', EAST, '--settle', '2', A, B, C)
    read = t.until(process, 'queued') if number % 2 else b''
    time.sleep(chance.uniform(0, 0.6) if number % 3 else chance.uniform(0, 3))
    process.kill()
    read += process.communicate()[0]
    for pause in range(number % 3):
        process = t.start('resume', '--settle', '2')
        time.sleep(chance.uniform(0, 4))
        process.kill()
        process.communicate()
    run = t.run('resume', '--settle', '2', timeout=100)
    t.same(run.code, 0, 'exit code', run)
    if b'"queued"' in read or d.made:
        t.once((A, EAST), (B, EAST), (C, EAST))
        run = t.run('copies')
        t.same(set(run.states), {'verified'}, 'states in the journal', run)
