#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts what one `meson test` run really did: prints "PASSED FAILED SKIPPED".

A program that speaks TAP is counted by its test cases, which Meson writes to testlog.junit.xml; any other
program counts as one test. testlog.json has the verdict on each program as a whole: a program that crashed,
timed out or broke off after cases that all passed adds one failure, which the XML alone would not show.
"""

import json
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

SKIPPED = {"SKIP", "IGNORED"}
PASSED = {"OK", "EXPECTEDFAIL"}


def read_cases(path):
    """Returns, for each program with test cases, [passed, failed, skipped]. Its suite is PROJECT.NAME."""
    cases = {}
    for suite in ElementTree.parse(path).getroot().iter("testsuite"):
        counts = [0, 0, 0]
        for case in suite.iter("testcase"):
            if case.find("failure") is not None or case.find("error") is not None:
                counts[1] += 1
            elif case.find("skipped") is not None:
                counts[2] += 1
            else:
                counts[0] += 1
        cases[suite.get("name").partition(".")[2]] = counts
    return cases


def count_program(program, cases):
    verdict = program["result"]
    if program["name"] in cases:
        passed, failed, skipped = cases[program["name"]]
        broken = verdict not in PASSED | SKIPPED and failed == 0
        return passed, failed + broken, skipped
    return verdict in PASSED, verdict not in PASSED | SKIPPED, verdict in SKIPPED


def main(logs):
    counts = [0, 0, 0]
    for log in logs.glob("testlog*.json"):
        cases = read_cases(log.with_suffix(".junit.xml"))
        for line in log.read_text(encoding="utf-8").splitlines():
            counts = [sum(pair) for pair in zip(counts, count_program(json.loads(line), cases))]
    print(*counts)


main(Path(sys.argv[1]))
