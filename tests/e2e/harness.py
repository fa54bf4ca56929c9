# SPDX-License-Identifier: GPL-3.0-or-later
"""The programs from outside: started as a person starts them, seen through AT-SPI, keyboard, D-Bus and files.

To be run by tests/with-session.sh, which makes the session and its folders.
"""

import fnmatch
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import traceback
import urllib.request
from pathlib import Path

import dbus

# A warning ends our own programs; those of the accessibility libraries in here say nothing about them.
STRICT = {"G_DEBUG": os.environ.pop("G_DEBUG", "")}

import gi  # noqa: E402

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

APP_ID = "io.github.imageferry.ImageFerry"
APP_PATH = "/io/github/imageferry/ImageFerry"
NOTIFICATIONS = ("org.freedesktop.Notifications", "/org/freedesktop/Notifications")
PATIENCE = int(os.environ.get("E2E_PATIENCE", "60"))
SECRET = "hush-4711-e2e-secret"


class Failure(Exception):
    """What was expected did not happen."""


def take_picture():
    """What was on screen when it failed, if E2E_PICTURES names a folder for that."""
    folder = os.environ.get("E2E_PICTURES")
    if folder:
        subprocess.run(["import", "-window", "root", f"{folder}/e2e-{os.getpid()}-{time.monotonic():.0f}.png"], check=False)


def wait_for(what, condition, seconds=PATIENCE):
    """Returns the first true value of @condition; a person is patient, but not for ever."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            take_picture()
            raise Failure(f"waited in vain for: {what}")
        time.sleep(0.1)


def check(condition, message):
    if not condition:
        raise Failure(message)


class Cloud:
    """A local cloud in a process of its own, which outlives the application."""

    def __init__(self, time_scale=60, faults=()):
        environment = {**os.environ, **STRICT, "EMULATOR_SECRET_KEY": SECRET}
        self.process = subprocess.Popen(
            [os.environ["EMULATOR"], "--port=0", f"--time-scale={time_scale}", "--access-key=E2EKEY"],
            stdout=subprocess.PIPE, env=environment, text=True)
        self.url = self.process.stdout.readline().strip()
        check(self.url.startswith("http://"), "the emulator did not start")
        if faults:
            self.call("POST", "faults", faults)

    def call(self, method, path, data=None):
        body = None if data is None else json.dumps(data).encode()
        request = urllib.request.Request(f"{self.url}/_emulator/{path}", data=body, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            text = answer.read()
        return json.loads(text) if text.strip() else None

    def replicas(self, image):
        """All that were ever made of it."""
        return self.call("GET", "state")["replicas"].get(image, [])

    def count(self, operation):
        return sum(entry["operation"] == operation for entry in self.call("GET", "requests")["requests"])

    def end(self):
        self.process.terminate()
        self.process.wait(10)


class App:
    """The application; its keys come from the environment unless @keys is false."""

    def __init__(self, cloud, *arguments, keys=True):
        environment = {**os.environ, **STRICT}
        if keys:
            environment |= {"JDCLOUD_ACCESS_KEY": "E2EKEY", "JDCLOUD_SECRET_KEY": SECRET}
        self.process = subprocess.Popen([os.environ["IMAGE_FERRY"], "--endpoint", cloud.url, *arguments], env=environment,
                                        stdout=sys.stderr)

    @property
    def lives(self):
        return self.process.poll() is None

    def kill(self):
        """As a crash or an empty battery would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def wait_for_end(self, seconds=PATIENCE):
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired as error:
            raise Failure("the application did not end by itself") from error

    def end(self):
        if self.lives:
            self.process.terminate()
            self.process.wait(10)

    def windows(self):
        result = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)],
                                capture_output=True, text=True, check=False)
        return result.stdout.split()

    def wait_for_window(self):
        return wait_for("a window", self.windows)[0]

    def wait_for_no_window(self):
        wait_for("no window", lambda: not self.windows())

    def focus(self):
        subprocess.run(["xdotool", "windowfocus", "--sync", self.wait_for_window()], check=True)

    def keys(self, *names):
        for name in names:
            subprocess.run(["xdotool", "key", "--delay", "30", name], check=True)
            time.sleep(0.2)

    @staticmethod
    def type(text):
        subprocess.run(["xdotool", "type", "--delay", "30", text], check=True)
        time.sleep(0.3)

    def activate(self, action, target=None):
        parameters = [] if target is None else [dbus.String(target, variant_level=1)]
        bus = dbus.SessionBus()
        bus.get_object(APP_ID, APP_PATH).ActivateAction(
            action, dbus.Array(parameters, signature="v"), dbus.Dictionary({}, signature="sv"),
            dbus_interface="org.freedesktop.Application")

    def close_window(self):
        """Asks the window to close, as its button does."""
        self.focus()
        self.keys("ctrl+w")

    def root(self):
        desktop = Atspi.get_desktop(0)
        # What was read before may be old by now.
        desktop.clear_cache()
        for i in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(i)
            if child is not None and child.get_process_id() == self.process.pid:
                child.clear_cache()
                return child
        return None

    def focused(self):
        """Role and name of what has the keyboard: the innermost, as windows and rows say that they have it too."""
        found = find_focus(self.root())
        return (found.get_role_name(), found.get_name()) if found else ("", "")

    def tab_to(self, role, name, key="Tab"):
        """Presses @key until that has the keyboard; the name may end in an asterisk."""
        seen = []
        for _ in range(40):
            seen.append(self.focused())
            if seen[-1][0] == role and fnmatch.fnmatchcase(seen[-1][1], name):
                return
            self.keys(key)
        raise Failure(f"{key} does not get to the {role} “{name}”, only to {seen}")

    def find(self, role, name):
        """The first accessible of @role with that @name, of which an asterisk is any end."""
        root = self.root()
        return root and find_in(root, role, name)

    def wait_for(self, role, name):
        return wait_for(f"{role} “{name}”", lambda: self.find(role, name))

    def press(self, name):
        def ready():
            button = self.find("button", name)
            return button and button.get_state_set().contains(Atspi.StateType.SENSITIVE) and button

        wait_for(f"button “{name}”", ready).get_action_iface().do_action(0)

    def type_into(self, name, text):
        entry = self.wait_for("text", name)
        entry.get_editable_text_iface().set_text_contents(text)


def find_in(node, role, name, depth=0):
    try:
        if node.get_role_name() == role and fnmatch.fnmatchcase(node.get_name(), name):
            return node
        if depth > 40:
            return None
        for i in range(node.get_child_count()):
            child = node.get_child_at_index(i)
            found = child and find_in(child, role, name, depth + 1)
            if found:
                return found
    except gi.repository.GLib.Error:
        # It went while it was being looked at.
        return None
    return None


def find_focus(node, depth=0):
    """The innermost that has the keyboard, among what is shown."""
    found = None
    try:
        states = node.get_state_set() if node is not None else None
        if states is None or depth > 45 or (depth > 1 and not states.contains(Atspi.StateType.SHOWING)):
            return None
        if states.contains(Atspi.StateType.FOCUSED):
            found = node
        for i in range(node.get_child_count()):
            found = find_focus(node.get_child_at_index(i), depth + 1) or found
    except gi.repository.GLib.Error:
        # It went while it was being looked at.
        pass
    return found


class Desktop:
    """The notifications that a person would have seen."""

    def __init__(self):
        self.mock = dbus.Interface(dbus.SessionBus().get_object(*NOTIFICATIONS), "org.freedesktop.DBus.Mock")
        self.n_notified = len(self.mock.GetMethodCalls("Notify"))
        self.n_closed_before = len(self.mock.GetMethodCalls("CloseNotification"))

    def notifications(self):
        """Title, body and {action: label} of each."""
        result = []
        for _time, arguments in self.mock.GetMethodCalls("Notify")[self.n_notified:]:
            actions = list(map(str, arguments[5]))
            result.append((str(arguments[3]), str(arguments[4]), dict(zip(actions[::2], actions[1::2]))))
        return result

    def endings(self):
        return [item for item in self.notifications() if "background" not in item[0]]

    def wait_for_ending(self, n=1):
        wait_for(f"notification {n}", lambda: len(self.endings()) >= n)
        # One too many would come now.
        time.sleep(2)
        found = self.endings()
        check(len(found) == n, f"{len(found)} notifications instead of {n}: {found}")
        return found[-1]

    def n_closed(self):
        return len(self.mock.GetMethodCalls("CloseNotification")) - self.n_closed_before

    def invoke(self, number, action):
        """Presses a button of the notification with that number, the first is 1."""
        self.mock.EmitSignal(NOTIFICATIONS[0], "ActionInvoked", "us",
                             [dbus.UInt32(self.n_notified + number), dbus.String(action)])


class Shell:
    """A desktop that keeps notifications by the names that programs give them, also when those have ended."""

    NAME = ("org.gtk.Notifications", "/org/gtk/Notifications")

    def __init__(self):
        self.process = subprocess.Popen([sys.executable, "-m", "dbusmock", "--session", *self.NAME, self.NAME[0]],
                                        stdout=subprocess.DEVNULL)
        wait_for("the desktop", lambda: dbus.SessionBus().name_has_owner(self.NAME[0]))
        self.mock = dbus.Interface(dbus.SessionBus().get_object(*self.NAME), "org.freedesktop.DBus.Mock")
        self.mock.AddMethod("", "AddNotification", "ssa{sv}", "", "")
        self.mock.AddMethod("", "RemoveNotification", "ss", "", "")

    def shown(self):
        """{name: title} of what is on screen."""
        shown = {}
        for _time, method, arguments in self.mock.GetCalls():
            if method == "AddNotification":
                shown[str(arguments[1])] = str(arguments[2]["title"])
            elif method == "RemoveNotification":
                shown.pop(str(arguments[1]), None)
        return shown

    def end(self):
        self.process.terminate()
        self.process.wait(10)


class OtherWindow:
    """A window of another program: while it has the keyboard, the application is behind it."""

    def __init__(self):
        self.process = subprocess.Popen(["xev", "-event", "focus"], stdout=subprocess.DEVNULL)
        self.window = wait_for("the other window", self.search)[0]

    def search(self):
        result = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "Event Tester"], capture_output=True,
                                text=True, check=False)
        return result.stdout.split()

    def focus(self):
        subprocess.run(["xdotool", "windowfocus", "--sync", self.window], check=True)

    def end(self):
        self.process.terminate()
        self.process.wait(10)


def action_of(actions, label):
    found = [action for action, text in actions.items() if text == label]
    check(found, f"no button “{label}” among {actions}")
    return found[0]


def ferryctl(cloud, *arguments, check_status=True):
    environment = {**os.environ, **STRICT, "JDCLOUD_ACCESS_KEY": "E2EKEY", "JDCLOUD_SECRET_KEY": SECRET}
    result = subprocess.run([os.environ["FERRYCTL"], "--endpoint", cloud.url, "--json", *arguments], env=environment,
                            capture_output=True, text=True, check=False, timeout=PATIENCE)
    check(not check_status or result.returncode == 0, f"ferryctl {arguments} said {result.returncode}: {result.stdout}")
    return [json.loads(line) for line in result.stdout.splitlines()]


def eligible(cloud, region="cn-north-1"):
    return [image["id"] for image in ferryctl(cloud, "images", "--region", region)[0]["images"] if image["eligible"]]


def states(cloud):
    return [operation["state"] for operation in ferryctl(cloud, "copies")[0]["operations"]]


def write_settings(**values):
    """For GSETTINGS_BACKEND=keyfile, which keeps settings between two runs."""
    folder = Path(os.environ["XDG_CONFIG_HOME"]) / "glib-2.0" / "settings"
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"[{APP_PATH.strip('/')}]"] + [f"{name.replace('_', '-')}={value}" for name, value in values.items()]
    (folder / "keyfile").write_text("\n".join(lines) + "\n")


def journal_folder():
    return Path(os.environ["XDG_DATA_HOME"]) / "image-ferry"


def change_journal(statement):
    """While no program has it open."""
    with sqlite3.connect(journal_folder() / "journal.db") as database:
        database.execute(statement)
    database.close()


def clear_journal():
    folder = journal_folder()
    for path in folder.glob("*") if folder.exists() else ():
        path.unlink()


def run(*tests):
    """TAP for meson."""
    print(f"1..{len(tests)}")
    failed = 0
    other = OtherWindow()
    for number, test in enumerate(tests, 1):
        clear_journal()
        write_settings()
        other.focus()
        try:
            test(other)
            print(f"ok {number} - {test.__name__}", flush=True)
        except Exception:  # pylint: disable=broad-except
            failed += 1
            print(f"not ok {number} - {test.__name__}", flush=True)
            traceback.print_exc()
    other.end()
    return 1 if failed else 0


def main(*tests):
    wanted = sys.argv[1:]
    sys.exit(run(*(test for test in tests if not wanted or test.__name__ in wanted)))
