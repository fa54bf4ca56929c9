# SPDX-License-Identifier: GPL-3.0-or-later
"""The stage of the tests that use the program from outside: a cloud, the program in a window of its own,
a keyboard, and the eyes of a screen reader. To be run inside tests/with-session.sh."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.request

import dbus
import gi

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi  # noqa: E402

APP_ID = 'io.github.imageferry.ImageFerry'
KEYS = {'JDCLOUD_ACCESS_KEY': 'DEMOACCESSKEY', 'JDCLOUD_SECRET_KEY': 'demo-secret-key'}
PATIENCE = 30
OUR_COMPLAINTS = re.compile(r'\b(?:Jdc|Ferry|Emulator)-(?:CRITICAL|WARNING|ERROR) \*\*')


class Failure(Exception):
    """What a step says when the program does not do what it should."""


def check(truth, message):
    if not truth:
        raise Failure(message)


def wait_for(what, look, patience=PATIENCE):
    """Looks again and again until there is an answer that is true."""
    end = time.monotonic() + patience
    while True:
        answer = look()
        if answer:
            return answer
        if time.monotonic() > end:
            raise Failure(f'waited {patience} s in vain for {what}')
        time.sleep(0.1)


class Cloud:
    """The emulator, in a process of its own."""

    def __init__(self, program, time_scale):
        self.process = subprocess.Popen([program, '--port', '0', '--time-scale', str(time_scale)],
                                        stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()

    def _ask(self, what):
        with urllib.request.urlopen(f'{self.url}/_emulator/{what}', timeout=10) as answer:
            return json.load(answer)

    def _region(self, name):
        return next(region for region in self._ask('state')['regions'] if region['id'] == name)

    def images(self, region):
        """All private images, by their IDs."""
        return {image['id']: image for image in self._region(region)['images'] if image['source'] == 'private'}

    def quotas(self, region):
        return self._region(region)['quotas']

    def replicas(self, source, region):
        """The IDs of all replicas that were ever made of an image in a region."""
        made = self._ask('state')['replicas'].get(source, [])
        return [replica['id'] for replica in made if replica['region'] == region]

    def calls(self, operation):
        return [call for call in self._ask('requests')['requests'] if call.get('operation') == operation]

    def end(self):
        self.process.terminate()
        self.process.wait(10)


class Notifications:
    """The double of org.freedesktop.Notifications that with-session.sh has started."""

    def __init__(self):
        double = dbus.SessionBus().get_object('org.freedesktop.Notifications', '/org/freedesktop/Notifications')
        self.mock = dbus.Interface(double, 'org.freedesktop.DBus.Mock')

    def titles(self):
        return [str(arguments[3]) for _, arguments in self.mock.GetMethodCalls('Notify')]


class Node:
    """One thing that a screen reader finds. All of them may be gone at the next look."""

    def __init__(self, accessible):
        self.accessible = accessible
        self.role = accessible.get_role_name()
        self.name = accessible.get_name() or ''

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
    def focused(self):
        return self.has(Atspi.StateType.FOCUSED)

    @property
    def value(self):
        value = self.accessible.get_value_iface()
        check(value is not None, f'{self.role} {self.name!r} has no value')
        return Atspi.Value.get_current_value(value)

    @property
    def value_text(self):
        value = self.accessible.get_value_iface()
        check(value is not None, f'{self.role} {self.name!r} has no value')
        return Atspi.Value.get_text(value) or ''

    def click(self):
        check(self.accessible.get_action_iface().do_action(0), f'{self.name!r} cannot be clicked')

    def children(self):
        for i in range(self.accessible.get_child_count()):
            child = self.accessible.get_child_at_index(i)
            if child is not None:
                yield child


class Program:
    """image-ferry in its window, with what it says on stderr."""

    def __init__(self, program, url):
        self.log = tempfile.TemporaryFile('w+')
        environment = {name: value for name, value in os.environ.items() if name != 'G_DEBUG'}
        self.process = subprocess.Popen([program, '--endpoint', url], env=environment | KEYS,
                                        stdout=self.log, stderr=self.log)

    def complaints(self):
        self.log.seek(0)
        return [line.strip() for line in self.log if OUR_COMPLAINTS.search(line)]

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)

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
        check(self.process.poll() is None, f'the program has ended with {self.process.returncode}')
        start = inside.accessible if inside is not None else self._root()
        nodes = []
        if start is not None:
            start.clear_cache()
            self._collect(start, nodes, 0)
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
                if (role is None or node.role == role) and (name is None or re.search(name, node.name))]

    def wait(self, role=None, name=None, patience=PATIENCE, inside=None):
        found = wait_for(f'{role or "anything"} {name!r}', lambda: self.find(role, name, inside), patience)
        return found[0]

    def focus(self):
        """What has the keyboard: the innermost, as a window and a row say it too."""
        focused = [node for node in self.see() if node.focused]
        return focused[-1] if focused else None

    def window(self):
        """The X window, the largest of those that belong to the program."""
        found = subprocess.run(['xdotool', 'search', '--onlyvisible', '--pid', str(self.process.pid)],
                               capture_output=True, text=True, check=False).stdout.split()
        return found[-1] if found else None

    def look_at(self):
        """Gives the window the keyboard, as a click on it does where there is a window manager."""
        subprocess.run(['xdotool', 'windowfocus', '--sync', self.window()], check=True)

    def look_away(self):
        """Works in another window. The root window stands for it, with the pointer outside of ours."""
        subprocess.run(['xdotool', 'mousemove', '1279', '799'], check=True)
        root = re.search(r'0x[0-9a-f]+', subprocess.run(['xwininfo', '-root'], capture_output=True, text=True,
                                                        check=True).stdout).group()
        subprocess.run(['xdotool', 'windowfocus', root], check=True)

    @staticmethod
    def press(*keys, pause=0.08):
        for key in keys:
            subprocess.run(['xdotool', 'key', key], check=True)
            time.sleep(pause)

    @staticmethod
    def write(text):
        subprocess.run(['xdotool', 'type', '--delay', '30', text], check=True)


class Film:
    """Runs the steps in their order. Each is a line of TAP and a picture for people; after the first that
    fails the others have nothing to stand on and are skipped."""

    def __init__(self, folder):
        self.folder = folder
        self.steps = []
        os.makedirs(folder, exist_ok=True)

    def step(self, words):
        def add(function):
            self.steps.append((words, function))
            return function
        return add

    def _picture(self, number):
        time.sleep(0.4)
        subprocess.run(['import', '-window', 'root', os.path.join(self.folder, f'{number:02}-step.png')],
                       check=False)

    def play(self, program):
        """program() gives the Program that runs, for what a failed step saw."""
        print(f'TAP version 14\n1..{len(self.steps)}', flush=True)
        failed = False
        for number, (words, function) in enumerate(self.steps, 1):
            if failed:
                print(f'ok {number} {words} # SKIP an earlier step failed', flush=True)
                continue
            try:
                function()
                print(f'ok {number} {words}', flush=True)
            except Exception as error:
                failed = True
                print(f'not ok {number} {words}', flush=True)
                for line in str(error).splitlines() + traceback.format_exc().splitlines():
                    print(f'# {line}')
                self._tell(program())
            self._picture(number)
        return failed

    @staticmethod
    def _tell(program):
        program.log.seek(0)
        for line in program.log:
            print(f'# stderr: {line.rstrip()}')
        try:
            for node in program.see():
                if node.name:
                    print(f'# {node.role}: {node.name!r} {node.description!r}{" *" if node.focused else ""}')
        except (Failure, gi.repository.GLib.Error) as error:
            print(f'# {error}')
        sys.stdout.flush()
