# SPDX-License-Identifier: GPL-3.0-or-later
"""convert, edit, delete: the guarded single operations."""

from harness import A, B, EAST, NORTH, case, cases

LOCAL = 'img-local00001'


def with_local(t, **style):
    d = t.cloud(**style)
    d.add(NORTH, LOCAL, 'local-01', device='localDisk', snapshots=1)
    return d


@cases([('plain', {}), ('null', {'unset': 'null', 'pending': 'bare', 'extras': True})])
def convert(t, style):
    d = with_local(t, **style)
    d.copy_seconds = 2
    run = t.ends(t.run('convert', '--region', NORTH, LOCAL), 0)
    t.same([e['event'] for e in run.lines][:1], ['queued'], 'events', run)
    t.same((run.states, run.operations[0]['state']), (['verified'], 'done'), 'states', run)
    t.same((run.operations[0]['source'], run.operations[0]['target']), (NORTH, NORTH), 'regions', run)
    t.same([r['replica'] for r in run.replicas], [d.made[0][2]], 'the new image', run)
    t.ok(LOCAL in d.images[NORTH], 'the old image is gone')
    t.ends(t.run('convert', '--region', NORTH, A), 3, 'not-local-system-disk')
    t.ends(t.run('convert', '--region', NORTH, 'img-unknown001'), 3, 'not-found')
    t.same(len(d.writes()), 1, 'requests')


@case
def convert_rules(t):
    d = with_local(t)
    d.image_limit[NORTH] = 4
    t.ends(t.run('convert', '--region', NORTH, LOCAL), 7, 'quota-images')
    d.image_limit[NORTH], d.snapshot_limit[NORTH] = 50, 4
    t.ends(t.run('convert', '--region', NORTH, LOCAL), 7, 'quota-snapshots')
    d.snapshot_limit[NORTH] = 50
    d.images[NORTH][LOCAL].status = 'error'
    t.ends(t.run('convert', '--region', NORTH, LOCAL), 3, 'not-available')
    t.nothing_sent()


@cases([('acted', 'reset_acted', 1), ('not-acted', 'reset', 2), ('500-acted', 'refuse_acted', 1)])
def convert_lost(t, kind, requests):
    """The double gives a converted image its source's ID in the description only when told to."""
    d = with_local(t)
    begin = d.begin

    def begin_with_words(source, replica):
        replica.desc = f'converted from {source.id}'
        begin(source, replica)
    d.begin = begin_with_words
    more = dict(code=500, status='INTERNAL') if kind == 'refuse_acted' else {}
    d.rule('convertImage', kind, **more)
    t.ends(t.run('convert', '--region', NORTH, '--settle', '2', LOCAL), 0)
    t.same((len(d.made), len(d.writes())), (1, requests), 'conversions and requests')


@case
def convert_busy(t):
    d = with_local(t)
    d.copy_seconds = 4
    t.ends(t.run('convert', '--region', NORTH, '--no-wait', LOCAL), 0)
    t.ends(t.run('delete', '--region', NORTH, '--yes', LOCAL), 3, 'busy')
    t.same(d.writes('deleteImage'), [], 'a delete was sent')
    t.ends(t.run('convert', '--region', NORTH, LOCAL), 0)
    t.same(len(d.writes()), 1, 'requests')


@cases([('plain', {}), ('empty', {'no_result': 'empty'}), ('null', {'no_result': 'null', 'extras': True})])
def edit(t, style):
    d = t.cloud(**style)
    t.ends(t.run('edit', '--region', NORTH, '--name', '新-name', '--description', '说明 🚀', A), 0)
    image = d.images[NORTH][A]
    t.same((image.name, image.desc), ('新-name', '说明 🚀'), 'texts')
    t.ends(t.run('edit', '--region', NORTH, '--name', 'x', A), 0)
    t.same((image.name, image.desc), ('x', '说明 🚀'), 'texts')
    t.ends(t.run('edit', '--region', NORTH, '--description', '', A), 0)
    t.same((image.name, image.desc), ('x', ''), 'texts')
    t.same(d.writes()[-1]['json'].get('description'), '', 'a cleared description')
    t.ends(t.run('edit', '--region', NORTH, '--description', '说' * 256, A), 0)
    t.ends(t.run('edit', '--region', NORTH, '--name', 'x', 'img-unknown001'), 3, 'not-found')
    d.images[NORTH][B].status = 'pending'
    t.ends(t.run('edit', '--region', NORTH, '--name', 'x', B), 3, 'not-available')
    t.same(t.run('edit', '--region', NORTH, '--name', 'y', A, to_json=False).code, 0, 'exit code in words')


@cases([('acted', 'reset_acted'), ('not-acted', 'reset'), ('500', 'refuse'), ('500-acted', 'refuse_acted'),
        ('html', 'raw')])
def edit_lost(t, kind):
    d = t.cloud()
    more = {'refuse': dict(code=500, status='INTERNAL'), 'refuse_acted': dict(code=500, status='INTERNAL'),
            'raw': dict(body=b'<html>', type='text/html')}.get(kind, {})
    d.rule('modifyImageAttribute', kind, **more)
    t.ends(t.run('edit', '--region', NORTH, '--name', 'x', A), 0)
    t.same(d.images[NORTH][A].name, 'x', 'name')


@case
def edit_refused(t):
    d = t.cloud()
    d.rule('modifyImageAttribute', 'refuse', code=403, status='HTTP_FORBIDDEN')
    t.ends(t.run('edit', '--region', NORTH, '--name', 'x', A), 4, 'forbidden')
    d.rule('modifyImageAttribute', 'refuse', code=400, status='FAILED_PRECONDITION', message="Can't use this image")
    t.ends(t.run('edit', '--region', NORTH, '--name', 'x', A), 3, 'not-private')
    d.copy_seconds = 20
    t.ends(t.copy(A, options=['--no-wait']), 0)
    t.ends(t.run('edit', '--region', NORTH, '--name', 'x', A), 0)


@case
def delete(t):
    d = t.cloud()
    t.same(t.run('delete', '--region', NORTH, A, to_json=False).code, 2, 'exit code without --yes')
    t.nothing_sent()
    t.ends(t.run('delete', '--region', NORTH, '--yes', A), 0)
    t.ok(A not in d.images[NORTH], 'the image is there')
    t.ok(d.writes()[0]['query'].get('deleteSnapshot', 'false') == 'false', 'snapshots were deleted unasked')
    t.ends(t.run('delete', '--region', NORTH, '--yes', '--with-snapshots', B), 0)
    t.same(d.writes()[1]['query'].get('deleteSnapshot'), 'true', 'deleteSnapshot')
    t.ends(t.run('delete', '--region', NORTH, '--yes', A), 3, 'not-found')
    t.same(len(d.writes()), 2, 'requests')


@case
def delete_rules(t):
    d = t.cloud()
    d.add(NORTH, 'img-shared0001', permission='specifiedUsers')
    d.add(NORTH, 'img-protected1', protected=True)
    d.add(NORTH, 'img-pending001', status='pending')
    d.add(NORTH, 'img-error00001', status='error')
    t.ends(t.run('delete', '--region', NORTH, '--yes', 'img-shared0001'), 3, 'shared')
    t.ends(t.run('delete', '--region', NORTH, '--yes', 'img-pending001'), 3, 'not-available')
    t.nothing_sent()
    t.ends(t.run('delete', '--region', NORTH, '--yes', 'img-protected1'), 3, 'protected')
    t.ends(t.run('delete', '--region', NORTH, '--yes', 'img-error00001'), 0)
    d.copy_seconds = 20
    t.ends(t.copy(A, options=['--no-wait']), 0)
    sent = len(d.writes())
    t.ends(t.run('delete', '--region', NORTH, '--yes', A), 3, 'busy')
    t.same(len(d.writes()), sent, 'requests for an image that we know to be busy')
    with d.lock:
        d.copy_one(d.images[NORTH][B], EAST, {})
    t.ends(t.run('delete', '--region', NORTH, '--yes', B), 3, 'busy')
    for message, reason in (("Can't delete community image", 'shared'), ("Can't delete this image", 'not-private')):
        d.add(NORTH, 'img-other00001')
        d.rule('deleteImage', 'refuse', code=400, status='FAILED_PRECONDITION', message=message)
        run = t.run('delete', '--region', NORTH, '--yes', 'img-other00001')
        t.ok(run.code == 3, 'exit code', run)


@cases([('acted', 'reset_acted', {}), ('not-acted', 'reset', {}), ('500-acted', 'refuse_acted', dict(code=500, status='INTERNAL')),
        ('html-acted', 'raw', dict(act=True, body=b'<html>'))])
def delete_lost(t, kind, more):
    d = t.cloud()
    d.rule('deleteImage', kind, **more)
    t.ends(t.run('delete', '--region', NORTH, '--yes', A), 0)
    t.ok(A not in d.images[NORTH], 'the image is there')
