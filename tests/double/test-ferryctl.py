#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests ferryctl from outside, against a cloud that was written from the documents alone.

Usage: test-ferryctl.py FERRYCTL [WORD…]: only the cases with a WORD in their name.
"""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import harness  # noqa: E402
import cases_input  # noqa: E402,F401
import cases_reading  # noqa: E402,F401
import cases_copying  # noqa: E402,F401
import cases_losing  # noqa: E402,F401
import cases_single  # noqa: E402,F401
import cases_waiting  # noqa: E402,F401

harness.FERRYCTL = os.path.abspath(sys.argv[1])
sys.exit(harness.main(sys.argv[2:]))
