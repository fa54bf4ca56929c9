#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of copies from outside: found, opened, searched, decided upon, with keyboard and screen reader."""

import time
from contextlib import ExitStack

from harness import (App, Cloud, Desktop, Shell, action_of, change_journal, check, eligible, ferryctl, main, states, wait_for,
                     write_settings)


def begin(stack, **cloud_options):
    cloud = Cloud(**cloud_options)
    stack.callback(cloud.end)
    return cloud, Desktop()


def start(stack, cloud, *arguments):
    app = App(cloud, *arguments)
    stack.callback(app.end)
    return app


def copy(cloud, *images, target="cn-east-2", options=()):
    """Copies by command, to the end unless @options say otherwise."""
    return ferryctl(cloud, "copy", "--from", "cn-north-1", "--to", target, *options, *images, check_status=False)


def open_copies(app):
    app.focus()
    app.keys("ctrl+2")
    time.sleep(0.5)


def is_open(app, name="* to Shanghai"):
    """Whether the row of a replica can be seen."""
    return app.find("list item", name) is not None


def wait_until_open(app, wanted, what):
    wait_for(f"{what} to {'open' if wanted else 'close'} the row", lambda: is_open(app) == wanted, 10)


def test_show_after_copy(_other):
    """The toast after Copy leads to the very operation: opened, and with the keyboard."""
    with ExitStack() as stack:
        cloud, _desktop = begin(stack, time_scale=10)
        write_settings(last_target_region="'cn-east-1'")
        app = start(stack, cloud)
        app.focus()
        app.wait_for("check box", "Copy *")
        app.keys("Down", *["space", "Down"] * 6)
        app.keys("ctrl+shift+c")
        app.press("Copy")
        app.press("Show")
        wait_for("the row to have the keyboard", lambda: app.focused() == ("list item", "Beijing → Suqian"))
        check(is_open(app, "* to Suqian"), "the row is closed")


def test_row_keys(_other):
    """However the keyboard got to an ended operation: Space and Enter open and close it, Tab leads through it."""
    with ExitStack() as stack:
        cloud, _desktop = begin(stack)
        copy(cloud, *eligible(cloud)[:2])
        app = start(stack, cloud)
        open_copies(app)
        check(app.focused() == ("list item", "Beijing → Shanghai"), f"the keyboard is at {app.focused()}")
        for key in ("space", "Return"):
            app.keys(key)
            wait_until_open(app, True, key)
            app.keys(key)
            wait_until_open(app, False, key)
        # Away and back, as arrows, Tab and pages lead.
        for away, back in (("Tab", "shift+Tab"), ("shift+Tab", "Tab"), ("ctrl+1", "ctrl+2")):
            app.keys(away, back)
            check(app.focused() == ("list item", "Beijing → Shanghai"), f"{away} and {back} lead to {app.focused()}")
            app.keys("space")
            wait_until_open(app, True, f"{away}, {back}, space")
            app.keys("space")
            wait_until_open(app, False, "space")
        app.keys("space")
        wait_until_open(app, True, "space")
        app.tab_to("toggle button", "More actions for Beijing → Shanghai")
        app.tab_to("list item", "* to Shanghai", key="Down")
        app.keys("Return")
        app.wait_for("label", "JD Cloud cannot stop a copy*")
        app.keys("Escape")
        app.tab_to("list item", "* to Shanghai")


def test_row_keys_after_end(_other):
    """A row that has the keyboard keeps it when its operation ends and goes to the other list."""
    with ExitStack() as stack:
        cloud, _desktop = begin(stack, time_scale=20)
        app = start(stack, cloud)
        app.wait_for_window()
        copy(cloud, *eligible(cloud)[:2], options=["--no-wait"])
        open_copies(app)
        app.wait_for("heading", "In Progress")
        app.tab_to("list item", "Beijing → Shanghai")
        wait_for("the row to keep the keyboard", lambda: app.focused() == ("list item", "Beijing → Shanghai"))
        wait_until_open(app, True, "itself")
        for wanted in (False, True):
            app.keys("space")
            wait_until_open(app, wanted, "space")


def test_search(_other):
    """Ctrl+F, or simply typing, narrows the copies down; Escape shows all again."""
    with ExitStack() as stack:
        cloud, _desktop = begin(stack)
        first, second = eligible(cloud)[:2]
        copy(cloud, first)
        copy(cloud, second, target="cn-south-1")
        app = start(stack, cloud)
        open_copies(app)
        app.keys("ctrl+f")
        check(app.focused()[0] == "entry", f"the keyboard is at {app.focused()}")
        app.type(first)
        wait_for("one of them", lambda: not app.find("list item", "Beijing → Guangzhou"), 10)
        check(app.find("list item", "Beijing → Shanghai"), "the other one is hidden as well")
        app.keys("Escape")
        app.wait_for("list item", "Beijing → Guangzhou")
        app.tab_to("list item", "Beijing → Guangzhou")
        app.type("nothing of that name")
        app.press("Clear Search")
        app.wait_for("list item", "Beijing → Guangzhou")
        wait_for("the list to have the keyboard", lambda: app.focused()[0] == "list item", 10)
        app.keys("ctrl+1", "ctrl+f")
        check(app.focused() == ("entry", "Search name, ID or description"), f"the keyboard is at {app.focused()}")


def test_notification_of_earlier_process(_other):
    """What an earlier process has told goes when the copies are seen in a later one."""
    with ExitStack() as stack:
        cloud, _desktop = begin(stack)
        shell = Shell()
        stack.callback(shell.end)
        copy(cloud, *eligible(cloud)[:1], options=["--no-wait"])
        app = start(stack, cloud, "--background")
        check(app.wait_for_end() == 0, "it did not end well")
        titles = list(shell.shown().values())
        check(len(titles) == 1 and titles[0].endswith("was copied to Shanghai"), f"told {titles}")
        app = start(stack, cloud)
        app.focus()
        time.sleep(1)
        check(shell.shown(), "it went before anybody saw the copies")
        app.keys("ctrl+2")
        wait_for("the notification to go", lambda: not shell.shown(), 10)


def move_to_another_computer(cloud, image):
    """A journal with a copy on its way, as it stands after it came here from elsewhere."""
    copy(cloud, image, options=["--no-wait"])
    change_journal("UPDATE meta SET value = 'another' WHERE name = 'machine'")


def n_asked(cloud, image):
    """How often the replica of @image was looked at."""
    replica = cloud.replicas(image)[0]["id"]
    return sum(replica in (entry.get("query") or "") or entry.get("id") == replica
               for entry in cloud.call("GET", "requests")["requests"])


def test_foreign_journal(_other):
    """A journal of another computer: nothing is driven before somebody says so, and then it goes on."""
    with ExitStack() as stack:
        cloud, _desktop = begin(stack)
        first, second = eligible(cloud)[:2]
        move_to_another_computer(cloud, first)
        before = n_asked(cloud, first)
        app = start(stack, cloud)
        app.focus()
        app.wait_for("label", "*1 operation in it is not through*both computers*copied twice*")
        app.press("Not Now")
        time.sleep(3)
        check(n_asked(cloud, first) == before, "its copy was followed")
        check(states(cloud) == ["running"], f"the journal says {states(cloud)}")
        app.press("Go On Here…")
        app.press("Go On Here")
        wait_for("the end of the copy", lambda: states(cloud) == ["done"])
        check(len(cloud.replicas(first)) == 1, "it was copied twice")
        wait_for("the banner to go", lambda: not app.find("button", "Go On Here…"), 10)
        copy(cloud, second)
        check(len(cloud.replicas(second)) == 1, "the next copy was not made")


def test_foreign_journal_in_background(_other):
    """Without a window it says that it has a question, and ends."""
    with ExitStack() as stack:
        cloud, desktop = begin(stack)
        move_to_another_computer(cloud, eligible(cloud)[0])
        app = start(stack, cloud, "--background")
        check(app.wait_for_end() == 0, "it did not end well")
        title, body, _actions = desktop.wait_for_ending()
        check(title == "Copies wait for your answer" and "another computer" in body, f"{title}: {body}")
        check(states(cloud) == ["running"], f"the journal says {states(cloud)}")


# The answer is lost, and nothing ties the replica to its source: only a person can tell.
LOST = [{"operation": "copyImages", "fault": "reset", "acts": True},
        {"operation": "copyImages", "fault": "description", "text": ""},
        {"operation": "copyImages", "fault": "duration", "seconds": 60, "count": 0}]


def begin_undecided(stack, other):
    """The application behind another window, told that a copy needs a decision; returns that image as well."""
    cloud, desktop = begin(stack, faults=LOST)
    app = start(stack, cloud)
    app.wait_for_window()
    time.sleep(1)
    other.focus()
    image = eligible(cloud)[0]
    copy(cloud, image, options=["--settle", "1", "--no-wait"])
    wait_for("an undecided copy", lambda: states(cloud) == ["undecided"])
    title, body, actions = desktop.wait_for_ending()
    check(title.startswith("Not clear whether") and "decide" in body, f"the notification says {title}: {body}")
    desktop.invoke(1, action_of(actions, "Show"))
    app.wait_for("label", "Not clear whether it was copied")
    app.focus()
    return cloud, app, image


def test_undecided_there(other):
    with ExitStack() as stack:
        cloud, app, image = begin_undecided(stack, other)
        app.press("It’s There…")
        app.press("It’s This One")
        wait_for("the end", lambda: states(cloud) == ["done"])
        check(len(cloud.replicas(image)) == 1, "it was copied again")
        found = ferryctl(cloud, "copies")[0]["operations"][0]["replicas"][0]["replica"]
        check(found == cloud.replicas(image)[0]["id"], f"{found} was chosen")
        app.wait_for("label", "Verified")


def test_undecided_send_again(other):
    with ExitStack() as stack:
        cloud, app, image = begin_undecided(stack, other)
        app.press("Send Again")
        wait_for("the end", lambda: states(cloud) == ["done"])
        check(len(cloud.replicas(image)) == 2, "it was not sent again")
        app.wait_for("label", "Verified")


def test_undecided_forget(other):
    with ExitStack() as stack:
        cloud, app, image = begin_undecided(stack, other)
        app.press("Forget")
        wait_for("the end", lambda: states(cloud) == ["cancelled"])
        check(len(cloud.replicas(image)) == 1, "it was copied again")
        app.wait_for("label", "Forgotten, nobody looks for it")


# An attempt that was given up acts long after that.
LATE = [{"operation": "copyImages", "fault": "reset", "acts": 900},
        {"operation": "copyImages", "fault": "duration", "seconds": 10, "count": 0}]


def begin_duplicate(stack):
    """The application, with a replica too many; returns the image and its replicas, ours first."""
    cloud, _desktop = begin(stack, faults=LATE)
    first, second = eligible(cloud)[:2]
    copy(cloud, first, options=["--settle", "1"])
    wait_for("a second replica", lambda: len(cloud.replicas(first)) == 2)
    app = start(stack, cloud)
    open_copies(app)
    copy(cloud, second)
    ours = ferryctl(cloud, "copies")[0]["operations"]
    ours = [replica["replica"] for item in ours for replica in item["replicas"] if replica["source"] == first]
    late = [replica["id"] for replica in cloud.replicas(first) if replica["id"] not in ours]
    app.wait_for("label", f"{late[0]} in Shanghai may be a second replica of *")
    return cloud, app, ours[0], late[0]


def images(cloud, region="cn-east-2"):
    return [image["id"] for image in ferryctl(cloud, "images", "--region", region)[0]["images"]]


def test_duplicate_kept(_other):
    """What is kept is not asked about again, not in the next process either."""
    with ExitStack() as stack:
        cloud, app, ours, late = begin_duplicate(stack)
        app.press("Keep or Delete…")
        app.wait_for("label", f"{late} in East China-Shanghai*{ours}*Deleted, {late} is gone*")
        app.press("Keep")
        wait_for("the banner to go", lambda: not app.find("button", "Keep or Delete…"), 10)
        check(late in images(cloud) and ours in images(cloud), "an image is gone")
        app.end()
        app = start(stack, cloud)
        open_copies(app)
        app.wait_for("label", "Beijing → Shanghai")
        time.sleep(1)
        check(not app.find("button", "Keep or Delete…"), "it is asked again")


def test_duplicate_deleted(_other):
    """Asked first, then deleted; the replica that is ours stays."""
    with ExitStack() as stack:
        cloud, app, ours, late = begin_duplicate(stack)
        app.press("Keep or Delete…")
        app.press("Decide Later")
        wait_for("the question to go", lambda: not app.find("button", "Decide Later"), 10)
        check(late in images(cloud), "it was deleted unasked")
        app.press("Keep or Delete…")
        app.press("Delete")
        wait_for("the banner to go", lambda: not app.find("button", "Keep or Delete…"))
        wait_for("it to be gone", lambda: late not in images(cloud))
        check(ours in images(cloud), "the wrong one was deleted")


main(test_show_after_copy, test_search, test_row_keys, test_row_keys_after_end, test_notification_of_earlier_process,
     test_foreign_journal, test_foreign_journal_in_background, test_undecided_there, test_undecided_send_again,
     test_undecided_forget, test_duplicate_kept, test_duplicate_deleted)
