/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* FerryFactsDialog: groups of facts to read and to select. */
#define FERRY_TYPE_FACTS_DIALOG (ferry_facts_dialog_get_type ())
G_DECLARE_FINAL_TYPE (FerryFactsDialog, ferry_facts_dialog, FERRY, FACTS_DIALOG, AdwDialog)

FerryFactsDialog *ferry_facts_dialog_new (const char *title, const char *subtitle);
AdwPreferencesGroup *ferry_facts_dialog_add_group (FerryFactsDialog *self,
                                                   const char *title,
                                                   const char *description);
void ferry_facts_dialog_add_fact (AdwPreferencesGroup *group, const char *title, const char *value);

G_END_DECLS
