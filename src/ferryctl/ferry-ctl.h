/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "engine/ferry-engine.h"
#include "ferryctl/ferry-ctl-exit.h"
#include "ferryctl/ferry-ctl-options.h"
#include "ferryctl/ferry-ctl-output.h"

G_BEGIN_DECLS

typedef void (*FerryCtlFunc) (FerryCtl *ctl, gpointer user_data);

/* FerryCtl: one run of the command, from the command line to the exit status. Commands get it, act through it, and
 * tell it that they have ended. Main thread. */

int ferry_ctl_main (int argc, char **argv);

const FerryCtlArguments *ferry_ctl_get_arguments (FerryCtl *self);
FerryCtlOutput *ferry_ctl_get_output (FerryCtl *self);
GCancellable *ferry_ctl_get_cancellable (FerryCtl *self);
const char *ferry_ctl_get_folder (FerryCtl *self);
gboolean ferry_ctl_has_journal (FerryCtl *self);
const char *ferry_ctl_start_demo (FerryCtl *self);

void ferry_ctl_set_data (FerryCtl *self, gpointer data, GDestroyNotify destroy);
gpointer ferry_ctl_get_data (FerryCtl *self);
void ferry_ctl_keep (FerryCtl *self, gpointer data, GDestroyNotify destroy);

void ferry_ctl_open_engine (FerryCtl *self, FerryCtlFunc next, gpointer user_data);
FerryEngine *ferry_ctl_get_engine (FerryCtl *self);
void ferry_ctl_open_journal (FerryCtl *self, FerryCtlFunc next, gpointer user_data);
FerryJournal *ferry_ctl_get_journal (FerryCtl *self);
void ferry_ctl_close_journal (FerryCtl *self);

void ferry_ctl_print (FerryCtl *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void ferry_ctl_say (FerryCtl *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void ferry_ctl_print_document (FerryCtl *self, GString *json);
void ferry_ctl_set_operations (FerryCtl *self, GString *json);
void ferry_ctl_set_interrupted_words (FerryCtl *self, const char *words);

gboolean ferry_ctl_check_region (FerryCtl *self, const char *region);
void ferry_ctl_add_problem (FerryCtl *self, FerryProblem *problem);
void ferry_ctl_spoil (FerryCtl *self, FerryCtlExit status);
void ferry_ctl_end (FerryCtl *self, FerryCtlExit status);
void ferry_ctl_fail (FerryCtl *self, FerryReason reason, const char *region, const char *message);
void ferry_ctl_fail_with (FerryCtl *self, FerryProblem *problem);
void ferry_ctl_fail_with_all (FerryCtl *self, GPtrArray *problems);
void ferry_ctl_fail_with_error (FerryCtl *self, const GError *error, const char *region);

G_END_DECLS
