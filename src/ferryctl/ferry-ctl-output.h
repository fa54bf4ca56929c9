/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* FerryCtlOutput: what the program writes: answers on standard output, in words or as JSON, and remarks on standard
 * error. On a terminal a footer (the progress bars) stays below whatever is written. Owned by FerryCtl. Main thread. */
typedef struct _FerryCtlOutput FerryCtlOutput;

FerryCtlOutput *ferry_ctl_output_new (void);
void ferry_ctl_output_free (FerryCtlOutput *self);
void ferry_ctl_output_set_json (FerryCtlOutput *self, gboolean json);
gboolean ferry_ctl_output_is_json (FerryCtlOutput *self);
gboolean ferry_ctl_output_is_terminal (FerryCtlOutput *self);
gboolean ferry_ctl_output_has_color (FerryCtlOutput *self);
gboolean ferry_ctl_output_has_failed (FerryCtlOutput *self);
guint ferry_ctl_output_get_columns (FerryCtlOutput *self);

void ferry_ctl_output_print (FerryCtlOutput *self, const char *text);
void ferry_ctl_output_print_json (FerryCtlOutput *self, GString *json);
void ferry_ctl_output_say (FerryCtlOutput *self, const char *sentence);
void ferry_ctl_output_set_footer (FerryCtlOutput *self, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryCtlOutput, ferry_ctl_output_free)

G_END_DECLS
