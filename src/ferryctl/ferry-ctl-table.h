/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* FerryCtlTable: text in columns as wide as what stands in them, also with wide (Chinese) characters. */
typedef struct _FerryCtlTable FerryCtlTable;

FerryCtlTable *ferry_ctl_table_new (guint n_columns);
void ferry_ctl_table_free (FerryCtlTable *self);
void ferry_ctl_table_set_right (FerryCtlTable *self, guint column);
void ferry_ctl_table_add (FerryCtlTable *self, const char *text);
void ferry_ctl_table_take (FerryCtlTable *self, char *text);
void ferry_ctl_table_append (FerryCtlTable *self, GString *out, const char *indent);

char *ferry_ctl_table_dup_clean (const char *text);
guint ferry_ctl_table_get_width (const char *text);
char *ferry_ctl_table_dup_cut (const char *text, guint width);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryCtlTable, ferry_ctl_table_free)

G_END_DECLS
