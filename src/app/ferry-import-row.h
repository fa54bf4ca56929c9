/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/ferry-jdc-profile.h"

G_BEGIN_DECLS

typedef enum
{
  FERRY_IMPORT_IDLE,
  FERRY_IMPORT_BUSY,
  FERRY_IMPORT_DONE,
  FERRY_IMPORT_FAILED,
} FerryImportState;

/* FerryImportRow: one profile of jdc that can be ticked, and what became of it. Property (read-only, notified):
 * ticked. */
#define FERRY_TYPE_IMPORT_ROW (ferry_import_row_get_type ())
G_DECLARE_FINAL_TYPE (FerryImportRow, ferry_import_row, FERRY, IMPORT_ROW, AdwActionRow)

FerryImportRow *ferry_import_row_new (FerryJdcProfile *profile, const char *known_as);
FerryJdcProfile *ferry_import_row_get_profile (FerryImportRow *self);
gboolean ferry_import_row_get_ticked (FerryImportRow *self);
void ferry_import_row_set_state (FerryImportRow *self, FerryImportState state, const char *message);

G_END_DECLS
