/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ferryctl/ferry-ctl.h"

G_BEGIN_DECLS

/* FerryCtlAsk: asks a person on the terminal; without one, reads standard input line by line. What was read is wiped.
 * One a run. Main thread. */
typedef struct _FerryCtlAsk FerryCtlAsk;

/* @answer: (nullable): without its line end, valid until it returns; NULL at the end of the input. */
typedef void (*FerryCtlAskFunc) (FerryCtl *ctl, const char *answer, gpointer user_data);

FerryCtlAsk *ferry_ctl_ask_new (FerryCtl *ctl);
void ferry_ctl_ask_free (FerryCtlAsk *self);
void ferry_ctl_ask_line (FerryCtlAsk *self,
                         const char *prompt,
                         gboolean secret,
                         FerryCtlAskFunc next,
                         gpointer user_data);
void ferry_ctl_ask_confirmation (FerryCtlAsk *self,
                                 const char *question,
                                 FerryCtlFunc next,
                                 const char *refusal);

G_END_DECLS
