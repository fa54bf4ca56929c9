#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies are followed without a window, and no longer than there are any."""

import subprocess
import time
from contextlib import ExitStack
from pathlib import Path
import os

from harness import App, Cloud, Desktop, check, eligible, ferryctl, main, states, wait_for


def begin(stack, **cloud_options):
    cloud = Cloud(**cloud_options)
    stack.callback(cloud.end)
    return cloud, Desktop()


def start(stack, cloud, *arguments):
    app = App(cloud, *arguments)
    stack.callback(app.end)
    return app


def ask(cloud, n=1):
    ferryctl(cloud, "copy", "--no-wait", "--from", "cn-north-1", "--to", "cn-east-2", *eligible(cloud)[:n])


def test_close_while_copying(_other):
    """Closed, it goes on and says so the first time; opened again it is the same process; then it quits."""
    with ExitStack() as stack:
        cloud, desktop = begin(stack, time_scale=6)
        app = start(stack, cloud)
        app.wait_for_window()
        ask(cloud)
        wait_for("a running copy", lambda: states(cloud) == ["running"])
        time.sleep(1)
        app.close_window()
        app.wait_for_no_window()
        wait_for("the word about it", lambda: [item for item in desktop.notifications() if "background" in item[0]])
        check(app.lives, "the application ended with its window")
        second = start(stack, cloud)
        check(second.wait_for_end() == 0, "the second start failed")
        app.wait_for_window()
        app.close_window()
        app.wait_for_no_window()
        title, _body, _actions = desktop.wait_for_ending()
        check("was copied to Shanghai" in title, title)
        check(app.wait_for_end() == 0, "it did not end well")
        said = [item for item in desktop.notifications() if "background" in item[0]]
        check(len(said) == 1, f"said more than once: {said}")


def test_close_without_copies(_other):
    with ExitStack() as stack:
        cloud, desktop = begin(stack)
        app = start(stack, cloud)
        app.wait_for_window()
        time.sleep(1)
        app.close_window()
        check(app.wait_for_end() == 0, "it did not end well")
        check(not desktop.notifications(), f"told of nothing: {desktop.notifications()}")


def test_start_in_background(_other):
    """As at login: no window, the copies are brought to their end, then it is over."""
    with ExitStack() as stack:
        cloud, desktop = begin(stack, time_scale=15)
        ask(cloud)
        app = start(stack, cloud, "--background")
        desktop.wait_for_ending()
        check(not app.windows(), "there is a window")
        check(app.wait_for_end() == 0, "it did not end well")
        check(states(cloud) == ["done"], f"the journal says {states(cloud)}")


def test_start_in_background_for_nothing(_other):
    with ExitStack() as stack:
        cloud, desktop = begin(stack)
        app = start(stack, cloud, "--background")
        check(app.wait_for_end(20) == 0, "it did not end well")
        check(not desktop.notifications(), f"told of nothing: {desktop.notifications()}")


def test_quit_while_copying(_other):
    """Quit asks; what was sent goes on in the cloud, and the next start knows."""
    with ExitStack() as stack:
        cloud, _desktop = begin(stack, time_scale=6)
        app = start(stack, cloud)
        app.wait_for_window()
        ask(cloud)
        wait_for("a running copy", lambda: states(cloud) == ["running"])
        time.sleep(1)
        app.focus()
        app.keys("ctrl+q")
        app.press("Cancel")
        time.sleep(1)
        check(app.lives, "Cancel did not keep it")
        app.keys("ctrl+q")
        app.press("Quit")
        check(app.wait_for_end() == 0, "it did not end well")
        check(states(cloud) == ["running"], f"the journal says {states(cloud)}")


def test_resume_at_login(_other):
    """The preference writes and removes the entry of the autostart folder."""
    with ExitStack() as stack:
        cloud, _desktop = begin(stack)
        entry = Path(os.environ["XDG_CONFIG_HOME"]) / "autostart" / "io.github.imageferry.ImageFerry.desktop"
        app = start(stack, cloud)
        app.focus()
        app.keys("ctrl+comma")
        app.wait_for("check box", "Resume Copies at Login")
        app.keys("alt+r")
        wait_for("the entry", entry.exists)
        text = entry.read_text()
        check(f'Exec="{os.environ["IMAGE_FERRY"]}" --background' in text, text)
        subprocess.run(["desktop-file-validate", entry], check=True)
        app.keys("alt+r")
        wait_for("no entry", lambda: not entry.exists())


main(test_close_while_copying, test_close_without_copies, test_start_in_background,
     test_start_in_background_for_nothing, test_quit_while_copying, test_resume_at_login)
