# SPDX-License-Identifier: GPL-3.0-or-later
"""What is refused before anything is sent, and in which order."""

import os

from harness import A, B, C, EAST, NORTH, SOUTH, case, cases

MANY = [f'img-many00000{i}' for i in range(6)]


@cases([
    ('no-command',), ('unknown-command', 'ferry'), ('unknown-option', 'images', '--region', NORTH, '--wrong'),
    ('images-extra', 'images', '--region', NORTH, A), ('images-no-region', 'images'),
    ('images-region-empty', 'images', '--region'),
    ('quotas-extra', 'quotas', NORTH), ('copy-nothing', 'copy', '--from', NORTH, '--to', EAST),
    ('copy-no-from', 'copy', '--to', EAST, A), ('copy-no-to', 'copy', '--from', NORTH, A),
    ('copy-two-to', 'copy', '--from', NORTH, '--to', EAST, '--to', SOUTH, A),
    ('copy-settle-word', 'copy', '--from', NORTH, '--to', EAST, '--settle', 'soon', A),
    ('copy-settle-minus', 'copy', '--from', NORTH, '--to', EAST, '--settle', '-1', A),
    ('copy-settle-tail', 'copy', '--from', NORTH, '--to', EAST, '--settle', '2x', A),
    ('copy-all', 'copy', '--from', NORTH, '--to', EAST, '--all'),
    ('delete-no-image', 'delete', '--region', NORTH, '--yes'),
    ('delete-two', 'delete', '--region', NORTH, '--yes', A, B), ('delete-no-region', 'delete', '--yes', A),
    ('delete-not-asked', 'delete', '--region', NORTH, A), ('edit-nothing', 'edit', '--region', NORTH, A),
    ('edit-no-image', 'edit', '--region', NORTH, '--name', 'x'), ('convert-no-region', 'convert', A),
    ('convert-nothing', 'convert', '--region', NORTH), ('copies-extra', 'copies', 'x'),
    ('resume-extra', 'resume', 'x'), ('images-after-dashes', 'images', '--region', NORTH, '--', '--json'),
    ('value-for-flag', 'copy', '--from', NORTH, '--to', EAST, '--dry-run=yes', A),
])
def usage(t, *arguments):
    t.cloud()
    run = t.run(*arguments) if arguments else t.run('--json', to_json=False, form=False)
    if not arguments:
        t.judge_form(run)
    t.ends(run, 2, 'usage')
    t.same(t.double.log, [], 'requests')
    t.same(t.files(), [], 'files written')
    plain = t.run(*arguments, to_json=False)
    t.same(plain.code, 2, 'exit code without --json', plain)
    t.ok(plain.err and not plain.out, 'the message belongs on standard error', plain)


@cases([('version', '--version'), ('help', '--help'), ('copy-help', 'copy', '--help'), ('help-copy', '--help', 'copy')])
def says(t, *arguments):
    run = t.run(*arguments, to_json=False)
    t.same(run.code, 0, 'exit code', run)
    t.ok(run.out and not run.err, 'output', run)
    t.same(t.files(), [], 'files written')


@case
def options_stand_anywhere(t):
    d = t.cloud()
    for arguments in (['--json', '--endpoint', d.url, 'images', '--region', NORTH],
                      ['images', '--json', '--region', NORTH, '--endpoint=' + d.url],
                      ['--endpoint', d.url, 'images', '--region=' + NORTH, '--json'],
                      ['images', '--endpoint', d.url, '--json', '--region', NORTH, '--']):
        run = t.run(*arguments, to_json=False, endpoint='')
        run.arguments = ['images']
        t.judge_form(run)
        t.same(run.code, 0, 'exit code', run)
    run = t.run('copy', '--from', NORTH, '--to', EAST, '--no-wait', '--', A)
    t.ends(run, 0)
    run = t.run('copy', '--from', NORTH, '--to', SOUTH, '--dry-run', B, '--json', '--', C, to_json=False, endpoint=d.url)
    t.judge_form(run)
    t.ends(run, 0)


@cases([
    ('same-region', 3, ['same-region'], ['--from', NORTH, '--to', NORTH, A]),
    ('unknown-to', 3, ['unknown-region'], ['--from', NORTH, '--to', 'cn-west-9', A]),
    ('unknown-from', 3, ['unknown-region'], ['--from', 'cn-west-9', '--to', NORTH, A]),
    ('six', 3, ['too-many'], ['--from', NORTH, '--to', EAST, *MANY]),
    ('twice', 3, ['duplicate-image'], ['--from', NORTH, '--to', EAST, A, B, A]),
    ('name-33', 3, ['name-invalid'], ['--from', NORTH, '--to', EAST, '--name', '镜' * 33, A]),
    ('name-blank', 3, ['name-invalid'], ['--from', NORTH, '--to', EAST, '--name', 'a b', A]),
    ('name-empty', 3, ['name-invalid'], ['--from', NORTH, '--to', EAST, '--name', '', A]),
    ('name-kana', 3, ['name-invalid'], ['--from', NORTH, '--to', EAST, '--name', 'カナ', A]),
    ('name-slash', 3, ['name-invalid'], ['--from', NORTH, '--to', EAST, '--name', 'a/b', A]),
    ('description-257', 3, ['description-too-long'],
     ['--from', NORTH, '--to', EAST, '--description', '说' * (257 - len(f' ({NORTH} {A})')), A]),
    ('description-huge', 3, ['description-too-long'],
     ['--from', NORTH, '--to', EAST, '--description', 'x' * 5000, A]),
])
def static(t, code, reasons, arguments):
    """Static rules come before keys and network."""
    t.cloud()
    for env in ({}, {'JDCLOUD_ACCESS_KEY': None, 'JDCLOUD_SECRET_KEY': None}):
        for more in ([], ['--dry-run']):
            t.ends(t.run('copy', *more, *arguments, env=env), code, *reasons)
    t.same(t.double.log, [], 'requests')
    t.same(t.files(), [], 'files written')


@case
def texts_at_their_limits(t):
    t.cloud()
    words = '说' * (256 - len(f' ({NORTH} {A})'))
    run = t.copy(A, options=['--name', '镜像_a-b.' + '像' * 25, '--description', words])
    t.ends(run, 0)
    body = t.double.writes('copyImages')[0]['json']
    t.same(body.get('name'), '镜像_a-b.' + '像' * 25, 'name sent')
    t.same(body.get('description'), words + f' ({NORTH} {A})', 'description sent')
    t.same(len(body.get('description', '')), 256, 'length of the description')


@case
def no_texts_sends_none(t):
    t.cloud()
    t.ends(t.copy(A), 0)
    t.same(sorted(set(t.double.writes('copyImages')[0]['json']) - {'regionId'}),
           ['destinationRegion', 'sourceImageIds'], 'members sent')


@case
def edit_and_images_static(t):
    t.cloud()
    t.ends(t.run('images', '--region', 'cn-west-9'), 3, 'unknown-region')
    t.ends(t.run('quotas', '--from', 'cn-west-9'), 3, 'unknown-region')
    t.ends(t.run('edit', '--region', 'cn-west-9', '--name', 'x', A), 3, 'unknown-region')
    t.ends(t.run('delete', '--yes', '--region', 'cn-west-9', A), 3, 'unknown-region')
    t.ends(t.run('convert', '--region', 'cn-west-9', A), 3, 'unknown-region')
    t.ends(t.run('edit', '--region', NORTH, '--name', 'x' * 33, A), 3, 'name-invalid')
    t.ends(t.run('edit', '--region', NORTH, '--name', '', A), 3, 'name-invalid')
    t.ends(t.run('edit', '--region', NORTH, '--description', '说' * 257, A), 3, 'description-too-long')
    t.same(t.double.log, [], 'requests')


@case
def no_keys(t):
    t.cloud()
    for env in ({'JDCLOUD_ACCESS_KEY': None, 'JDCLOUD_SECRET_KEY': None}, {'JDCLOUD_SECRET_KEY': None}):
        for arguments in (['images', '--region', NORTH], ['quotas'], ['copy', '--from', NORTH, '--to', EAST, A],
                          ['convert', '--region', NORTH, A], ['delete', '--yes', '--region', NORTH, A],
                          ['edit', '--region', NORTH, '--name', 'x', A]):
            t.ends(t.run(*arguments, env=env), 4, 'no-account')
    t.ends(t.run('images', '--account', 'nobody', '--region', NORTH), 4, 'no-account')
    t.same(t.double.log, [], 'requests')


@cases([
    ('http-afar', 'http://example.com'), ('http-afar-template', 'http://{service}.jdcloud-api.com'),
    ('loopback-lookalike', 'http://127.0.0.1.example.com'), ('lookalike-user', 'http://127.0.0.1@example.com'),
    ('ftp', 'ftp://127.0.0.1'), ('word', 'nonsense'), ('no-host', 'https://'), ('bad-port', 'https://127.0.0.1:99999'),
    ('brace', 'https://{product}.jdcloud-api.com'), ('space', 'https://a b.example'), ('lan', 'http://192.168.1.1'),
    ('query', 'https://127.0.0.1/?a=b'), ('no-scheme', '//127.0.0.1'),
])
def bad_endpoint(t, endpoint):
    t.cloud()
    for env in ({}, {'JDCLOUD_ACCESS_KEY': None, 'JDCLOUD_SECRET_KEY': None}):
        t.ends(t.run('images', '--region', NORTH, endpoint=endpoint, env=env), 2, 'bad-endpoint')
        t.ends(t.run('copy', '--from', NORTH, '--to', EAST, A, endpoint=endpoint, env=env), 2, 'bad-endpoint')
    t.same(t.files(), [], 'files written')


@case
def endpoint_forms(t):
    d = t.cloud()
    port = d.url.rsplit(':', 1)[1]
    for endpoint in (d.url, d.url + '/', f'http://localhost:{port}', f'HTTP://127.0.0.1:{port}'):
        t.ends(t.run('images', '--region', NORTH, endpoint=endpoint), 0)
    run = t.run('images', '--region', NORTH, endpoint=f'https://127.0.0.1:{port}')
    t.same(run.code, 5, 'exit code of https to a server of plain http', run)
    t.ok(run.reasons in (['tls'], ['network']), f'reasons {run.reasons}', run)
    run = t.run('images', '--region', NORTH, endpoint='http://127.0.0.1:1')
    t.ends(run, 5, 'network')
    run = t.copy(A, endpoint='http://127.0.0.1:1')
    t.ends(run, 5, 'network')
    t.same(run.operations, [], 'operations of a refusal')


@case
def wrong_keys(t):
    d = t.cloud()
    t.secrets.append('WrongSecretWord')
    for env in ({'JDCLOUD_ACCESS_KEY': 'AKOTHER'}, {'JDCLOUD_SECRET_KEY': 'WrongSecretWord'}):
        for arguments in (['images', '--region', NORTH], ['quotas'], ['copy', '--from', NORTH, '--to', EAST, A],
                          ['copy', '--dry-run', '--from', NORTH, '--to', EAST, A],
                          ['convert', '--region', NORTH, A], ['delete', '--yes', '--region', NORTH, A],
                          ['edit', '--region', NORTH, '--name', 'x', A]):
            run = t.run(*arguments, env=env)
            t.same(run.code, 4, 'exit code', run)
            t.same(sorted(set(run.reasons)), ['auth'], 'reasons', run)
    t.same([w for w in d.writes() if w['outcome'] == 'ok'], [], 'writes that acted')


@case
def clock_is_off(t):
    t.cloud().clock = 1200
    for arguments in (['images', '--region', NORTH], ['copy', '--from', NORTH, '--to', EAST, A]):
        run = t.run(*arguments)
        t.ok(run.code in (4, 5), 'exit code', run)
        t.same(run.reasons[:1], ['clock'], 'reasons', run)
    t.nothing_sent()


@case
def clock_is_off_but_accepted(t):
    """The service takes the request: a clock that is off is no error by itself."""
    t.cloud().clock = 600
    t.ends(t.run('images', '--region', NORTH), 0)


@cases([('raw', 'raw'), ('base64', 'base64')])
def session_token(t, form):
    d = t.cloud()
    d.token, d.token_form = 'Tok+en/with=signs==', form
    t.secrets += [d.token, 'VG9rK2VuL3dpdGg9c2lnbnM9PQ==']
    env = {'JDCLOUD_SECURITY_TOKEN': d.token}
    t.ends(t.run('images', '--region', NORTH, env=env), 0)
    t.ends(t.copy(A, env=env), 0)
    t.ends(t.run('edit', '--region', NORTH, '--name', 'x', B, env=env), 0)
    t.ends(t.run('quotas', env=env), 0)
    t.same([w['outcome'] for w in d.writes()], ['ok', 'ok'], 'writes')
    t.ends(t.run('images', '--region', NORTH, env={'JDCLOUD_SECURITY_TOKEN': 'Tok-wrong'}), 4, 'auth')


@case
def secrets_stay_secret(t):
    d = t.cloud()
    env = {'G_MESSAGES_DEBUG': 'all'}
    d.rule('copyImages', 'refuse_acted', code=500, status='INTERNAL')
    process = t.start('copy', '--from', NORTH, '--to', EAST, '--settle', '2', A, env=env, to_json=False)
    read = process.stderr.read(10)
    with open(f'/proc/{process.pid}/cmdline', 'rb') as file:
        t.ok(d.secret.encode() not in file.read(), 'a secret in the argument list')
    run = t.end(process)
    run.err += read.decode(errors='replace')
    t.same(run.code, 0, 'exit code', run)
    t.ok(read, 'no log', run)


@case
def home_is_a_file(t):
    d = t.cloud()
    with open(t.home + '/data', 'w', encoding='utf-8') as file:
        file.write('in the way')
    t.ends(t.copy(A), 1, 'internal')
    t.nothing_sent()
    t.ends(t.run('convert', '--region', NORTH, A), 1, 'internal')
    t.ends(t.run('images', '--region', NORTH), 0)
    t.ends(t.copy(A, options=['--dry-run']), 0)
    t.ok(d.log, 'no request at all')


@cases([('nothing', 0), ('little', 4096), ('some', 40000)])
def disk_is_full(t, limit):
    d = t.cloud()
    run = t.copy(A, limit=limit)
    t.ends(run, 1, 'internal')
    t.same(d.made, [], 'copies made although nothing could be recorded')
    run = t.copy(A)
    t.same(run.code, 0, 'exit code with room again', run)
    t.once((A, EAST))


@case
def read_only_home(t):
    """Root may write everywhere: then this shows nothing, but harms nothing."""
    t.cloud()
    os.mkdir(t.home + '/data', 0o500)
    run = t.copy(A)
    if os.geteuid() != 0:
        t.ends(run, 1, 'internal')
        t.nothing_sent()
    os.chmod(t.home + '/data', 0o700)


@case
def journal_is_damaged(t):
    t.cloud()
    t.ends(t.copy(A), 0)
    folder = t.home + '/data/image-ferry'
    damaged = [n for n in os.listdir(folder) if n.endswith(('.db', '.sqlite', '.sqlite3', 'journal'))] or os.listdir(folder)
    for name in damaged:
        with open(f'{folder}/{name}', 'r+b') as file:
            file.write(b'this is no database ' * 400)
    run = t.run('copies')
    t.ok(run.code in (0, 1), 'exit code of copies', run)
    run = t.copy(B)
    t.same(run.code, 0, 'exit code of a copy afterwards', run)
    kept = [n for n in os.listdir(folder) if os.path.getsize(f'{folder}/{n}') and
            open(f'{folder}/{n}', 'rb').read(7) == b'this is']
    t.ok('damaged' in ''.join(r.err for r in t.runs), 'nobody was told')
    t.ok(kept, f'the damaged journal was deleted: {os.listdir(folder)}')
    run = t.copy(A)
    t.same(len(t.double.replicas(EAST, A)), 1, 'replicas after the journal was lost and the same was asked', run)
    t.ok('already-present' in run.reasons and run.code == 3, 'an equal new request asks', run)
