# SPDX-License-Identifier: GPL-3.0-or-later
"""images, quotas, copies: documents, variants of answers, bad answers."""

import json

from harness import A, B, C, EAST, EAST1, NORTH, SOUTH, TIME, case, cases

ROW = '''id name description status type progress platform os_version architecture size_mb disk_gb snapshots encrypted
    created eligible reason message'''


def judge_images(t, run, region):
    if not t.members(run.document, 'region images total', 'the document', run):
        return {}
    t.same(run.document['region'], region, 'region')
    t.same(run.document['total'], len(run.document['images']), 'total', run)
    for row in run.document['images']:
        if not t.members(row, ROW, 'an image', run):
            continue
        t.texts(row, 'name description status type platform os_version architecture reason message', 'image', run)
        for name in ('size_mb', 'disk_gb', 'snapshots'):
            t.whole(row[name], name, run)
        t.whole(row['progress'], 'progress', run, 0, 100)
        t.ok(row['encrypted'] in (True, False, None), 'encrypted', run)
        t.ok(row['eligible'] in (True, False), 'eligible', run)
        t.ok(row['eligible'] == (row['reason'] is None) == (row['message'] is None), 'reason of an image', run)
        t.ok(row['created'] is None or (TIME.match(row['created'])), f'created {row["created"]!r}', run)
    return {row['id']: row for row in run.document['images']}


@case
def images_in_full(t):
    d = t.cloud()
    d.images[NORTH][A].created = 1772324400    # 2026-03-01 00:20 UTC
    d.images[NORTH][A].desc = 'Ünï "quoted"\n🚀'
    rows = judge_images(t, t.run('images', '--region', NORTH), NORTH)
    created = rows[A].pop('created')
    t.ok(created in ('2026-03-01T00:20:00Z', '2026-03-01T08:20:00+08:00'), f'created {created}')
    t.same(rows[A], {
        'id': A, 'name': 'web-01', 'description': 'Ünï "quoted"\n🚀', 'status': 'ready', 'type': 'cloudDisk',
        'progress': 100, 'platform': 'CentOS', 'os_version': '7.9', 'architecture': 'x86_64', 'size_mb': 2494,
        'disk_gb': 40, 'snapshots': 1, 'encrypted': False, 'eligible': True, 'reason': None, 'message': None}, 'row')
    t.same(rows[B]['snapshots'], 2, 'snapshots')
    t.ok(rows[C]['size_mb'] in (0, None), 'sizeMB of 0')


def one_of_each(d):
    d.add(NORTH, 'img-local00001', device='localDisk', snapshots=0)
    d.add(NORTH, 'img-pending001', status='pending')
    d.add(NORTH, 'img-deleting01', status='deleting')
    d.add(NORTH, 'img-error00001', status='error')
    d.add(NORTH, 'img-strange001', status='frozen')
    d.add(NORTH, 'img-encrypted1', encrypted=True)
    return {'img-local00001': 'local-system-disk', 'img-pending001': 'not-available', 'img-deleting01': 'not-available',
            'img-error00001': 'not-available', 'img-strange001': 'not-available', 'img-encrypted1': 'encrypted',
            A: None, B: None, C: None}


@cases([('plain', {}), ('null', {'unset': 'null', 'time': 'iso', 'source_word': 'self', 'total': 'null'}),
        ('empty', {'unset': 'empty', 'time': 'zone', 'ready_progress': '', 'extras': True}),
        ('bare', {'pending': 'bare', 'time': 'absent', 'ready_progress': None, 'error_order': 'error'}),
        ('odd-time', {'time': 'empty', 'unset': 'null', 'pending': 'bare', 'extras': True})])
def images_reasons(t, style):
    wanted = one_of_each(t.cloud(**style))
    rows = judge_images(t, t.run('images', '--region', NORTH), NORTH)
    if style.get('pending') == 'bare':
        del wanted['img-pending001']
        t.same(rows['img-pending001']['eligible'], False, 'a pending image is eligible')
    t.same({k: r['reason'] for k, r in rows.items() if k in wanted}, wanted, 'reasons')
    t.same(t.run('images', '--region', NORTH, to_json=False).code, 0, 'exit code of the table')


@cases([(f'{e}-{total}', e, total) for e in ('list', 'null', 'absent') for total in ('right', 'absent', 'null')])
def images_empty(t, empty_list, total):
    t.cloud(empty_list=empty_list, total=total)
    t.same(judge_images(t, t.run('images', '--region', EAST), EAST), {}, 'images')


@case
def images_of_many_pages(t):
    d = t.cloud()
    for i in range(247):
        d.add(EAST, f'img-{i:010d}', f'n-{i % 7}')
    rows = judge_images(t, t.run('images', '--region', EAST), EAST)
    t.same(len(rows), 247, 'images')
    rows = judge_images(t, t.run('images', '--region', EAST, '--name', 'n-3'), EAST)
    t.same(len(rows), 35, 'images with a name')
    d.style.total = 'absent'
    rows = judge_images(t, t.run('images', '--region', EAST), EAST)
    t.same(len(rows), 247, 'images without totalCount')


@case
def images_region_of_environment(t):
    t.cloud()
    run = t.run('images', env={'JDCLOUD_REGION': EAST})
    judge_images(t, run, EAST)
    run = t.run('images', '--region', NORTH, env={'JDCLOUD_REGION': EAST})
    judge_images(t, run, NORTH)
    t.ends(t.run('images', env={'JDCLOUD_REGION': 'cn-west-9'}), 3, 'unknown-region')


@case
def images_of_another_source(t):
    """Only private images are offered, whatever the service sends."""
    d = t.cloud()
    d.images[NORTH][A].overrides = {'imageSource': 'public'}
    d.images[NORTH][B].overrides = {'imageSource': 'shared'}
    rows = judge_images(t, t.run('images', '--region', NORTH), NORTH)
    for image in (A, B):
        t.ok(image not in rows or rows[image]['reason'] == 'not-private', f'{image} is offered')


@case
def images_busy(t):
    d = t.cloud()
    d.copy_seconds = 30
    t.ends(t.copy(A, options=['--no-wait']), 0)
    rows = judge_images(t, t.run('images', '--region', NORTH), NORTH)
    t.same((rows[A]['eligible'], rows[A]['reason']), (False, 'busy'), 'the source of a copy under way')
    t.same(rows[B]['eligible'], True, 'another image')


def regions(t, run):
    if not t.members(run.document, 'regions errors', 'the document', run):
        return {}
    for row in run.document['regions']:
        if t.members(row, 'id name images snapshots', 'a region', run):
            t.texts(row, 'id name', 'region', run)
            for name in ('images', 'snapshots'):
                if row[name] is not None and t.members(row[name], 'used limit', name, run):
                    t.whole(row[name]['used'], name, run)
                    t.whole(row[name]['limit'], name, run)
    for error in run.document['errors']:
        t.judge_error(error, run)
    return {row['id']: row for row in run.document['regions']}


@cases([('plain', {}), ('extras', {'extras': True, 'error_order': 'error'})])
def quotas_all(t, style):
    t.cloud(**style)
    rows = regions(t, t.run('quotas'))
    t.same(sorted(rows), [EAST1, EAST, NORTH, SOUTH], 'regions')
    t.same(rows[NORTH]['images'], {'used': 3, 'limit': 50}, 'images')
    t.same(rows[NORTH]['snapshots'], {'used': 4, 'limit': 100}, 'snapshots')
    t.same(rows[EAST]['images'], {'used': 0, 'limit': 50}, 'images')
    rows = regions(t, t.run('quotas', '--from', NORTH))
    t.same(sorted(rows), [EAST1, EAST, SOUTH], 'regions')
    t.same(t.run('quotas', to_json=False).code, 0, 'exit code of the table')


@case
def quotas_without_used(t):
    """A quota without its number in use is not known; it is never taken for enough."""
    t.cloud(quota_unset=True)
    run = t.run('quotas')
    rows = regions(t, run)
    t.ok(rows[EAST]['images'] is None or rows[EAST]['images']['used'] in (0, None), 'images', run)


@case
def quotas_partly(t):
    d = t.cloud()
    d.rule('describeQuotas', 'refuse', times=-1, region=EAST, code=403, status='HTTP_FORBIDDEN')
    d.rule('describeQuota', 'refuse', times=-1, region=SOUTH, code=403, status='HTTP_FORBIDDEN')
    run = t.run('quotas')
    t.same(run.code, 0, 'exit code', run)
    rows = regions(t, run)
    t.same(rows[EAST]['images'], None, 'images')
    t.same(rows[EAST]['snapshots'], {'used': 0, 'limit': 100}, 'snapshots')
    t.same(rows[SOUTH]['snapshots'], None, 'snapshots')
    t.same(sorted((e['region'], e['reason']) for e in run.errors), [(EAST, 'forbidden'), (SOUTH, 'forbidden')], 'errors')


@cases([('forbidden', 4, 'forbidden', 403, 'HTTP_FORBIDDEN'), ('broken', 5, 'service', 500, 'INTERNAL')])
def quotas_none(t, code, reason, http, status):
    d = t.cloud()
    for operation in ('describeQuotas', 'describeQuota'):
        d.rule(operation, 'refuse', times=-1, code=http, status=status)
    run = t.run('quotas')
    t.same(run.code, code, 'exit code', run)
    t.same(sorted(set(run.reasons)), [reason], 'reasons', run)
    t.ok(run.seconds < 35, f'{run.seconds:.0f} s')


@case
def copies_of_nothing(t):
    run = t.run('copies')
    t.same((run.code, run.document), (0, {'operations': []}), 'copies', run)
    run = t.run('copies', '--active')
    t.same((run.code, run.document), (0, {'operations': []}), 'copies --active', run)
    t.same(t.run('copies', to_json=False).code, 0, 'exit code of the table')


@case
def copies_without_keys(t):
    d = t.cloud()
    t.ends(t.copy(A), 0)
    d.copy_seconds = 60
    t.ends(t.copy(B, to=SOUTH, options=['--no-wait']), 0)
    bare = {'JDCLOUD_ACCESS_KEY': None, 'JDCLOUD_SECRET_KEY': None}
    requests = len(d.log)
    run = t.run('copies', env=bare, endpoint='')
    t.same(run.code, 0, 'exit code', run)
    t.members(run.document, 'operations', 'the document', run)
    for operation in run.operations:
        t.judge_operation(operation, run)
        t.same(operation['plan'], None, 'plan')
    t.same({(o['source'], o['target'], r['source'], r['state']) for o in run.operations for r in o['replicas']},
           {(NORTH, EAST, A, 'verified'), (NORTH, SOUTH, B, 'pending')}, 'copies')
    run = t.run('copies', '--active', env=bare, endpoint='')
    t.same([r['source'] for r in run.replicas], [B], 'active copies', run)
    t.same(t.run('copies', to_json=False, env=bare, endpoint='').code, 0, 'exit code of the table')
    t.same(len(d.log), requests, 'requests')


DEEP = b'[' * 100000
BAD = [
    ('html', b'<html><body>Sign in</body></html>', 'text/html'), ('nothing', b'', 'application/json'),
    ('text', b'ok', 'text/plain'), ('list', b'[]', 'application/json'), ('number', b'7', 'application/json'),
    ('null', b'null', 'application/json'), ('deep', DEEP, 'application/json'),
    ('deep-member', b'{"requestId":"x","result":{"images":[{"zz":' + DEEP, 'application/json'),
    ('half', b'{"requestId":"x","result":{"images":[{"imageId":"img-', 'application/json'),
    ('nul', b'{"requestId":"x"\0', 'application/json'), ('latin', b'{"requestId":"\xff\xfe"}', 'application/json'),
    ('result-list', b'{"requestId":"x","result":[]}', 'application/json'),
    ('images-object', b'{"requestId":"x","result":{"images":{},"totalCount":0}}', 'application/json'),
    ('images-numbers', b'{"requestId":"x","result":{"images":[1,2],"totalCount":2}}', 'application/json'),
    ('id-number', b'{"requestId":"x","result":{"images":[{"imageId":7}],"totalCount":1}}', 'application/json'),
    ('total-text', b'{"requestId":"x","result":{"images":[],"totalCount":"0"}}', 'application/json'),
    ('total-float', b'{"requestId":"x","result":{"images":[],"totalCount":1.5}}', 'application/json'),
    ('size-text', b'{"requestId":"x","result":{"images":[{"imageId":"img-a","sizeMB":"1"}],"totalCount":1}}',
     'application/json'),
    ('progress-list', b'{"requestId":"x","result":{"images":[{"imageId":"img-a","progress":[1]}],"totalCount":1}}',
     'application/json'),
    ('disk-text', b'{"requestId":"x","result":{"images":[{"imageId":"img-a","systemDisk":"vda"}],"totalCount":1}}',
     'application/json'),
    ('no-id', b'{"requestId":"x","result":{"images":[{"name":"x"}],"totalCount":1}}', 'application/json'),
    ('error-text', b'{"requestId":"x","error":"bad"}', 'application/json'),
    ('twice', b'{"requestId":"x","result":{"images":[],"totalCount":0}}{}', 'application/json'),
]


@cases([(name, body, kind) for name, body, kind in BAD])
def bad_answer(t, body, kind):
    d = t.cloud()
    rule = d.rule('describeImages', 'raw', times=-1, body=body, type=kind)
    run = t.run('images', '--region', NORTH)
    t.ends(run, 5, 'protocol')
    t.ok(run.seconds < 35, f'{run.seconds:.0f} s')
    t.ok(1 <= len(d.log) <= 5, f'{len(d.log)} tries')
    rule.times = 2
    t.ends(t.run('images', '--region', NORTH), 0)


@case
def bad_answers_of_others(t):
    """A copy that cannot read what it needs refuses before anything is sent."""
    d = t.cloud()
    for operation in ('describeImages', '*'):
        rule = d.rule(operation, 'raw', times=-1, body=b'<html>', type='text/html')
        run = t.copy(A)
        t.ok(run.code == 5 and run.reasons and run.reasons[0] in ('protocol', 'quota-unknown'), 'copy', run)
        t.ok(run.seconds < 45, f'{run.seconds:.0f} s')
        rule.times = 0
    t.nothing_sent()


@case
def wrong_quota_types(t):
    d = t.cloud()

    def text(result):
        for row in result.get('quotas', [result.get('quota')]):
            row['limit'] = '100'
        return result
    rules = [d.rule(o, 'result', times=-1, change=text) for o in ('describeQuotas', 'describeQuota')]
    run = t.run('quotas')
    t.same(run.code, 5, 'exit code', run)
    t.same(sorted(set(run.reasons)), ['protocol'], 'reasons', run)
    run = t.copy(A)
    t.ends(run, 5, 'quota-unknown', 'quota-unknown')
    for rule in rules:
        rule.times = 0


@case
def error_in_an_answer_of_200(t):
    d = t.cloud()
    body = json.dumps({'requestId': 'x', 'error': {'code': 403, 'status': 'HTTP_FORBIDDEN', 'message': 'no'}}).encode()
    d.rule('describeImages', 'raw', times=-1, body=body)
    t.ends(t.run('images', '--region', NORTH), 4, 'forbidden')


@case
def flood(t):
    t.cloud().rule('describeImages', 'flood', times=-1, size=200 << 20)
    run = t.run('images', '--region', NORTH)
    t.ends(run, 5, 'protocol')
    t.ok(run.seconds < 45, f'{run.seconds:.0f} s')


@cases([('images', 'images', '--region', NORTH), ('quotas', 'quotas'), ('copy', 'copy', '--from', NORTH, '--to', EAST, A),
        ('dry', 'copy', '--dry-run', '--from', NORTH, '--to', EAST, A)])
def silence(t, *arguments):
    d = t.cloud()
    d.rule('*', 'stall', times=-1)
    run = t.run(*arguments)
    t.same(run.code, 5, 'exit code', run)
    t.same(sorted(set(run.reasons)), ['network'], 'reasons', run)
    t.ok(run.seconds < 41, f'{run.seconds:.0f} s', run)


@cases([('rate', 429, 'RATE_LIMIT', 5, 'throttled'), ('gateway-rate', 429, 'HTTP_RATE_LIMIT_EXCEEDED', 5, 'throttled'),
        ('third-rate', 429, 'RATE_LIMIT_EXCEEDED', 5, 'throttled'), ('forbidden', 403, 'HTTP_FORBIDDEN', 4, 'forbidden'),
        ('denied', 403, 'PERMISSION_DENIED', 4, 'forbidden'), ('internal', 500, 'INTERNAL', 5, 'service'),
        ('gateway', 502, 'HTTP_BAD_GATEWAY', 5, 'service'), ('down', 503, 'UNAVAILABLE', 5, 'service'),
        ('unauthenticated', 401, 'UNAUTHENTICATED', 4, 'auth')])
def refused_reads(t, http, status, code, reason):
    d = t.cloud()
    rule = d.rule('*', 'refuse', times=-1, code=http, status=status)
    run = t.run('images', '--region', NORTH)
    t.ends(run, code, reason)
    t.ok(run.errors and run.errors[0]['status'] == status, 'status of the error', run)
    t.ok(run.errors and run.errors[0]['request_id'] in ('r' * 32, 'h' * 32), 'request ID of the error', run)
    t.ok(run.seconds < 35, f'{run.seconds:.0f} s')
    t.ok(len(d.log) <= 5, f'{len(d.log)} tries')
    if code == 5:
        rule.times = 2
        t.ends(t.run('images', '--region', NORTH), 0)


@case
def retry_after(t):
    d = t.cloud()
    d.rule('describeImages', 'refuse', code=429, status='RATE_LIMIT', headers=[('Retry-After', '3')])
    run = t.run('images', '--region', NORTH)
    t.ends(run, 0)
    t.ok(3 <= d.log[1]['at'] - d.log[0]['at'] <= 12, f'waited {d.log[1]["at"] - d.log[0]["at"]:.1f} s')
    d.rule('describeImages', 'refuse', times=-1, code=429, status='RATE_LIMIT', headers=[('Retry-After', '86400')])
    run = t.run('images', '--region', NORTH)
    t.ends(run, 5, 'throttled')
    t.ok(run.seconds < 35, f'{run.seconds:.0f} s')
