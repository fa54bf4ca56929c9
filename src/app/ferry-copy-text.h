/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-operation.h"

G_BEGIN_DECLS

/* Operations as text to take elsewhere: to a terminal, a ticket, a table. Never holds a secret. */

char *ferry_copy_text_dup_command (FerryOperation *operation,
                                   const char *account,
                                   gboolean demo,
                                   const char *endpoint);
char *ferry_copy_text_dup_details (FerryOperation *operation);
void ferry_copy_text_append_csv_titles (GString *csv);
void ferry_copy_text_append_csv (GString *csv, FerryOperation *operation);

G_END_DECLS
