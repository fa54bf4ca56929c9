/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "test-fault-matrix-table.h"

G_BEGIN_DECLS

/* One copy in a cloud of its own, with one fault at one call of its life. Several run side by side on the main
 * thread: whoever runs them calls matrix_case_go_on() after each turn of the main loop. */
typedef struct _MatrixCase MatrixCase;

gboolean matrix_case_knows_call (const char *call);
guint matrix_case_get_patience (const MatrixEntry *entry);
MatrixCase *matrix_case_new (const MatrixEntry *entry);
void matrix_case_free (MatrixCase *self);
gboolean matrix_case_go_on (MatrixCase *self);
char *matrix_case_dup_complaint (MatrixCase *self);
double matrix_case_get_seconds (MatrixCase *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MatrixCase, matrix_case_free)

G_END_DECLS
