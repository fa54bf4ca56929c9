# SPDX-License-Identifier: GPL-3.0-or-later
"""What cannot go on says so, and ends where it was not told to wait."""

import signal
import time

from harness import A, B, EAST, NORTH, SOUTH, case, cases


def down(d, *operations):
    for operation in operations:
        d.rule(operation, 'refuse', times=-1, region=EAST, code=503, status='UNAVAILABLE')


@case
def target_cannot_be_listed(t):
    d = t.cloud()
    down(d, 'describeImages')
    process = t.start('copy', '--from', NORTH, '--to', EAST, A)
    read = t.until(process, 'queued') + t.until(process, 'state')
    t.ok(b'"waiting_for":"network"' in read.splitlines()[-1], f'waiting is not told: {read[-400:]}')
    d.rules.clear()
    t.ends(t.end(process, read), 0)
    t.once((A, EAST))


@case
def target_cannot_be_listed_no_wait(t):
    d = t.cloud()
    down(d, 'describeImages')
    run = t.copy(A, options=['--no-wait'], timeout=60)
    t.same(run.code, 5, 'exit code', run)
    t.same([(r['state'], r['waiting_for']) for r in run.replicas], [('waiting', 'network')], 'states', run)
    t.same([r['error']['status'] for r in run.replicas], ['UNAVAILABLE'], 'the service\'s word', run)
    t.nothing_sent()
    d.rules.clear()
    t.ends(t.run('resume'), 0)
    t.once((A, EAST))


@cases([('wait', []), ('no-wait', ['--no-wait'])])
def throttled_all_the_time(t, more):
    """With --no-wait nobody waits for better times."""
    d = t.cloud()
    d.rule('copyImages', 'refuse', times=-1, code=429, status='RATE_LIMIT')
    process = t.start('copy', '--from', NORTH, '--to', EAST, *more, A)
    if more:
        run = t.end(process, timeout=60)
        t.same(run.code, 5, 'exit code', run)
        t.same([(r['state'], r['waiting_for']) for r in run.replicas], [('waiting', 'throttled')], 'states', run)
        t.same([r['error']['status'] for r in run.replicas], ['RATE_LIMIT'], 'the service\'s word', run)
    else:
        read = t.until(process, 'queued') + t.until(process, 'state') + t.until(process, 'state')
        t.ok(b'"waiting_for":"throttled"' in read.splitlines()[-1], f'waiting is not told: {read[-400:]}')
        d.rules.clear()
        t.ends(t.end(process, read), 0)


@case
def busy_with_a_foreign_copy_no_wait(t):
    d = t.cloud()
    with d.lock:
        d.copy_one(d.images[NORTH][A], SOUTH, {})
        d.jobs[-1].seconds = 50
    run = t.copy(A, options=['--no-wait'])
    t.same(run.code, 5, 'exit code', run)
    t.same([(r['state'], r['waiting_for']) for r in run.replicas], [('waiting', 'busy')], 'states', run)
    t.ok(run.seconds < 25, f'{run.seconds:.0f} s')


@case
def total_that_is_wrong(t):
    """A listing that contradicts its own count proves no absence: nothing is sent, and that is told."""
    d = t.cloud()

    def wrong(result):
        result['totalCount'] += 1
        return result
    d.rule('describeImages', 'result', times=-1, region=EAST, change=wrong)
    process = t.start('copy', '--from', NORTH, '--to', EAST, A)
    read = t.until(process, 'queued') + t.until(process, 'state')
    t.ok(b'"waiting_for":"network"' in read.splitlines()[-1], f'waiting is not told: {read[-400:]}')
    t.nothing_sent()
    d.rules.clear()
    t.ends(t.end(process, read), 0)


@case
def nobody_reads(t):
    """A reader that goes away ends the command, not the copy."""
    d = t.cloud()
    d.copy_seconds = 2
    process = t.start('copy', '--from', NORTH, '--to', EAST, A, B)
    t.until(process, 'queued')
    process.stdout.close()
    process.wait(30)
    t.ok(process.returncode != 0 or len(d.made) == 2, f'exit code {process.returncode}')
    t.ends(t.run('resume', '--settle', '2'), 0)
    t.once((A, EAST), (B, EAST))


@case
def nothing_can_be_written(t):
    """Standard output on a full disk is no success."""
    t.cloud()
    with open('/dev/full', 'wb') as full:
        for arguments in (['images', '--region', NORTH], ['quotas'], ['copies']):
            run = t.run(*arguments, pipe=full, form=False)
            t.same(run.code, 1, f'exit code of {arguments[0]}', run)


@case
def two_signals(t):
    d = t.cloud()
    d.rule('copyImages', 'stall', seconds=20)
    process = t.start('copy', '--from', NORTH, '--to', EAST, A)
    read = t.until(process, 'queued')
    while not d.writes():
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    process.send_signal(signal.SIGTERM)
    run = t.end(process, read)
    t.same(run.code, 143, 'exit code', run)
    t.ok(run.seconds < 15, f'{run.seconds:.1f} s')


@case
def two_drivers(t):
    """One process drives, the other watches and takes over when the first is killed."""
    d = t.cloud()
    d.copy_seconds = 5
    first = t.start('copy', '--from', NORTH, '--to', EAST, A)
    t.until(first, 'queued')
    second = t.start('copy', '--from', NORTH, '--to', SOUTH, B)
    read = t.until(second, 'queued')
    time.sleep(1)
    first.kill()
    first.communicate()
    t.ends(t.end(second, read), 0)
    t.ends(t.run('resume', '--settle', '2'), 0)
    t.once((A, EAST), (B, SOUTH))
    t.same(len(d.writes()), 2, 'requests')
