#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An account is added, used after a restart and removed, with a real keyring. tests/accounts/with-keyring.sh then
looks for the secret in all output and files."""

import subprocess
import time
from contextlib import ExitStack
from pathlib import Path

from harness import APP_ID, SECRET, App, Cloud, check, main, wait_for


def count_secrets():
    """How many accounts the keyring holds; what is printed stays in here."""
    result = subprocess.run(["secret-tool", "search", "--all", "application", APP_ID], capture_output=True, text=True,
                            check=False)
    return result.stdout.count(SECRET)


def check_process(app):
    """Any process of the person may read these."""
    folder = Path("/proc") / str(app.process.pid)
    for name in ("cmdline", "environ"):
        check(SECRET.encode() not in (folder / name).read_bytes(), f"the secret is in {name}")


def start(stack, cloud):
    app = App(cloud, keys=False)
    stack.callback(app.end)
    app.focus()
    return app


def test_account(_other):
    with ExitStack() as stack:
        cloud = Cloud()
        stack.callback(cloud.end)
        app = start(stack, cloud)
        app.press("Add Account…")
        app.type_into("Name", "Production")
        app.type_into("AccessKey ID", " E2EKEY\n")
        app.type_into("SecretKey", "hush-4711-wrong")
        app.press("Add")
        app.wait_for("label", "JD Cloud did not accept this key pair")
        check(count_secrets() == 0, "keys were saved that were not accepted")
        app.type_into("SecretKey", f"{SECRET}\n")
        app.press("Add")
        app.wait_for("check box", "Copy *")
        check(count_secrets() == 1, "the keys are not in the keyring")
        check_process(app)
        app.end()

        app = start(stack, cloud)
        app.wait_for("check box", "Copy *")
        check_process(app)
        app.activate("accounts")
        app.wait_for("list item", "Production*")
        app.keys("Tab", "Down", "Return")
        app.wait_for("label", "Remove Account…")
        app.keys("alt+r")
        app.press("Remove")
        app.wait_for("button", "Add Account…")
        wait_for("an empty keyring", lambda: count_secrets() == 0)
        time.sleep(1)
        check(app.lives, "it did not survive")


main(test_account)
