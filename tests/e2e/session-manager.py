#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A double of org.gnome.SessionManager: says on standard output who asks for what, a line each."""

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

NAME = 'org.gnome.SessionManager'
COOKIE = 4711


class SessionManager(dbus.service.Object):

    @dbus.service.method(NAME, in_signature='ss', out_signature='o')
    def RegisterClient(self, _program, _id):  # pylint: disable=invalid-name
        return dbus.ObjectPath('/org/gnome/SessionManager/Client1')

    @dbus.service.method(NAME, in_signature='susu', out_signature='u')
    def Inhibit(self, program, _window, reason, flags):  # pylint: disable=invalid-name
        print(f'Inhibit {program} {int(flags)} {reason}', flush=True)
        return dbus.UInt32(COOKIE)

    @dbus.service.method(NAME, in_signature='u')
    def Uninhibit(self, cookie):  # pylint: disable=invalid-name
        print(f'Uninhibit {int(cookie)}', flush=True)


dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
bus = dbus.SessionBus()
manager = SessionManager(bus, '/org/gnome/SessionManager')
name = dbus.service.BusName(NAME, bus)
print('ready', flush=True)
GLib.MainLoop().run()
