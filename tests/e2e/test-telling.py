#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who asked for a copy is told of its end: once, whatever happens in between."""

import time
from contextlib import ExitStack

from harness import (App, Atspi, Cloud, Desktop, action_of, check, eligible, ferryctl, main, states, wait_for,
                     write_settings)

REPLICA_ERROR = [{"operation": "copyImages", "fault": "replica-error", "count": 1}]


def begin(stack, **cloud_options):
    cloud = Cloud(**cloud_options)
    stack.callback(cloud.end)
    return cloud, Desktop()


def start(stack, cloud, *arguments):
    app = App(cloud, *arguments)
    stack.callback(app.end)
    return app


def start_behind(stack, cloud, other):
    """Starts it behind another window: one that appears takes the keyboard."""
    app = start(stack, cloud)
    app.wait_for_window()
    time.sleep(1)
    other.focus()
    return app


def ask(cloud, n=1, target="cn-east-2"):
    ferryctl(cloud, "copy", "--no-wait", "--from", "cn-north-1", "--to", target, *eligible(cloud)[:n])


def is_selected(app, page):
    tab = app.find("page tab", page + "*")
    return tab and tab.get_state_set().contains(Atspi.StateType.SELECTED)


def copy_in_window(app, n):
    """Ticks the first images that can be copied, and copies them with keyboard and buttons."""
    app.focus()
    app.wait_for("check box", "Copy *")
    app.keys("Down", *["space", "Down"] * 12)
    app.keys("ctrl+shift+c")
    app.press("Copy")


def test_copy_in_window(other):
    """From ticking to the notification, which leads to the copies and goes when they are seen."""
    with ExitStack() as stack:
        cloud, desktop = begin(stack, time_scale=30)
        write_settings(last_target_region="'cn-east-1'")
        app = start(stack, cloud)
        copy_in_window(app, 5)
        wait_for("a copy in the cloud", lambda: cloud.count("copyImages") > 0)
        other.focus()
        title, body, actions = desktop.wait_for_ending()
        check(title.endswith("copied to Suqian"), title)
        check("Verified" in body, body)
        check("Retry" not in actions.values(), f"a button for what went well: {actions}")
        check("Show" in actions.values(), f"no button to look at it: {actions}")
        app.focus()
        time.sleep(1)
        check(not desktop.n_closed(), "it went before anybody saw the copies")
        app.keys("ctrl+2")
        wait_for("the notification to go", desktop.n_closed)


def test_toast_in_front(other):
    """Whoever has the window in front is told there."""
    with ExitStack() as stack:
        cloud, desktop = begin(stack, time_scale=60)
        app = start(stack, cloud)
        app.focus()
        app.wait_for("check box", "Copy *")
        ask(cloud)
        app.wait_for("button", "Show")
        time.sleep(1)
        check(not desktop.endings(), f"told twice: {desktop.endings()}")


def test_failure_and_retry(other):
    """A failure says why and offers another try, which then is told as well."""
    with ExitStack() as stack:
        cloud, desktop = begin(stack, faults=REPLICA_ERROR)
        app = start_behind(stack, cloud, other)
        ask(cloud)
        title, _body, actions = desktop.wait_for_ending()
        check("was not copied to Shanghai" in title, title)
        desktop.invoke(1, action_of(actions, "Retry"))
        wait_for("a second attempt", lambda: cloud.count("copyImages") >= 2)
        title, _body, actions = desktop.wait_for_ending(2)
        check("was copied to Shanghai" in title, title)
        desktop.invoke(2, action_of(actions, "Show"))
        wait_for("the page of copies", lambda: is_selected(app, "Copies"))


def test_conversion(other):
    with ExitStack() as stack:
        cloud, desktop = begin(stack)
        app = start_behind(stack, cloud, other)
        local = [image["id"] for image in ferryctl(cloud, "images", "--region", "cn-north-1")[0]["images"]
                 if image["type"] == "localDisk" and image["status"] == "ready"]
        ferryctl(cloud, "convert", "--no-wait", "--region", "cn-north-1", local[0])
        title, body, _actions = desktop.wait_for_ending()
        check("was converted in Beijing" in title, title)
        check("still there" in body, body)


def test_killed_while_copying(other):
    """Killed in the middle: the next start knows all, and tells of the end once."""
    with ExitStack() as stack:
        cloud, desktop = begin(stack, time_scale=10)
        app = start_behind(stack, cloud, other)
        ask(cloud, n=2)
        wait_for("a running copy", lambda: states(cloud) == ["running"])
        app.kill()
        app = start_behind(stack, cloud, other)
        desktop.wait_for_ending()
        check(states(cloud) == ["done"], f"the journal says {states(cloud)}")
        check(cloud.count("copyImages") == 2, "an image was copied twice")
        app.kill()
        # Another start has nothing to tell.
        app = start_behind(stack, cloud, other)
        time.sleep(3)
        desktop.wait_for_ending()


def test_ended_while_closed(other):
    """What ends while nobody follows it is told at the next start, once."""
    with ExitStack() as stack:
        cloud, desktop = begin(stack, time_scale=15)
        app = start_behind(stack, cloud, other)
        ask(cloud)
        wait_for("a running copy", lambda: states(cloud) == ["running"])
        app.kill()
        check(not desktop.endings(), "told too early")
        time.sleep(10)
        for _ in range(2):
            app = start(stack, cloud, "--background")
            title, _body, _actions = desktop.wait_for_ending()
            check("was copied to Shanghai" in title, title)
            check(app.wait_for_end() == 0, "it did not end well")


def test_two_processes(other):
    """Application and command see the same end: one of them tells."""
    with ExitStack() as stack:
        cloud, desktop = begin(stack, time_scale=30)
        app = start_behind(stack, cloud, other)
        ferryctl(cloud, "copy", "--from", "cn-north-1", "--to", "cn-east-2", eligible(cloud)[0])
        time.sleep(2)
        check(len(desktop.endings()) <= 1, f"told more than once: {desktop.endings()}")


main(test_copy_in_window, test_toast_in_front, test_failure_and_retry, test_conversion, test_killed_while_copying,
     test_ended_while_closed, test_two_processes)
