/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ferryctl/ferry-ctl.h"

G_BEGIN_DECLS

/* FerryCtlFollow: follows replicas to their end, tells what happens to them, and then ends the run with the exit
 * status that fits. Owned by the command. Main thread. */
typedef struct _FerryCtlFollow FerryCtlFollow;

FerryCtlFollow *ferry_ctl_follow_new (FerryCtl *ctl);
void ferry_ctl_follow_free (FerryCtlFollow *self);
void ferry_ctl_follow_add (FerryCtlFollow *self, FerryOperation *operation, const char *const *sources);
guint ferry_ctl_follow_get_n_operations (FerryCtlFollow *self);
void ferry_ctl_follow_start (FerryCtlFollow *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryCtlFollow, ferry_ctl_follow_free)

G_END_DECLS
