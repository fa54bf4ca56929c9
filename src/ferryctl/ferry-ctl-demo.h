/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* FerryCtlDemo: the make-believe cloud of --demo, on a thread of its own, and a folder for its journal that is gone
 * with it. */
typedef struct _FerryCtlDemo FerryCtlDemo;

FerryCtlDemo *ferry_ctl_demo_new (GError **error);
void ferry_ctl_demo_free (FerryCtlDemo *self);
const char *ferry_ctl_demo_get_endpoint (FerryCtlDemo *self);
const char *ferry_ctl_demo_get_folder (FerryCtlDemo *self);
const char *ferry_ctl_demo_get_access_key (void);
const char *ferry_ctl_demo_get_secret_key (void);

G_END_DECLS
