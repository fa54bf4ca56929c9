# SPDX-License-Identifier: GPL-3.0-or-later
"""The programs from outside: started as a person starts them, driven with the keyboard, seen with the eyes of a
screen reader, and heard through their notifications.

To be run by tests/with-session.sh, which makes the session and its folders. IMAGE_FERRY and FERRYCTL name the
programs; E2E_PICTURES a folder for pictures of the screen. The clouds behind them are in clouds.py.
"""

import contextlib
import functools
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

import dbus

# A warning ends the programs of a test; those of the accessibility libraries in here say nothing about them.
STRICT = os.environ.pop('G_DEBUG', '')

import gi  # noqa: E402

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi  # noqa: E402

APP_ID = 'io.github.imageferry.ImageFerry'
APP_PATH = '/io/github/imageferry/ImageFerry'
NOTIFICATIONS = ('org.freedesktop.Notifications', '/org/freedesktop/Notifications')
# A loaded machine is slow. Nothing waits that long when all is well.
PATIENCE = int(os.environ.get('E2E_PATIENCE', '90'))
# How long it has to stay quiet before there is nothing more to come.
QUIET = 2
OUR_COMPLAINTS = re.compile(r'\b(?:Jdc|Ferry|Emulator)-(?:CRITICAL|WARNING|ERROR) \*\*')


class Failure(Exception):
    """What a test says when a program does not do what it should."""


def check(truth, message):
    if not truth:
        raise Failure(message)


def wait_for(what, look, patience=PATIENCE):
    """Looks again and again until there is an answer that is true, and returns it."""
    end = time.monotonic() + patience
    while True:
        answer = look()
        if answer:
            return answer
        if time.monotonic() > end:
            raise Failure(f'waited {patience} s in vain for {what}')
        time.sleep(0.1)


def run(*command):
    """The output of a command that has to succeed."""
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE).stdout


def take_picture(name):
    folder = os.environ.get('E2E_PICTURES')
    if folder:
        os.makedirs(folder, exist_ok=True)
        subprocess.run(['import', '-window', 'root', os.path.join(folder, name + '.png')], check=False)


class Node:
    """One thing that a screen reader finds. Any may be gone at the next look."""

    def __init__(self, accessible):
        self.accessible = accessible
        # Its name in versions of AT-SPI before 2.56.
        self.role = accessible.get_role_name().replace('push button', 'button')
        self.name = accessible.get_name() or ''

    def __str__(self):
        return f'{self.role} {self.name!r}'

    @property
    def description(self):
        return self.accessible.get_description() or ''

    def has(self, state):
        return self.accessible.get_state_set().contains(state)

    @property
    def sensitive(self):
        return self.has(Atspi.StateType.SENSITIVE)

    @property
    def checked(self):
        return self.has(Atspi.StateType.CHECKED)

    @property
    def selected(self):
        return self.has(Atspi.StateType.SELECTED)

    @property
    def focused(self):
        return self.has(Atspi.StateType.FOCUSED)

    def _value(self):
        value = self.accessible.get_value_iface()
        check(value is not None, f'{self} has no value')
        return value

    @property
    def value(self):
        return Atspi.Value.get_current_value(self._value())

    @property
    def value_text(self):
        return Atspi.Value.get_text(self._value()) or ''

    def click(self):
        """Its first action, for whatever has one."""
        actions = self.accessible.get_action_iface()
        check(actions is not None and actions.get_n_actions() > 0, f'{self} has no action')
        check(actions.do_action(0), f'{self} cannot be clicked')

    def take_focus(self):
        check(self.accessible.get_component_iface().grab_focus(), f'{self} takes no focus')

    def children(self):
        for i in range(self.accessible.get_child_count()):
            child = self.accessible.get_child_at_index(i)
            if child is not None:
                yield child


class Program:
    """image-ferry, with what it says on stderr. Its keys come from the environment unless `keys` is false."""

    def __init__(self, cloud, *arguments, keys=True):
        environment = os.environ | {'G_DEBUG': STRICT} | (cloud.keys if keys else {})
        self.log = tempfile.TemporaryFile('w+')
        self.process = subprocess.Popen([os.environ['IMAGE_FERRY'], '--endpoint', cloud.url, *arguments],
                                        env=environment, stdout=self.log, stderr=self.log)

    # Its life.

    @property
    def lives(self):
        return self.process.poll() is None

    def kill(self):
        """As a crash or an empty battery would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE)

    def wait_for_end(self):
        try:
            code = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired as error:
            raise Failure('the program did not end by itself') from error
        check(code == 0, f'it ended with {code}')

    def end(self):
        """Whatever it is doing. What it has said is repeated, for those who read or search the output."""
        if self.lives:
            self.process.terminate()
            self.process.wait(PATIENCE)
        sys.stderr.write(self.words())

    def words(self):
        self.log.seek(0)
        return self.log.read()

    def complaints(self):
        return [line for line in self.words().splitlines() if OUR_COMPLAINTS.search(line)]

    def activate(self, action):
        """An action of the application, as a launcher or a notification would."""
        dbus.SessionBus().get_object(APP_ID, APP_PATH).ActivateAction(
            action, dbus.Array([], signature='v'), dbus.Dictionary({}, signature='sv'),
            dbus_interface='org.freedesktop.Application')

    # What a screen reader sees.

    def _root(self):
        desktop = Atspi.get_desktop(0)
        desktop.clear_cache()
        for i in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(i)
            if child is not None and child.get_process_id() == self.process.pid:
                return child
        return None

    def see(self, inside=None):
        """All that is shown, from the outside in. What disappears meanwhile is left out."""
        check(self.lives, f'the program has ended with {self.process.returncode}')
        nodes = []
        try:
            start = inside.accessible if inside is not None else self._root()
            if start is not None:
                start.clear_cache()
                self._collect(start, nodes, 0)
        except gi.repository.GLib.Error:
            pass
        return nodes

    def _collect(self, accessible, nodes, depth):
        try:
            if depth > 1 and not accessible.get_state_set().contains(Atspi.StateType.SHOWING):
                return
            node = Node(accessible)
            nodes.append(node)
            for child in node.children():
                self._collect(child, nodes, depth + 1)
        except gi.repository.GLib.Error:
            pass

    def find(self, role=None, name=None, inside=None):
        """Everything of a role whose name matches a regular expression."""
        return [node for node in self.see(inside)
                if (role is None or node.role == role) and (name is None or re.search(name, node.name, re.DOTALL))]

    def wait(self, role=None, name=None, inside=None):
        return wait_for(f'{role or "anything"} {name!r}', lambda: self.find(role, name, inside))[0]

    def wait_until(self, what, role, name, truth):
        """The first of that role and name of which something is true."""
        def look():
            return next((node for node in self.find(role, name) if truth(node)), None)
        return wait_for(f'{role} {name!r} {what}', look)

    def focus(self):
        """What has the keyboard: the innermost, as a window and a row say it too."""
        focused = [node for node in self.see() if node.focused]
        return focused[-1] if focused else None

    def wait_for_focus(self, role, name):
        """Until the keyboard is there by itself."""
        def look():
            focus = self.focus()
            return focus is not None and focus.role == role and re.search(name, focus.name)
        wait_for(f'the keyboard to be at the {role} {name!r}', look)

    # What a person does.

    def windows(self):
        """The X windows that have a title: popovers have none."""
        return subprocess.run(['xdotool', 'search', '--all', '--onlyvisible', '--pid', str(self.process.pid),
                               '--name', '.'], capture_output=True, text=True, check=False).stdout.split()

    def look_at(self):
        """Gives the window the keyboard, as a click on it does where there is a window manager."""
        focus_window(wait_for('a window', self.windows)[0])
        self.wait_until('to be active', 'frame', '', lambda node: node.has(Atspi.StateType.ACTIVE))

    def push(self, name):
        """A button, as soon as it can be pushed."""
        self.wait_until('to be sensitive', 'button', name, lambda node: node.sensitive and has_actions(node)).click()

    def fill(self, name, text):
        self.wait('text', name).accessible.get_editable_text_iface().set_text_contents(text)

    @staticmethod
    def press(*keys):
        for key in keys:
            run('xdotool', 'key', key)

    @staticmethod
    def write(text):
        run('xdotool', 'type', '--delay', '30', text)

    def tab_to(self, role, name='', key='Tab'):
        """Tab (or another key), until something of that role and name has the keyboard."""
        seen = []
        for _ in range(40):
            focus = self.focus()
            if focus is not None and focus.role == role and re.search(name, focus.name):
                return focus
            seen.append(str(focus))
            self.press(key)
        raise Failure(f'{key} does not get to a {role} {name!r}, only to {seen}')

    def go_to_row(self, name):
        """Into the list of images, then up or down to a row."""
        self.tab_to('table row')
        for _ in range(10):
            rows = self.find('table row')
            here = [i for i, row in enumerate(rows) if row.focused]
            there = [i for i, row in enumerate(rows) if row.name == name]
            if here and here == there:
                return rows[there[0]]
            if not here or not there:
                self.press('Home' if not here else 'Next')
                continue
            way = there[0] - here[0]
            self.press(*['Down' if way > 0 else 'Up'] * abs(way))
        raise Failure(f'the keyboard does not get to {name}')


def has_actions(node):
    actions = node.accessible.get_action_iface()
    return actions is not None and actions.get_n_actions() > 0


def focus_window(window):
    def has_focus():
        subprocess.run(['xdotool', 'windowfocus', window], capture_output=True, check=False)
        return subprocess.run(['xdotool', 'getwindowfocus', '-f'], capture_output=True, text=True,
                              check=False).stdout.strip() == window
    wait_for('the keyboard to go to another window', has_focus)


class OtherWindow:
    """A window of another program: while it has the keyboard, ours is behind it."""

    def __init__(self):
        self.process = subprocess.Popen(['xev', '-geometry', '50x50+1220+740', '-event', 'focus'],
                                        stdout=subprocess.DEVNULL)
        self.window = wait_for('the other window', self._search)[0]

    @staticmethod
    def _search():
        return subprocess.run(['xdotool', 'search', '--onlyvisible', '--name', 'Event Tester'], capture_output=True,
                              text=True, check=False).stdout.split()

    def look_at(self):
        focus_window(self.window)

    def end(self):
        self.process.terminate()
        self.process.wait(10)


class Notification:
    """One that a person would have seen. `number` is what its sender was told."""

    def __init__(self, number, arguments):
        self.number, self.title, self.body = number, str(arguments[3]), str(arguments[4])
        words = [str(word) for word in arguments[5]]
        self.buttons = dict(zip(words[1::2], words[::2]))

    def __repr__(self):
        return f'{self.title!r} {self.body!r} {list(self.buttons)}'


class Desktop:
    """The double of org.freedesktop.Notifications that with-session.sh has started; what came before is past."""

    def __init__(self):
        self.mock = dbus.Interface(dbus.SessionBus().get_object(*NOTIFICATIONS), 'org.freedesktop.DBus.Mock')
        self.n_before = len(self.mock.GetMethodCalls('Notify'))
        self.n_closed_before = len(self.mock.GetMethodCalls('CloseNotification'))

    def notifications(self):
        calls = list(enumerate(self.mock.GetMethodCalls('Notify'), 1))
        return [Notification(number, arguments) for number, (_, arguments) in calls[self.n_before:]]

    def endings(self):
        return [each for each in self.notifications() if 'background' not in each.title]

    def wait_for_ending(self, n=1):
        """The nth notification of an end; and no more than that."""
        wait_for(f'notification {n}', lambda: len(self.endings()) >= n)
        time.sleep(QUIET)
        found = self.endings()
        check(len(found) == n, f'{len(found)} notifications instead of {n}: {found}')
        return found[-1]

    def n_closed(self):
        return len(self.mock.GetMethodCalls('CloseNotification')) - self.n_closed_before

    def push(self, notification, label):
        check(label in notification.buttons, f'no button {label!r}: {notification}')
        self.mock.EmitSignal(NOTIFICATIONS[0], 'ActionInvoked', 'us',
                             [dbus.UInt32(notification.number), dbus.String(notification.buttons[label])])


class Shell:
    """A desktop that keeps notifications by the names that programs give them, also when those have ended."""

    NAME = ('org.gtk.Notifications', '/org/gtk/Notifications')

    def __init__(self):
        self.process = subprocess.Popen([sys.executable, '-m', 'dbusmock', '--session', *self.NAME, self.NAME[0]],
                                        stdout=subprocess.DEVNULL)
        wait_for('the desktop', lambda: dbus.SessionBus().name_has_owner(self.NAME[0]))
        self.mock = dbus.Interface(dbus.SessionBus().get_object(*self.NAME), 'org.freedesktop.DBus.Mock')
        self.mock.AddMethod('', 'AddNotification', 'ssa{sv}', '', '')
        self.mock.AddMethod('', 'RemoveNotification', 'ss', '', '')

    def shown(self):
        """{name: title} of what is on screen."""
        shown = {}
        for _, method, arguments in self.mock.GetCalls():
            if method == 'AddNotification':
                shown[str(arguments[1])] = str(arguments[2]['title'])
            elif method == 'RemoveNotification':
                shown.pop(str(arguments[1]), None)
        return shown

    def end(self):
        self.process.terminate()
        self.process.wait(PATIENCE)


class SessionManager:
    """What keeps a computer awake when a program asks for it."""

    def __init__(self):
        self.log = tempfile.TemporaryFile('w+')
        self.process = subprocess.Popen([sys.executable, Path(__file__).with_name('session-manager.py')],
                                        stdout=self.log)
        wait_for('the session manager', lambda: self._lines()[:1] == ['ready'])

    def _lines(self):
        self.log.seek(0)
        return self.log.read().splitlines()

    def calls(self):
        return self._lines()[1:]

    def end(self):
        self.process.terminate()
        self.process.wait(PATIENCE)


def ferryctl(cloud, *arguments, may_fail=False):
    result = subprocess.run([os.environ['FERRYCTL'], '--endpoint', cloud.url, '--json', *arguments],
                            env=os.environ | cloud.keys | {'G_DEBUG': STRICT}, capture_output=True, text=True,
                            check=False, timeout=PATIENCE)
    check(may_fail or result.returncode == 0, f'ferryctl {arguments} said {result.returncode}: {result.stdout}')
    return [json.loads(line) for line in result.stdout.splitlines()]


def eligible(cloud):
    return [image['id'] for image in ferryctl(cloud, 'images', '--region', 'cn-north-1')[0]['images']
            if image['eligible']]


def states(cloud):
    return [operation['state'] for operation in ferryctl(cloud, 'copies')[0]['operations']]


def write_settings(**values):
    """For GSETTINGS_BACKEND=keyfile, which keeps settings between two runs."""
    folder = Path(os.environ['XDG_CONFIG_HOME']) / 'glib-2.0' / 'settings'
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f'[{APP_PATH.strip("/")}]'] + [f'{name.replace("_", "-")}={value}' for name, value in values.items()]
    (folder / 'keyfile').write_text('\n'.join(lines) + '\n')


def journal_folder():
    return Path(os.environ['XDG_DATA_HOME']) / 'image-ferry'


def change_journal(statement):
    """While no program has it open."""
    with contextlib.closing(sqlite3.connect(journal_folder() / 'journal.db')) as database, database:
        database.execute(statement)


def clear_journal():
    for path in journal_folder().glob('*') if journal_folder().exists() else ():
        path.unlink()


def tell(program):
    """What there was to see and hear when something failed."""
    try:
        for node in program.see():
            if node.name:
                print(f'# {node.role}: {node.name!r} {node.description!r}{" *" if node.focused else ""}')
    except (Failure, gi.repository.GLib.Error) as error:
        print(f'# {error}')
    for line in program.words().splitlines():
        print(f'# stderr: {line}')


class Stage:
    """Where a test plays: all that it starts is ended when the curtain falls."""

    def __init__(self):
        self.other = OtherWindow()
        self.desktop = Desktop()
        self.cloud = None
        self.programs = []

    def open(self, cloud):
        self.cloud = cloud
        return cloud

    @property
    def program(self):
        """The one that was started last."""
        return self.programs[-1]

    def start(self, *arguments, keys=True):
        self.programs.append(Program(self.cloud, *arguments, keys=keys))
        return self.program

    def start_in_front(self, *arguments, keys=True):
        program = self.start(*arguments, keys=keys)
        program.look_at()
        return program

    def start_behind(self):
        """Behind another window: one that appears takes the keyboard, once."""
        program = self.start_in_front()
        self.other.look_at()
        program.wait_until('to be behind', 'frame', '', lambda node: not node.has(Atspi.StateType.ACTIVE))
        return program

    def tell(self):
        for program in self.programs[-1:]:
            tell(program)

    def close(self):
        for program in self.programs:
            program.end()
        if self.cloud is not None:
            self.cloud.end()
        self.other.end()


class Film:
    """Runs the steps in their order. Each is a line of TAP and a picture for people; after the first that
    fails the others have nothing to stand on and are skipped."""

    def __init__(self, stage):
        self.stage = stage
        self.steps = []

    def step(self, words):
        def add(function):
            self.steps.append((words, function))
            return function
        return add

    def play(self):
        print(f'TAP version 14\n1..{len(self.steps)}', flush=True)
        failed = False
        for number, (words, function) in enumerate(self.steps, 1):
            if failed:
                print(f'ok {number} {words} # SKIP an earlier step failed', flush=True)
                continue
            failed = not perform(number, words, function, self.stage)
            take_picture(f'{number:02}-step')
        self.stage.close()
        sys.exit(failed)


def perform(number, words, function, stage):
    """A line of TAP, and all that helps when it is `not ok`."""
    try:
        function()
        print(f'ok {number} {words}', flush=True)
        return True
    except Exception as error:  # pylint: disable=broad-except
        print(f'not ok {number} {words}')
        for line in str(error).splitlines() + traceback.format_exc().splitlines():
            print(f'# {line}')
        stage.tell()
        sys.stdout.flush()
        return False


def main(*tests):
    """Tests that have nothing to do with one another; those that are named on the command line, or all."""
    wanted = [test for test in tests if test.__name__ in sys.argv[1:]] or tests
    print(f'TAP version 14\n1..{len(wanted)}', flush=True)
    failed = False
    for number, test in enumerate(wanted, 1):
        clear_journal()
        write_settings()
        stage = Stage()
        stage.other.look_at()
        if not perform(number, test.__name__, functools.partial(test, stage), stage):
            failed = True
            take_picture(test.__name__)
        stage.close()
    sys.exit(failed)
