#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An account is added, used after a restart and removed, with a real keyring. tests/accounts/with-keyring.sh then
looks for the secret in all output and files."""

import subprocess
import time
from pathlib import Path

from clouds import SECRET, Emulator
from theatre import APP_ID, QUIET, check, main, wait_for


def count_secrets():
    """How many accounts the keyring holds; what is printed stays in here."""
    result = subprocess.run(['secret-tool', 'search', '--all', 'application', APP_ID], capture_output=True, text=True,
                            check=False)
    return result.stdout.count(SECRET)


def check_process(program):
    """Any process of the person may read these."""
    folder = Path('/proc') / str(program.process.pid)
    for name in ('cmdline', 'environ'):
        check(SECRET.encode() not in (folder / name).read_bytes(), f'the secret is in {name}')


def test_account(stage):
    stage.open(Emulator())
    program = stage.start_in_front(keys=False)
    program.push('^Add Account…$')
    program.fill('^Name$', 'Production')
    program.fill('^AccessKey ID$', ' E2EKEY\n')
    program.fill('^SecretKey$', 'hush-4711-wrong')
    program.push('^Add$')
    program.wait('label', '^JD Cloud did not accept this key pair')
    check(count_secrets() == 0, 'keys were saved that were not accepted')
    program.fill('^SecretKey$', f'{SECRET}\n')
    program.push('^Add$')
    program.wait('check box', '^Copy ')
    check(count_secrets() == 1, 'the keys are not in the keyring')
    check_process(program)
    program.end()

    program = stage.start_in_front(keys=False)
    program.wait('check box', '^Copy ')
    check_process(program)
    program.activate('accounts')
    program.wait('list item', '^Production')
    program.tab_to('list item', 'Production')
    program.press('Return')
    program.wait('label', '^Remove Account…$')
    program.press('alt+r')
    program.push('^Remove$')
    program.wait('button', '^Add Account…$')
    wait_for('an empty keyring', lambda: count_secrets() == 0)
    time.sleep(QUIET)
    check(program.lives, 'it did not survive')


main(test_account)
