#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ferryctl costs: start-up, one page of images over a signed curl, and 10 000 images over json-glib's own parsing
of the same bytes and over the official SDK. Medians of interleaved runs, and their ratios.

Usage: bench-ferryctl.py FERRYCTL EMULATOR FLOOR SDK-FOLDER
"""

import hashlib
import hmac
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from pathlib import Path

ACCESS_KEY, SECRET_KEY, REGION = "DEMOACCESSKEY", "demo-secret-key", "cn-north-1"
RUNS = 9


def sign(host, page, size):
    """The URL of a page of images, and the headers of a request for it."""
    date = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    query = f"imageSource=private&pageNumber={page}&pageSize={size}"
    path = f"/v1/regions/{REGION}/images"
    headers = {"content-type": "application/json", "host": host, "x-jdcloud-date": date,
               "x-jdcloud-nonce": str(uuid.uuid4())}
    names = ";".join(headers)
    canonical = "\n".join(["GET", path, query, *(f"{name}:{value}" for name, value in headers.items()), "", names,
                           hashlib.sha256(b"").hexdigest()])
    scope = f"{date[:8]}/{REGION}/vm/jdcloud2_request"
    text = "\n".join(["JDCLOUD2-HMAC-SHA256", date, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = ("JDCLOUD2" + SECRET_KEY).encode()
    for part in [*scope.split("/"), text]:
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    headers["authorization"] = (f"JDCLOUD2-HMAC-SHA256 Credential={ACCESS_KEY}/{scope}, SignedHeaders={names}, "
                                f"Signature={key.hex()}")
    return f"http://{host}{path}?{query}", headers


def measure(command, environment=None):
    """Wall and processor seconds of one run."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command[0]} failed: {process.returncode}")
    return time.perf_counter() - begin, usage.ru_utime + usage.ru_stime


class Emulator:
    def __init__(self, program, *options):
        self.process = subprocess.Popen([program, "--port", "0", *options], stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()
        self.host = self.url.removeprefix("http://")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def fetch_pages(emulator, folder):
    """The answers that ferryctl gets, as files."""
    paths = []
    for page in range(1, 101):
        url, headers = sign(emulator.host, page, 100)
        path = folder / f"{page}.json"
        path.write_bytes(urllib.request.urlopen(urllib.request.Request(url, headers=headers)).read())
        paths.append(str(path))
    return paths


def bench_start(ferryctl):
    walls = [measure([ferryctl, "--version"])[0] for _ in range(RUNS)]
    print(f"ferryctl --version: {statistics.median(walls) * 1e3:.1f} ms (at most 15)")


def bench_page(ferryctl, emulator_program, environment):
    if shutil.which("curl") is None:
        print("one page: there is no curl to compare with")
        return
    ours, theirs = [], []
    with Emulator(emulator_program) as emulator:
        for _ in range(RUNS):
            url, headers = sign(emulator.host, 1, 100)
            options = [option for name, value in headers.items() if name != "host" for option in ("-H", f"{name}: {value}")]
            theirs.append(measure(["curl", "-sf", *options, url])[0])
            ours.append(measure([ferryctl, "--json", "--endpoint", emulator.url, "images", "--region", REGION],
                                environment)[0])
    difference = statistics.median(ours) - statistics.median(theirs)
    print(f"one page of images: {difference * 1e3:.1f} ms more than curl (at most 20)")


def bench_many(ferryctl, emulator_program, floor, sdk, environment):
    floors, walls, ours, sdk_walls, theirs = [], [], [], [], []
    have_sdk = shutil.which("node") is not None and (Path(sdk) / "node_modules" / "jdcloud-sdk-js").exists()
    script = Path(__file__).with_name("bench-sdk.js")
    with Emulator(emulator_program, "--images", "10000") as emulator, tempfile.TemporaryDirectory() as folder:
        pages = fetch_pages(emulator, Path(folder))
        for _ in range(RUNS):
            floors.append(float(subprocess.run([floor, *pages], check=True, capture_output=True, text=True).stdout))
            wall, processor = measure([ferryctl, "--json", "--endpoint", emulator.url, "images", "--region", REGION],
                                      environment)
            walls.append(wall)
            ours.append(processor)
            if have_sdk:
                wall, processor = measure(["node", str(script), sdk, emulator.host])
                sdk_walls.append(wall)
                theirs.append(processor)
    ratio = statistics.median(ours) / statistics.median(floors)
    print(f"10 000 images: {statistics.median(ours) * 1e3:.0f} ms of processor time, all included; "
          f"{ratio:.2f} x json-glib's parsing (at most 1.6)")
    if have_sdk:
        print(f"10 000 images: the official SDK takes {statistics.median(theirs) / statistics.median(ours):.2f} x the "
              f"processor time (at least 2), {statistics.median(sdk_walls) / statistics.median(walls):.2f} x the wall time")
    else:
        print("10 000 images: the official SDK is not installed (run the e2e tests first)")


def main():
    ferryctl, emulator, floor, sdk = sys.argv[1:]
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"JDCLOUD_ACCESS_KEY": ACCESS_KEY, "JDCLOUD_SECRET_KEY": SECRET_KEY,
                                    "XDG_DATA_HOME": home}
        bench_start(ferryctl)
        bench_page(ferryctl, emulator, environment)
        bench_many(ferryctl, emulator, floor, sdk, environment)


main()
