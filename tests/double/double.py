# SPDX-License-Identifier: GPL-3.0-or-later
"""A second, independent JD Cloud for tests.

It is written from the published documents alone and shares nothing with src/emulator, not even its
assumptions. Where the documents leave something open (a member absent, null or empty; a time with or without
zone; an unknown ID in a list of IDs; ...) a Style decides, so that one test can try every reading.

One port serves both services. They are told apart by the scope of the signature, as behind one gateway.
"""

import base64
import hashlib
import hmac
import json
import random
import re
import socket
import struct
import threading
import time
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, unquote

REGIONS = ('cn-north-1', 'cn-east-1', 'cn-east-2', 'cn-south-1')
NAME = re.compile(r'^[一-鿿A-Za-z0-9_.\-]{1,32}$')


class Refusal(Exception):
    """An error envelope of the service."""

    def __init__(self, code, status, message):
        super().__init__(message)
        self.code, self.status, self.message = code, status, message


def precondition(message):
    return Refusal(400, 'FAILED_PRECONDITION', message)


def not_found(image_id):
    return Refusal(404, 'NOT_FOUND', f"Image '{image_id}' not found")


class Style:
    """The readings of what the documents leave open."""

    def __init__(self, **choices):
        self.source_word = 'private'    # private, self
        self.time = 'plain'             # plain, iso, zone, absent, empty
        self.unset = 'absent'           # absent, null, empty
        self.empty_list = 'list'        # list, null, absent
        self.total = 'right'            # right, absent, null
        self.extras = False             # members that nobody knows
        self.ready_progress = '100'     # a word, or None: as unset
        self.unknown_ids = 'short'      # short, 404
        self.pending = 'full'           # full, bare (no name, disks, architecture)
        self.error_order = 'request'    # request, error (which member comes first)
        self.no_result = 'absent'       # absent, empty, null
        self.description = 'plain'      # plain, chinese, words, late, empty, foreign
        self.description_after = 1      # seconds until a late one is there
        self.progress_after = 0         # seconds during which a replica has no progress at all
        self.quota_unset = False        # leaves `used` out when it is 0
        self.quotas = 'asked'           # asked, all (kinds, whatever was asked for)
        self.used_lag = 0               # seconds until a replica is counted in `used`
        self.latency = None             # (shortest, longest) seconds that an answer takes
        for name, value in choices.items():
            assert hasattr(self, name), name
            setattr(self, name, value)


class Image:
    """What the double knows of an image. `show` puts it into words."""

    def __init__(self, image_id, region, name, **more):
        self.id, self.region, self.name = image_id, region, name
        self.status = 'ready'
        self.device = 'cloudDisk'
        self.snapshots = 1
        self.encrypted = False
        self.desc = ''
        self.permission = 'ownerOnly'
        self.protected = False
        self.created = time.time() - 86400
        self.size = 2494
        self.disk = 40
        self.architecture = 'x86_64'
        self.platform = 'CentOS'
        self.version = '7.9'
        self.visible_from = 0
        self.late_description = None    # (text, when)
        self.job = None
        self.overrides = {}             # members shown as they are
        self.copied_from = None
        for key, value in more.items():
            assert hasattr(self, key), key
            setattr(self, key, value)

    def disks(self, style):
        def cloud(number, size):
            disk = {'diskType': 'ssd.gp1', 'diskSizeGB': size, 'encrypted': self.encrypted}
            if self.status != 'pending':
                disk['snapshotId'] = f'snapshot-{self.id[4:]}{number}'
            return disk
        if self.device == 'localDisk':
            system = {'diskCategory': 'local', 'autoDelete': True, 'deviceName': 'vda',
                      'localDisk': {'diskSizeGB': self.disk}}
            count = self.snapshots
        else:
            system = {'diskCategory': 'cloud', 'autoDelete': True, 'deviceName': 'vda',
                      'cloudDisk': cloud(0, self.disk)}
            count = self.snapshots - 1
        data = [{'diskCategory': 'cloud', 'autoDelete': True, 'deviceName': 'vd' + chr(98 + i),
                 'cloudDisk': cloud(i + 1, 100)} for i in range(count)]
        return system, data

    def when(self, style):
        t = time.gmtime(self.created + 8 * 3600)
        if style.time == 'plain':
            return time.strftime('%Y-%m-%d %H:%M:%S', t)
        if style.time == 'iso':
            return time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(self.created))
        if style.time == 'zone':
            return time.strftime('%Y-%m-%dT%H:%M:%S+08:00', t)
        return {'absent': None, 'empty': ''}[style.time]

    def show(self, style):
        now = time.time()
        if self.late_description and now >= self.late_description[1]:
            self.desc, self.late_description = self.late_description[0], None
        system, data = self.disks(style)
        members = {
            'imageId': self.id, 'name': self.name, 'platform': self.platform, 'osVersion': self.version,
            'architecture': self.architecture, 'systemDiskSizeGB': self.disk, 'imageSource': style.source_word,
            'osType': 'linux', 'status': self.status, 'sizeMB': self.size, 'ownerPin': 'double_pin',
            'launchPermission': self.permission, 'systemDisk': system, 'rootDeviceType': self.device,
            'createTime': self.when(style), 'desc': self.desc or None, 'dataDisks': data or None,
            'snapshotId': system.get('cloudDisk', {}).get('snapshotId'), 'progress': self.progress(style),
        }
        if self.status == 'pending' and style.pending == 'bare':
            for name in ('name', 'platform', 'osVersion', 'architecture', 'systemDiskSizeGB', 'osType', 'sizeMB',
                         'systemDisk', 'rootDeviceType', 'dataDisks', 'launchPermission'):
                members[name] = None
        members = self.leave_unset(members, style)
        if style.extras:
            members.update({'zzUnknown': {'a': [1, 2.5, None, {'b': True}]}, 'tags': None, 'uefiSupport': False})
        members.update(self.overrides)
        return members

    def progress(self, style):
        if self.status == 'pending' and time.time() - self.created < style.progress_after:
            return None
        if self.status == 'pending':
            return str(self.job.percent()) if self.job else '0'
        return style.ready_progress

    @staticmethod
    def leave_unset(members, style):
        empty = {'dataDisks': [], 'systemDisk': {}, 'systemDiskSizeGB': None, 'sizeMB': None}
        shown = {}
        for name, value in members.items():
            if value is not None:
                shown[name] = value
            elif style.unset == 'null' or (style.unset == 'empty' and empty.get(name, '') is None):
                shown[name] = None
            elif style.unset == 'empty':
                shown[name] = empty.get(name, '')
        return shown


class Job:
    """A copy or a conversion under way."""

    def __init__(self, source, replica, seconds, end):
        self.source, self.replica, self.end = source, replica, end
        self.started, self.seconds = time.time(), seconds
        self.over = False

    def percent(self):
        if self.seconds <= 0:
            return 99
        return min(99, int(100 * (time.time() - self.started) / self.seconds))


class Rule:
    """Makes some calls go another way. `kind` names the way, `more` its numbers."""

    def __init__(self, operation, kind, times=1, region=None, service=None, skip=0, **more):
        self.operation, self.kind, self.times, self.region = operation, kind, times, region
        self.service, self.skip, self.more = service, skip, more

    def fits(self, operation, region, service):
        fitting = (self.times != 0 and self.operation in ('*', operation) and self.region in (None, region)
                   and self.service in (None, service))
        if fitting and self.skip > 0:
            self.skip -= 1
            return False
        if fitting:
            self.times -= 1
        return fitting


class Double:
    """The cloud: its state, its rules and a server on loopback."""

    def __init__(self, seed=1, style=None, access='AKDOUBLE0000000001', secret='SKdouble/very+Secret=0001'):
        self.random = random.Random(seed)
        self.style = style or Style()
        self.access, self.secret = access, secret
        self.token, self.token_form = None, 'raw'
        self.clock = 0                  # seconds added to the server's clock
        self.copy_seconds = 0.3
        self.end = 'ready'              # how replicas end: ready, error, vanish, differ
        self.next_end = {}              # how the next replica of a source ends, by its ID
        self.lock = threading.RLock()
        self.images = {region: {} for region in REGIONS}
        self.image_limit = {region: 50 for region in REGIONS}
        self.snapshot_limit = {region: 100 for region in REGIONS}
        self.image_used = {region: 0 for region in REGIONS}        # in use besides the images listed
        self.rules, self.log, self.violations, self.nonces = [], [], [], set()
        self.jobs, self.later = [], []
        self.connections = 0
        self.made = []                  # (source, region, replica) of every copy that was carried out
        self.server = Server(('127.0.0.1', 0), Handler)
        self.server.double = self
        self.url = f'http://127.0.0.1:{self.server.server_address[1]}'
        threading.Thread(target=self.server.serve_forever, kwargs={'poll_interval': 0.05}, daemon=True).start()

    def close(self):
        self.server.closing = True
        self.server.shutdown()
        self.server.server_close()

    # What a test arranges.

    def add(self, region, image_id, name=None, **more):
        image = Image(image_id, region, name or 'web-' + image_id[4:], **more)
        with self.lock:
            self.images[region][image_id] = image
        return image

    def rule(self, operation, kind, **more):
        rule = Rule(operation, kind, **more)
        with self.lock:
            self.rules.append(rule)
        return rule

    def new_id(self):
        return 'img-' + ''.join(self.random.choice('abcdefghijklmnopqrstuvwxyz0123456789') for _ in range(10))

    def writes(self, operation=None):
        with self.lock:
            return [e for e in self.log if e['method'] != 'GET' and operation in (None, e['operation'])]

    def reads(self, operation=None):
        with self.lock:
            return [e for e in self.log if e['method'] == 'GET' and operation in (None, e['operation'])]

    def replicas(self, region, source):
        """Images that the double made for `source`, whatever they say about themselves."""
        with self.lock:
            return [i for i in self.images[region].values() if i.copied_from == source]

    # Time.

    def tick(self):
        now = time.time()
        for when, act in [x for x in self.later if x[0] <= now]:
            self.later.remove((when, act))
            act()
        for job in self.jobs:
            if not job.over and now >= job.started + job.seconds:
                self.finish(job)

    def finish(self, job):
        job.over = True
        image = job.replica
        if job.end == 'vanish':
            self.images[image.region].pop(image.id, None)
        elif job.end == 'error':
            image.status = 'error'
        else:
            image.status = 'ready'
            if job.end == 'differ':
                image.disk += 10

    def busy(self, image):
        return any(not job.over and job.source is image for job in self.jobs)

    # Operations.

    def describe_images(self, region, query):
        known = {'imageSource', 'imageName', 'status', 'rootDeviceType', 'launchPermission', 'platform',
                 'architecture', 'offline', 'bootMode', 'pageNumber', 'pageSize'}
        for name in query:
            if name not in known and not re.match(r'^ids\.[1-9]\d*$', name):
                self.violations.append(f'describeImages: parameter {name}')
        ids = [query[k] for k in sorted(query) if k.startswith('ids.')]
        number, size = self.page(query)
        if not ids and 'imageSource' not in query:
            raise precondition('Parameter ImageSource missing')
        now = time.time()
        images = [i for i in self.images[region].values() if i.visible_from <= now]
        if ids:
            if len(ids) > 100:
                self.violations.append('more than 100 ids')
            missing = [i for i in ids if i not in {image.id for image in images}]
            if missing and self.style.unknown_ids == '404':
                raise not_found(missing[0])
            images = [i for i in images if i.id in ids]
        else:
            if query['imageSource'] != 'private':
                images = []
            if 'imageName' in query:
                images = [i for i in images if query['imageName'] in i.name]
            if 'status' in query:
                images = [i for i in images if query['status'] == i.status]
            if 'rootDeviceType' in query:
                images = [i for i in images if query['rootDeviceType'] == i.device]
        part = [i.show(self.style) for i in images[(number - 1) * size:number * size]]
        result = {'images': part}
        if not part and self.style.empty_list != 'list':
            result['images'] = None
            if self.style.empty_list == 'absent':
                del result['images']
        if self.style.total != 'absent':
            result['totalCount'] = len(images) if self.style.total == 'right' else None
        return result

    def page(self, query):
        try:
            number, size = int(query.get('pageNumber', '1')), int(query.get('pageSize', '20'))
        except ValueError:
            raise Refusal(400, 'INVALID_ARGUMENT', 'Invalid parameter') from None
        if not 10 <= size <= 100 or number < 1:
            self.violations.append(f'page {number} of size {size}')
            raise Refusal(400, 'OUT_OF_RANGE', 'PageSize out of range')
        return number, size

    def image(self, region, image_id):
        image = self.images[region].get(image_id)
        if image is None or image.visible_from > time.time():
            raise not_found(image_id)
        return image

    def describe_image(self, region, image_id):
        return {'image': self.image(region, image_id).show(self.style)}

    def check_source(self, image, device):
        if image.overrides.get('imageSource') in ('public', 'shared', 'community'):
            raise precondition("Can't use this image")
        if image.device != device:
            raise precondition(f'Only support {device} image')
        if image.status != 'ready':
            raise precondition(f"Invalid image status '{image.status}'")
        if self.busy(image):
            raise precondition(f"The image '{image.id}' is busy")

    def check_quota(self, region, images, snapshots):
        if self.used_images(region) + images > self.image_limit[region]:
            raise Refusal(429, 'QUOTA_EXCEEDED', 'Image quota limit exceeded')
        if self.used_snapshots(region) + snapshots > self.snapshot_limit[region]:
            raise Refusal(429, 'QUOTA_EXCEEDED', 'Snapshot quota limit exceeded')

    def copy_images(self, region, body):
        self.expect_body('copyImages', body, {'sourceImageIds': list, 'destinationRegion': str, 'name': str,
                                              'description': str, 'regionId': str})
        target = body.get('destinationRegion')
        if target not in REGIONS or target == region:
            raise Refusal(400, 'INVALID_ARGUMENT', f"Invalid region '{target}'")
        ids = body.get('sourceImageIds') or []
        if len(ids) != 1:
            self.violations.append(f'copyImages with {len(ids)} images')
        self.check_texts(body)
        sources = [self.image(region, i) for i in ids]
        for source in sources:
            self.check_source(source, 'cloudDisk')
            if source.encrypted:
                raise precondition(f"Copy encrypted snapshot 'snapshot-{source.id[4:]}0' is not support.")
        self.check_quota(target, len(ids), sum(s.snapshots for s in sources))
        return {'copyImages': [self.copy_one(s, target, body) for s in sources]}

    def copy_one(self, source, target, body):
        replica = Image(self.new_id(), target, body.get('name', source.name), status='pending', created=time.time(),
                        snapshots=source.snapshots, disk=source.disk, architecture=source.architecture,
                        platform=source.platform, version=source.version, size=0, copied_from=source.id)
        text = {
            'plain': f'{source.region} {source.id}', 'late': f'{source.region} {source.id}',
            'chinese': f'由华北地域镜像{source.id}复制而来', 'words': f'Copied from image [{source.id}], {source.region}.',
            'empty': '', 'foreign': 'a replica'}[self.style.description]
        if 'description' in body:
            replica.desc = body['description']
        elif self.style.description == 'late':
            replica.late_description = (text, time.time() + self.style.description_after)
        else:
            replica.desc = text
        self.begin(source, replica)
        self.made.append((source.id, target, replica.id))
        return {'sourceImageId': source.id, 'destinationImageId': replica.id}

    def begin(self, source, replica):
        replica.job = Job(source, replica, self.copy_seconds, self.next_end.pop(source.id, self.end))
        self.jobs.append(replica.job)
        self.images[replica.region][replica.id] = replica

    def convert_image(self, region, image_id, body):
        self.expect_body('convertImage', body or {}, {'regionId': str})
        source = self.image(region, image_id)
        self.check_source(source, 'localDisk')
        self.check_quota(region, 1, 1)
        replica = Image(self.new_id(), region, source.name, status='pending', created=time.time(), disk=source.disk,
                        snapshots=source.snapshots + 1, size=0, copied_from=source.id)
        self.begin(source, replica)
        self.made.append((source.id, region, replica.id))
        return {'imageId': replica.id}

    def modify(self, region, image_id, body):
        self.expect_body('modifyImageAttribute', body, {'name': str, 'description': str, 'regionId': str})
        if 'name' not in body and 'description' not in body:
            raise Refusal(400, 'INVALID_ARGUMENT', 'Parameter name、description missing')
        image = self.image(region, image_id)
        self.check_texts(body)
        image.name = body.get('name', image.name)
        image.desc = body.get('description', image.desc)

    def delete(self, region, image_id, query):
        if set(query) - {'deleteSnapshot'} or query.get('deleteSnapshot', 'true') not in ('true', 'false'):
            self.violations.append(f'deleteImage: {query}')
        image = self.image(region, image_id)
        if image.protected:
            raise precondition("Can't delete protected image")
        if image.permission == 'specifiedUsers':
            raise precondition("Can't delete shared image")
        if self.busy(image):
            raise precondition(f"The image '{image.id}' is busy")
        del self.images[region][image_id]

    def check_texts(self, body):
        if 'name' in body and not NAME.match(body['name']):
            raise Refusal(400, 'INVALID_ARGUMENT', 'Invalid parameter name')
        if len(body.get('description', '')) > 256:
            raise Refusal(400, 'INVALID_ARGUMENT', 'Invalid parameter description')

    def expect_body(self, operation, body, types):
        if not isinstance(body, dict):
            self.violations.append(f'{operation}: body is no object')
            raise Refusal(400, 'INVALID_ARGUMENT', 'Invalid parameter')
        for name, value in body.items():
            if name not in types or not isinstance(value, types[name]):
                self.violations.append(f'{operation}: member {name}')

    def counted(self, region, lag=0):
        return [i for i in self.images[region].values() if i.copied_from is None or time.time() - i.created >= lag]

    def used_images(self, region, lag=0):
        return len(self.counted(region, lag)) + self.image_used[region]

    def used_snapshots(self, region, lag=0):
        return sum(i.snapshots for i in self.counted(region, lag))

    def said_used_images(self, region):
        return self.used_images(region, self.style.used_lag)

    def said_used_snapshots(self, region):
        return self.used_snapshots(region, self.style.used_lag)

    def quotas(self, region, query):
        wanted = [query[k] for k in sorted(query) if re.match(r'^filters\.\d+\.values\.\d+$', k)]
        if wanted and query.get('filters.1.name') != 'resourceTypes':
            self.violations.append(f'describeQuotas: {query}')
        if self.style.quotas == 'all':
            wanted = []
        rows = []
        for kind in wanted or ['instance', 'image', 'keypair']:
            row = {'resourceType': kind, 'limit': self.image_limit[region],
                   'used': self.said_used_images(region) if kind == 'image' else 0}
            rows.append(self.quota(row))
        return {'quotas': rows}

    def quota(self, row):
        if self.style.quota_unset and row['used'] == 0:
            del row['used']
        if self.style.extras:
            row['unit'] = 'piece'
        return row

    def disk_quota(self, region, query):
        if query.get('type') not in ('disk', 'snapshot', 'snapshot_policy'):
            raise Refusal(400, 'INVALID_ARGUMENT', 'Parameter type missing')
        return {'quota': self.quota({'limit': self.snapshot_limit[region], 'used': self.said_used_snapshots(region)})}

    def snapshots(self, region, query):
        self.page(query)
        rows = [{'snapshotId': f'snapshot-{i.id[4:]}{n}', 'status': 'available', 'images': [i.id],
                 'encrypted': i.encrypted} for i in self.images[region].values() for n in range(i.snapshots)]
        return {'snapshots': rows[:100], 'totalCount': len(rows)}

    def answer(self, operation, region, image_id, query, body):
        """Carries a call out. Returns its result."""
        with self.lock:
            self.tick()
            if operation == 'describeImages':
                return self.describe_images(region, query)
            if operation == 'describeImage':
                return self.describe_image(region, image_id)
            if operation == 'copyImages':
                return self.copy_images(region, body)
            if operation == 'convertImage':
                return self.convert_image(region, image_id, body)
            if operation == 'modifyImageAttribute':
                return self.modify(region, image_id, body)
            if operation == 'deleteImage':
                return self.delete(region, image_id, query)
            if operation == 'describeQuotas':
                return self.quotas(region, query)
            if operation == 'describeQuota':
                return self.disk_quota(region, query)
            return self.snapshots(region, query)


def encode(text, safe=''):
    return quote(text, safe="-_.~" + safe)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    closing = False

    def handle_error(self, request, client_address):
        """A client that goes away is no fault of the double."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    disable_nagle_algorithm = True
    served = 0

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        self.serve()

    do_POST = do_DELETE = do_PUT = do_PATCH = do_HEAD = do_GET

    @property
    def double(self):
        return self.server.double

    def serve(self):
        body = self.rfile.read(int(self.headers.get('content-length') or 0))
        path, _, raw = self.path.partition('?')
        pairs = [(unquote(n), unquote(v)) for n, _, v in (p.partition('=') for p in raw.split('&')) if n]
        entry = {'method': self.command, 'path': unquote(path), 'query': dict(pairs), 'body': body, 'at': time.time(),
                 'operation': None, 'region': None, 'image': None, 'outcome': None, 'headers': dict(self.headers)}
        self.served += 1
        with self.double.lock:
            self.double.log.append(entry)
            latency = self.double.random.uniform(*self.double.style.latency) if self.double.style.latency else 0
        time.sleep(latency)
        try:
            service = self.verify(path, pairs, body)
            self.route(entry, service)
            self.check_form(entry, pairs)
            self.carry_out(entry, service, dict(pairs), body)
        except Refusal as refusal:
            entry['outcome'] = refusal.message
            self.refuse(refusal)

    # The signature.

    def verify(self, path, pairs, body):
        given = self.headers.get('authorization')
        if not given:
            raise Refusal(401, 'ACCESS_ERROR', 'lack of header authorization[gw]')
        match = re.fullmatch(r'JDCLOUD2-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/([^/]+)/jdcloud2_request, '
                             r'SignedHeaders=([^,]+), Signature=([0-9a-f]{64})', given)
        if not match:
            raise Refusal(401, 'ACCESS_ERROR', 'lack of credential in the header authorization')
        access, day, region, service, names, signature = match.groups()
        date, nonce = self.headers.get('x-jdcloud-date'), self.headers.get('x-jdcloud-nonce')
        if not date:
            raise Refusal(401, 'ACCESS_ERROR', 'lack of header x-jdcloud-date')
        if access != self.double.access:
            raise Refusal(401, 'ACCESS_ERROR', 'Invalid accessKey')
        if self.sign(path, pairs, body, (day, region, service), names.split(';'), date) != signature:
            raise Refusal(401, 'ACCESS_ERROR', 'sign result is not same [gw]')
        self.check_headers(names.split(';'), day, date, nonce)
        if region not in self.path:
            raise Refusal(401, 'ACCESS_ERROR', 'sign result is not same [gw]')
        return service

    def check_headers(self, names, day, date, nonce):
        double = self.double
        wrong = []
        if names != sorted(names) or not {'host', 'x-jdcloud-date', 'x-jdcloud-nonce', 'content-type'} <= set(names):
            wrong.append(f'signed headers {names}')
        if not re.fullmatch(r'\d{8}T\d{6}Z', date) or date[:8] != day:
            wrong.append(f'date {date}')
        if self.headers.get('content-type') != 'application/json':
            wrong.append('content-type')
        token = self.headers.get('x-jdcloud-security-token')
        if token and 'x-jdcloud-security-token' not in names:
            wrong.append('token not signed')
        with double.lock:
            double.violations += wrong
            if not nonce or nonce in double.nonces:
                double.violations.append('nonce used twice')
                raise Refusal(403, 'HTTP_FORBIDDEN', 'repeated access')
            double.nonces.add(nonce)
        then = time.mktime(time.strptime(date, '%Y%m%dT%H%M%SZ')) - time.timezone
        if abs(then - time.time() - double.clock) > 900:
            raise Refusal(401, 'ACCESS_ERROR', 'sign result is not same [gw]')
        if double.token:
            wanted = double.token
            if double.token_form == 'base64':
                wanted = base64.b64encode(wanted.encode()).decode()
            if token != wanted:
                raise Refusal(401, 'ACCESS_ERROR', 'Invalid authentication credentials')
        elif token:
            raise Refusal(401, 'ACCESS_ERROR', 'Invalid authentication credentials')

    def sign(self, path, pairs, body, scope, names, date):
        query = '&'.join(f'{encode(n)}={encode(v)}' for n, v in sorted(pairs))
        headers = ''.join(f'{n}:{re.sub(" +", " ", (self.headers.get(n) or "").strip())}\n' for n in names)
        canonical = '\n'.join((self.command, encode(unquote(path), '/'), query, headers, ';'.join(names),
                               hashlib.sha256(body).hexdigest()))
        text = '\n'.join(('JDCLOUD2-HMAC-SHA256', date, '/'.join(scope) + '/jdcloud2_request',
                          hashlib.sha256(canonical.encode()).hexdigest()))
        key = ('JDCLOUD2' + self.double.secret).encode()
        for part in (*scope, 'jdcloud2_request'):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

    # Which operation it is.

    def route(self, entry, service):
        match = re.fullmatch(r'/v1/regions/([^/]+)/([A-Za-z]+)(?:/([^/:]+))?(?::([A-Za-z]+))?', entry['path'])
        table = {
            ('vm', 'GET', 'images', False, None): 'describeImages',
            ('vm', 'GET', 'images', True, None): 'describeImage',
            ('vm', 'POST', 'images', False, 'copyImages'): 'copyImages',
            ('vm', 'POST', 'images', True, 'convertImage'): 'convertImage',
            ('vm', 'POST', 'images', True, 'modifyImageAttribute'): 'modifyImageAttribute',
            ('vm', 'DELETE', 'images', True, None): 'deleteImage',
            ('vm', 'GET', 'quotas', False, None): 'describeQuotas',
            ('disk', 'GET', 'quotas', False, None): 'describeQuota',
            ('disk', 'GET', 'snapshots', False, None): 'describeSnapshots',
        }
        if match:
            region, resource, image, action = match.groups()
            entry['operation'] = table.get((service, self.command, resource, bool(image), action))
            entry['region'], entry['image'] = region, image
        if entry['operation'] is None or entry['region'] not in REGIONS:
            self.double.violations.append(f"no route: {self.command} {entry['path']} ({service})")
            raise Refusal(404, 'NOT_FOUND', 'no route and no API found with those values')

    def check_form(self, entry, pairs):
        wrong = self.double.violations
        if self.command in ('GET', 'DELETE') and entry['body']:
            wrong.append('a body with ' + self.command)
        if self.command == 'POST' and pairs:
            wrong.append('a query with POST')
        if len({n for n, _ in pairs}) != len(pairs):
            wrong.append('a name twice in the query')
        if self.command != 'GET' and self.served > 1:
            wrong.append('a write on a used connection')

    # Carrying it out, the straight way or another one.

    def carry_out(self, entry, service, query, raw):
        double = self.double
        body = {}
        if raw:
            try:
                body = json.loads(raw.decode())
            except ValueError:
                raise Refusal(400, 'INVALID_ARGUMENT', 'Invalid parameter') from None
        entry['json'] = body
        with double.lock:
            rule = next((r for r in double.rules if r.fits(entry['operation'], entry['region'], service)), None)

        def act():
            return double.answer(entry['operation'], entry['region'], entry['image'], query, body)
        entry['outcome'] = rule.kind if rule else 'ok'
        if rule is None:
            self.succeed(act())
        else:
            getattr(self, 'way_' + rule.kind)(act, rule.more)

    def envelope(self, result):
        body = {'requestId': self.double.new_id()[4:] * 3}
        if result is not None:
            body['result'] = result
        elif self.double.style.no_result != 'absent':
            body['result'] = {} if self.double.style.no_result == 'empty' else None
        if self.double.style.extras:
            body['zone'] = 'x'
        return json.dumps(body, ensure_ascii=False).encode()

    def succeed(self, result):
        self.reply(200, self.envelope(result))

    def refuse(self, refusal, headers=()):
        error = {'code': refusal.code, 'status': refusal.status, 'message': refusal.message}
        body = {'requestId': 'r' * 32, 'error': error}
        if self.double.style.error_order == 'error':
            body = {'error': dict(reversed(error.items())), 'requestId': 'r' * 32}
        self.reply(refusal.code, json.dumps(body).encode(), headers=headers)

    def reply(self, code, body, content_type='application/json; charset=utf-8', headers=(), length=None):
        self.log_request(code)
        self.send_response_only(code)
        self.send_header('Date', formatdate(time.time() + self.double.clock, usegmt=True))
        self.send_header('Content-Type', content_type)
        self.send_header('Content-Length', str(len(body) if length is None else length))
        self.send_header('x-jdcloud-request-id', 'h' * 32)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        self.close_connection = True
        # The files that http.server made keep the socket open, so that close() alone would send nothing.
        self.connection.close()
        self.rfile.close()
        try:
            self.wfile.close()
        except OSError:
            pass
        raise ConnectionAbortedError

    def try_act(self, act):
        try:
            return act()
        except Refusal:
            return None

    def way_refuse(self, act, more):
        self.refuse(Refusal(more['code'], more['status'], more.get('message', 'made up')), more.get('headers', ()))

    def way_refuse_acted(self, act, more):
        self.try_act(act)
        self.way_refuse(act, more)

    def way_reset(self, act, more):
        self.reset()

    def way_reset_acted(self, act, more):
        self.try_act(act)
        self.reset()

    def way_truncate(self, act, more):
        body = self.envelope(act())
        self.reply(200, body[:len(body) // 2], length=len(body))
        self.close_connection = True

    def way_half(self, act, more):
        """Half a document in a whole answer."""
        body = self.envelope(act())
        self.reply(200, body[:len(body) // 2])

    def way_raw(self, act, more):
        if more.get('act'):
            self.try_act(act)
        self.reply(more.get('code', 200), more['body'], more.get('type', 'application/json'), more.get('headers', ()))

    def way_flood(self, act, more):
        size = more['size']
        self.reply(200, b'{"requestId":"x","result":{"images":[],"zz":"', length=size)
        block = b'a' * 65536
        sent = 0
        while sent < size and not self.server.closing:
            self.wfile.write(block)
            sent += len(block)

    def way_stall(self, act, more):
        if more.get('act'):
            self.try_act(act)
        end = time.time() + more.get('seconds', 90)
        while time.time() < end and not self.server.closing:
            time.sleep(0.1)
        self.reset()

    def way_slow(self, act, more):
        result = act()
        time.sleep(more['seconds'])
        self.succeed(result)

    def way_act_late(self, act, more):
        with self.double.lock:
            self.double.later.append((time.time() + more['seconds'], lambda: self.try_act(act)))
        self.reset()

    def way_visible_late(self, act, more):
        with self.double.lock:
            before = len(self.double.made)
            self.try_act(act)
            for _, region, image in self.double.made[before:]:
                self.double.images[region][image].visible_from = time.time() + more['seconds']
        self.reset()

    def way_pairs(self, act, more):
        """Changes the list of pairs with a function of the test."""
        result = act()
        result['copyImages'] = more['change'](result['copyImages'])
        self.succeed(result)

    def way_result(self, act, more):
        """Changes the result with a function of the test."""
        self.succeed(more['change'](self.try_act(act)))
