/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* FerryWakeup: signal "woken": this computer was asleep until now. Silent where logind cannot be reached. */
#define FERRY_TYPE_WAKEUP (ferry_wakeup_get_type ())
G_DECLARE_FINAL_TYPE (FerryWakeup, ferry_wakeup, FERRY, WAKEUP, GObject)

FerryWakeup *ferry_wakeup_new (void);

G_END_DECLS
