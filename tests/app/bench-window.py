#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the window costs over an empty one, and what its list costs over a plain GtkColumnView of the same cells, with
10 000 images. Medians of interleaved runs, and their ratios.

Usage: bench-window.py BENCH-WINDOW EMULATOR [RUNS]
"""

import os
import statistics
import subprocess
import sys
import time

IMAGES = 10000
RUNS = 9


def run(program, *arguments):
    """The figures of one run; the first frame in ms from the start of the process."""
    begin = time.monotonic()
    result = subprocess.run([program, *arguments], stdout=subprocess.PIPE, text=True, timeout=60)
    if result.returncode != 0:
        sys.exit(f"{program} {arguments[0]} failed: {result.returncode}")
    figures = {}
    for line in result.stdout.splitlines():
        name, value = line.split()
        figures[name] = float(value)
    figures["first-frame"] = figures["first-frame"] / 1e3 - begin * 1e3
    return figures


def gather(program, url, n_runs):
    os.environ |= {"JDCLOUD_ACCESS_KEY": "DEMOACCESSKEY", "JDCLOUD_SECRET_KEY": "demo-secret-key"}
    windows = {"empty": [], "bare": [], "ours": [], "models": []}
    for _ in range(n_runs):
        windows["empty"].append(run(program, "empty"))
        windows["bare"].append(run(program, "bare", url))
        windows["ours"].append(run(program, "ours", "--endpoint", url))
        windows["models"].append(run(program, "models", "--endpoint", url))
    return {window: {name: statistics.median(figures[name] for figures in runs) for name in runs[0]}
            for window, runs in windows.items()}


def judge(value, budget):
    if budget is None:
        return ""
    return f"{budget:6.1f}  {'within' if value <= budget else 'OVER'}"


def print_ratio(name, ours, floor, budget=None):
    print(f"{name:<52}{ours:9.1f}{floor:9.1f}{ours / floor:8.2f} {judge(ours / floor, budget)}")


def print_difference(name, ours, floor, budget=None):
    print(f"{name:<52}{ours:9.1f}{floor:9.1f}{ours - floor:+8.1f} {judge(ours - floor, budget)}")


def print_turn(words, name, figures):
    """Of our sources alone, with GTK's rows, and of a plain list."""
    name += "-turn"
    ours = figures["models"][name]
    plain = figures["bare"].get(name)
    print(f"{words:<52}{ours:9.1f}{figures['ours'][name]:9.1f}{plain or 0:8.1f} {judge(ours, 16)}")


def main():
    program, emulator = sys.argv[1:3]
    n_runs = int(sys.argv[3]) if len(sys.argv) > 3 else RUNS
    with subprocess.Popen([emulator, "--port", "0", "--images", str(IMAGES)], stdout=subprocess.PIPE,
                          text=True) as cloud:
        try:
            figures = gather(program, cloud.stdout.readline().strip(), n_runs)
        finally:
            cloud.terminate()
    empty, bare, ours = figures["empty"], figures["bare"], figures["ours"]
    print(f"{'medians of ' + str(n_runs) + ' interleaved runs':<52}{'ours':>9}{'floor':>9}{'':8} budget")
    print_ratio("first frame, ms (an empty window)", ours["first-frame"], empty["first-frame"], 1.6)
    for name in ("own", "pss", "rss"):
        print_difference(f"memory at {IMAGES} images: {name}, MB (an empty window)", ours[name], empty[name],
                         35 if name == "own" else None)
    print_ratio("a keystroke, ms (a plain list)", ours["search"], bare["search"], 1.3)
    print_ratio("sorting by a column, ms (a plain list)", ours["sort"], bare["sort"])
    print_ratio("scrolling by a page, ms (a plain list)", ours["scroll"], bare["scroll"])
    print(f"{'longest turn of the main loop, processor ms':<52}{'ours':>9}{'and rows':>9}{'plain':>8} budget")
    for name, words in (("arrive", f"{IMAGES} images arrive"), ("refresh", "the same list is read again"),
                        ("search", "searching"), ("sort", "sorting"), ("scroll", "scrolling")):
        print_turn(words, name, figures)
    print(f"{'turns of the main loop in 5 idle seconds':<52}{figures['models']['idle-turns']:9.0f}")
    print(f"{'changes of the list when it is the same':<52}{ours['refresh-changes']:9.0f}")


main()
