/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/ferry-session.h"

G_BEGIN_DECLS

/* FerryNotifier: tells of each operation of a session that has ended or needs a decision, once: with a toast if its
 * window is in front, else with a notification, which goes when the operation was seen. The journal decides which
 * process tells. Main thread. */
#define FERRY_TYPE_NOTIFIER (ferry_notifier_get_type ())
G_DECLARE_FINAL_TYPE (FerryNotifier, ferry_notifier, FERRY, NOTIFIER, GObject)

FerryNotifier *ferry_notifier_new (GtkApplication *application, FerrySession *session);
void ferry_notifier_withdraw_all (FerryNotifier *self);

G_END_DECLS
