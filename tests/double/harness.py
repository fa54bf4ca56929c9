# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs ferryctl in a world of its own and judges the form of all that it writes."""

import json
import os
import re
import resource
import shutil
import signal
import subprocess
import tempfile
import threading
import time

from double import Double, Style

FERRYCTL = None
STREAMS = ('copy', 'plan', 'resume', 'retry', 'convert')
STATUS = re.compile(r'[A-Z][A-Z_]*')
REASONS = set('''local-system-disk not-available encrypted busy not-private not-found too-many same-region
    unknown-region duplicate-image name-invalid description-too-long quota-images quota-snapshots quota-unknown
    read-only no-account auth forbidden clock network tls throttled service protocol bad-endpoint already-present
    request-id-reused undecided not-local-system-disk shared protected usage internal replica-error differs vanished
    interrupted'''.split())
OPERATION_STATES = set('queued running waiting done failed partial undecided cancelled planned'.split())
REPLICA_STATES = set('''queued waiting submitting pending available verified differs cancelled refused unconfirmed
    error vanished undecided planned'''.split())
WAITS = {None, 'busy', 'quota', 'network', 'throttled', 'auth'}
TIME = re.compile(r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$')
A, B, C = 'img-a1b2c3d401', 'img-a1b2c3d402', 'img-a1b2c3d403'
NORTH, EAST1, EAST, SOUTH = 'cn-north-1', 'cn-east-1', 'cn-east-2', 'cn-south-1'


class Run:
    """One run of ferryctl that has ended."""

    def __init__(self, arguments, code, out, err, seconds):
        self.arguments, self.code, self.out, self.err, self.seconds = arguments, code, out, err, seconds
        self.lines, self.document = [], None

    @property
    def finished(self):
        return self.lines[-1] if self.lines else {}

    @property
    def errors(self):
        return (self.document or self.finished or {}).get('errors') or []

    @property
    def reasons(self):
        return [e.get('reason') for e in self.errors]

    @property
    def operations(self):
        return (self.document or self.finished or {}).get('operations') or []

    @property
    def replicas(self):
        return [r for o in self.operations for r in o['replicas']]

    @property
    def states(self):
        return [r['state'] for r in self.replicas]

    def __str__(self):
        return f'ferryctl {" ".join(self.arguments)} -> {self.code} in {self.seconds:.1f} s\n' \
               f'out: {self.out[-1500:]!r}\nerr: {self.err[-600:]!r}'


class Case:
    """A test: its doubles, its folders, its runs and what went wrong."""

    def __init__(self, name, seed):
        self.name, self.seed = name, seed
        self.problems, self.runs, self.doubles = [], [], []
        self.home = tempfile.mkdtemp(prefix='ferryctl-')
        self.secrets = ['Signature=']
        self.double = None
        self.tolerated = ()

    # The world.

    def cloud(self, **style):
        self.double = Double(self.seed, Style(**style))
        self.doubles.append(self.double)
        self.secrets.append(self.double.secret)
        self.double.add(NORTH, A, 'web-01', snapshots=1)
        self.double.add(NORTH, B, '数据库-02', snapshots=2)
        self.double.add(NORTH, C, 'app-03', snapshots=1, size=0)
        return self.double

    def environment(self, more=None):
        home = self.home
        env = {'PATH': os.environ.get('PATH', '/usr/bin:/bin'), 'HOME': home, 'XDG_DATA_HOME': home + '/data',
               'XDG_CONFIG_HOME': home + '/config', 'XDG_CACHE_HOME': home + '/cache', 'XDG_RUNTIME_DIR': home + '/run',
               'LC_ALL': 'C.UTF-8', 'DBUS_SESSION_BUS_ADDRESS': 'disabled:', 'GSETTINGS_BACKEND': 'memory',
               'G_DEBUG': 'fatal-criticals'}
        for name in ('ASAN_OPTIONS', 'LSAN_OPTIONS', 'UBSAN_OPTIONS'):
            if name in os.environ:
                env[name] = os.environ[name]
        if self.double:
            env.update({'JDCLOUD_ACCESS_KEY': self.double.access, 'JDCLOUD_SECRET_KEY': self.double.secret})
        env.update(more or {})
        return {k: v for k, v in env.items() if v is not None}

    def arguments(self, given, to_json, endpoint):
        arguments = list(given)
        extra = ['--json'] if to_json else []
        if endpoint is None and self.double:
            endpoint = self.double.url
        if endpoint:
            extra += ['--endpoint', endpoint]
        # Global options stand before or after COMMAND: take turns.
        return extra + arguments if len(self.runs) % 2 else arguments[:1] + extra + arguments[1:]

    def start(self, *given, to_json=True, endpoint=None, env=None, limit=None, pipe=subprocess.PIPE):
        arguments = self.arguments(given, to_json, endpoint)

        def prepare():
            if limit is not None:
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        process = subprocess.Popen([FERRYCTL, *arguments], env=self.environment(env), stdin=subprocess.DEVNULL,
                                   stdout=pipe, stderr=subprocess.PIPE, preexec_fn=prepare if limit is not None else None,
                                   restore_signals=limit is None)
        process.given, process.begun, process.to_json = given, time.time(), to_json
        return process

    def end(self, process, before=b'', timeout=60, form=True):
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            self.problems.append(f'still running after {timeout} s: {process.given}')
        run = Run(process.given, process.returncode, (before + (out or b'')).decode(errors='replace'),
                  err.decode(errors='replace'), time.time() - process.begun)
        self.runs.append(run)
        if process.to_json and form:
            self.judge_form(run)
        return run

    def run(self, *given, timeout=60, form=True, **more):
        return self.end(self.start(*given, **more), timeout=timeout, form=form)

    def copy(self, *images, to=EAST, **more):
        options = more.pop('options', ())
        return self.run('copy', '--from', NORTH, '--to', to, *options, *(images or (A,)), **more)

    def until(self, process, event):
        """Reads lines until one with `event`; returns all bytes read."""
        read, timer = b'', threading.Timer(60, process.kill)
        timer.start()
        for line in process.stdout:
            read += line
            if json.loads(line).get('event') == event:
                break
        timer.cancel()
        return read

    # Judging.

    def ok(self, condition, what, run=None):
        if not condition:
            self.problems.append(what + (f'\n{run}' if run else ''))
        return condition

    def same(self, seen, wanted, what, run=None):
        return self.ok(seen == wanted, f'{what}: seen {seen!r}, expected {wanted!r}', run)

    def ends(self, run, code, *reasons):
        """The exit code, and that exactly these reasons are given (in any order)."""
        self.same(run.code, code, 'exit code', run)
        self.same(sorted(str(r) for r in run.reasons), sorted(reasons), 'reasons', run)
        return run

    def nothing_sent(self, what='a write was sent'):
        self.same([w['operation'] for w in self.double.writes()], [], what)

    def once(self, *wanted):
        """Exactly one replica for each (source, region)."""
        with self.double.lock:
            self.double.tick()
        for source, region in wanted:
            self.same(len(self.double.replicas(region, source)), 1, f'replicas of {source} in {region}')

    def judge_form(self, run):
        command = next((a for a in run.arguments if not a.startswith('-')), None)
        if command in STREAMS and '--help' not in run.arguments:
            self.judge_stream(run)
        else:
            self.judge_document(run)

    def parse(self, text, run):
        try:
            return json.loads(text)
        except ValueError:
            self.problems.append(f'no JSON: {text[:200]!r}\n{run}')
            return None

    def members(self, value, wanted, what, run):
        if not self.ok(isinstance(value, dict), f'{what} is no object: {value!r}', run):
            return False
        return self.same(sorted(value), sorted(wanted.split()), f'members of {what}', run)

    def texts(self, value, names, what, run):
        for name in names.split():
            self.ok(value[name] is None or isinstance(value[name], str), f'{what}.{name} = {value[name]!r}', run)

    def whole(self, value, what, run, low=0, high=None):
        self.ok(value is None or (type(value) is int and value >= low and (high is None or value <= high)),
                f'{what} = {value!r}', run)

    def judge_error(self, error, run):
        if self.members(error, 'reason message image region status request_id', 'ERR', run):
            self.ok(error['reason'] in REASONS, f'reason {error["reason"]!r}', run)
            self.ok(isinstance(error['message'], str) and error['message'], 'no message', run)
            self.texts(error, 'image region request_id', 'ERR', run)
            status = error['status']
            self.ok(status is None or (isinstance(status, str) and STATUS.fullmatch(status)), f'status {status!r}', run)

    def judge_errors(self, document, run):
        for error in document['errors']:
            self.judge_error(error, run)
        wanted = document['errors'][0] if document['errors'] else None
        self.same(document['error'], wanted, 'error is not the first of errors', run)

    def judge_replica(self, replica, what, run):
        self.texts(replica, 'source replica waiting_for', what, run)
        self.ok(replica['state'] in REPLICA_STATES, f'replica state {replica["state"]!r}', run)
        self.ok(replica['waiting_for'] in WAITS, f'waiting_for {replica["waiting_for"]!r}', run)
        self.whole(replica['progress'], 'progress', run, 0, 100)
        if replica['error'] is not None:
            self.judge_error(replica['error'], run)

    def judge_operation(self, operation, run):
        if not self.members(operation, 'id source target state replicas plan', 'OP', run):
            return
        self.ok(isinstance(operation['id'], str) or operation['state'] == 'planned', f'id {operation["id"]!r}', run)
        self.texts(operation, 'source target', 'OP', run)
        self.ok(operation['state'] in OPERATION_STATES, f'state {operation["state"]!r}', run)
        for replica in operation['replicas']:
            if self.members(replica, 'source replica state waiting_for progress error', 'a replica', run):
                self.judge_replica(replica, 'replica', run)
        plan = operation['plan']
        if plan is not None and self.members(plan, 'calls images snapshots', 'plan', run):
            self.ok(isinstance(plan['calls'], list), 'calls is no list', run)
            for name in ('images', 'snapshots'):
                if plan[name] is not None and self.members(plan[name], 'used limit adds', f'plan.{name}', run):
                    for value in plan[name].values():
                        self.whole(value, 'plan number', run)

    def judge_stream(self, run):
        self.ok(run.out.endswith('\n'), 'standard output does not end a line', run)
        for line in run.out.splitlines():
            run.lines.append(self.parse(line, run) or {})
        for event in run.lines[:-1]:
            self.judge_event(event, run)
        last = run.finished
        if self.members(last, 'event exit error errors operations', 'the last line', run):
            self.same(last['event'], 'finished', 'the last event', run)
            self.same(last['exit'], run.code, 'exit in the last line', run)
            self.judge_errors(last, run)
            for operation in last['operations']:
                self.judge_operation(operation, run)

    def judge_event(self, event, run):
        kind = event.get('event')
        if kind == 'queued':
            self.ok(isinstance(event.get('operation'), dict), 'queued carries no operation', run)
            self.judge_operation(event.get('operation'), run)
        elif self.ok(kind in ('state', 'progress'), f'event {kind!r}', run):
            if self.members(event, 'event operation source target replica state waiting_for progress error',
                            'event ' + kind, run):
                self.ok(isinstance(event['operation'], str), 'operation of an event is no ID', run)
                self.judge_replica(event, 'event', run)

    def judge_document(self, run):
        document = run.document = self.parse(run.out, run)
        if not isinstance(document, dict):
            self.problems.append(f'no document\n{run}')
            run.document = {}
        elif run.code != 0:
            if self.members(document, 'error errors', 'the document of a failure', run):
                self.judge_errors(document, run)
                self.ok(document['errors'], 'a failure without errors', run)

    # The end.

    def close(self):
        for double in self.doubles:
            double.close()
            for violation in sorted(set(double.violations)):
                if violation not in self.tolerated:
                    self.problems.append('the double objects: ' + violation)
        self.judge_secrets()
        shutil.rmtree(self.home, ignore_errors=True)

    def judge_secrets(self):
        texts = [(f'output of {r.arguments}', (r.out + r.err).encode()) for r in self.runs]
        for folder, _, names in os.walk(self.home):
            for name in names:
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    with open(path, 'rb') as file:
                        texts.append((path, file.read()))
        for secret in self.secrets:
            for where, text in texts:
                self.ok(secret.encode() not in text, f'a secret in {where}')

    def files(self):
        """What exists below the data folder."""
        return [os.path.join(f, n) for f, folders, names in os.walk(self.home) for n in names + folders]


CASES = []


# Those that wait the longest begin first.
LONG = ('vanishes', 'progress_in', 'silence', 'colleague_is_faster', 'without_provenance', 'resolved', 'refused_wait')


def case(function):
    CASES.append(function)
    return function


def cases(values):
    """One case for each value; a value is (name, arguments…)."""
    def wrap(function):
        for name, *arguments in values:
            def one(t, arguments=arguments):
                function(t, *arguments)
            one.__name__ = function.__name__ + '/' + name
            CASES.append(one)
        return function
    return wrap


def perform(function, number, done):
    t = Case(function.__name__, number)
    begun = time.time()
    try:
        function(t)
    except Exception as error:  # a broken answer can break the case: that is a finding as well
        import traceback
        t.problems.append(''.join(traceback.format_exception(error)))
    t.close()
    done[number] = (t, time.time() - begun)


def main(only, threads=16):
    chosen = [f for f in CASES if not only or any(word in f.__name__ for word in only)]
    chosen.sort(key=lambda f: not f.__name__.startswith(LONG))
    print('TAP version 14')
    print(f'1..{len(chosen)}', flush=True)
    waiting, done, lock = list(enumerate(chosen, 1)), {}, threading.Lock()

    def work():
        while True:
            with lock:
                if not waiting:
                    return
                number, function = waiting.pop(0)
            perform(function, number, done)
    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    failed = 0
    for number in range(1, len(chosen) + 1):
        while number not in done:
            time.sleep(0.02)
        t, seconds = done[number]
        failed += bool(t.problems)
        print(f'{"not ok" if t.problems else "ok"} {number} - {t.name.replace("_", "-")} # {seconds:.1f} s')
        for problem in t.problems:
            print('\n'.join('# ' + line for line in problem.splitlines()))
        print(end='', flush=True)
    return 1 if failed else 0
