# SPDX-License-Identifier: GPL-3.0-or-later
"""The clouds that stand behind the programs in tests/e2e. All can be asked the same about what truly happened."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / 'double'))

import double  # noqa: E402

# tests/accounts/with-keyring.sh looks for it wherever it should not be.
SECRET = 'hush-4711-e2e-secret'


class Emulator:
    """The project's own, in a process that outlives the program."""

    n_copyable = '1[67]'    # of the images in cn-north-1: one is being copied at the start

    def __init__(self, time_scale=60, faults=()):
        self.keys = {'JDCLOUD_ACCESS_KEY': 'E2EKEY', 'JDCLOUD_SECRET_KEY': SECRET}
        self.process = subprocess.Popen(
            [os.environ['EMULATOR'], '--port=0', f'--time-scale={time_scale}', '--access-key=E2EKEY'],
            stdout=subprocess.PIPE, env=os.environ | {'EMULATOR_SECRET_KEY': SECRET}, text=True)
        self.url = self.process.stdout.readline().strip()
        assert self.url.startswith('http://'), 'the emulator did not start'
        if faults:
            self._call('POST', 'faults', faults)

    def _call(self, method, path, data=None):
        body = None if data is None else json.dumps(data).encode()
        request = urllib.request.Request(f'{self.url}/_emulator/{path}', data=body, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text.strip() else None

    def _region(self, name):
        return next(region for region in self._call('GET', 'state')['regions'] if region['id'] == name)

    def images(self, region):
        """All private images, by their IDs."""
        return {image['id']: image for image in self._region(region)['images'] if image['source'] == 'private'}

    def quotas(self, region):
        return self._region(region)['quotas']

    def replicas(self, source, region):
        """The IDs of all replicas that were ever made of an image in a region."""
        made = self._call('GET', 'state')['replicas'].get(source, [])
        return [replica['id'] for replica in made if replica['region'] == region]

    def n_calls(self, operation):
        return sum(call.get('operation') == operation for call in self._call('GET', 'requests')['requests'])

    def calls(self, operation):
        return [call for call in self._call('GET', 'requests')['requests'] if call.get('operation') == operation]

    def hurry(self):
        """Ends all copies that are under way: what a test wants to see of them it has seen."""
        self._call('POST', 'advance', {'seconds': 600})

    def n_looks(self, image):
        """How often an image was asked for by its ID."""
        return sum(image in (call.get('query') or '') or call.get('id') == image
                   for call in self._call('GET', 'requests')['requests'])

    def colleague_copies(self, region, image, into):
        """Begins with the next list that is read."""
        self._call('POST', 'faults', [{'fault': 'colleague', 'operation': 'describeImages', 'source': image,
                                       'sourceRegion': region, 'into': into, 'busy': True, 'seconds': 6000}])

    def objections(self):
        """What the cloud found wrong with the requests."""
        return []

    def end(self):
        self.process.terminate()
        self.process.wait(10)


class Double:
    """The one of tests/double, written from the documents of the service alone."""

    n_copyable = '6'

    def __init__(self, seconds=100, **style):
        self.double = double.Double(seed=7, style=double.Style(**style), secret=SECRET)
        self.double.copy_seconds = seconds
        self.url = self.double.url
        self.keys = {'JDCLOUD_ACCESS_KEY': self.double.access, 'JDCLOUD_SECRET_KEY': SECRET,
                     'JDCLOUD_REGION': 'cn-north-1'}
        self._fill()

    def _fill(self):
        created = time.time() - 86400
        for n, (name, more) in enumerate({
                'ci-runner-golden': {'disk': 80}, 'uefi-rocky9': {'platform': 'Other Linux', 'version': '9.3'},
                'web-frontend-2026.02': {}, '订单服务-网关': {'snapshots': 2}, '数据库整机镜像_2025Q4': {'snapshots': 3},
                'arm-build-01': {'status': 'error', 'architecture': 'arm64'},
                'openEuler-base-arm64': {'architecture': 'arm64'},
                'legacy-local-with-data': {'device': 'localDisk', 'snapshots': 1}}.items()):
            self.double.add('cn-north-1', f'img-a1b2c3d4{n:02}', name, created=created - 3600 * n, **more)
        for n, region in enumerate(('cn-east-1', 'cn-east-2', 'cn-south-1')):
            self.double.add(region, f'img-e5f6a7b8{n:02}', 'already-there', snapshots=4, created=created)
        # As many are needed as there are snapshots in five images; the others are short of one kind each.
        self.double.image_limit |= {'cn-east-1': 20, 'cn-east-2': 20, 'cn-south-1': 5}
        self.double.snapshot_limit |= {'cn-east-1': 40, 'cn-east-2': 11, 'cn-south-1': 40}

    def images(self, region):
        with self.double.lock:
            self.double.tick()
            return {image.id: {'id': image.id, 'name': image.name, 'status': image.status, 'description': image.desc,
                               'snapshots': image.snapshots} for image in self.double.images[region].values()}

    def quotas(self, region):
        """As it says when it is asked now."""
        with self.double.lock:
            return {'images': {'used': self.double.said_used_images(region),
                               'limit': self.double.image_limit[region]},
                    'snapshots': {'used': self.double.said_used_snapshots(region),
                                  'limit': self.double.snapshot_limit[region]}}

    def hurry(self):
        with self.double.lock:
            for job in self.double.jobs:
                job.seconds = 0

    def replicas(self, source, region):
        with self.double.lock:
            return [replica for made, where, replica in self.double.made if made == source and where == region]

    def n_calls(self, operation):
        with self.double.lock:
            return sum(call['operation'] == operation for call in self.double.log)

    def objections(self):
        with self.double.lock:
            return sorted(set(self.double.violations))

    def end(self):
        self.double.close()
