/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef enum
{
  FERRY_TEXT_NAME,
  FERRY_TEXT_DESCRIPTION,
} FerryTextKind;

#define FERRY_TYPE_TEXT_KIND (ferry_text_kind_get_type ())
GType ferry_text_kind_get_type (void);

/* FerryTextRow: an entry for the name or the description of an image. It counts the characters when they become few,
 * and judges the text while it is typed. Properties: kind (construct), reason (read-only, notified, nullable: why the
 * text cannot be used), optional (whether it may be empty; TRUE unless said). */
#define FERRY_TYPE_TEXT_ROW (ferry_text_row_get_type ())
G_DECLARE_FINAL_TYPE (FerryTextRow, ferry_text_row, FERRY, TEXT_ROW, AdwEntryRow)

void ferry_text_row_set_reserved (FerryTextRow *self, guint n_characters);
void ferry_text_row_accept (FerryTextRow *self);
void ferry_text_row_set_reason_label (FerryTextRow *self, GtkLabel *label);
const char *ferry_text_row_get_reason (FerryTextRow *self);
char *ferry_text_row_dup_text (FerryTextRow *self);

G_END_DECLS
