/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One cell of the product: a fault at a call, and what has to come of it. */
typedef struct
{
  char *fault;
  char *call;
  char *rule;     /* of the emulator, without the call it strikes */
  char *sees;     /* (nullable): no row tells */
  char *journal;  /* (nullable) */
  char *cloud;    /* (nullable) */
  gboolean first; /* the first of its row: stands for the others in a quick run */
} MatrixEntry;

/* fault-matrix.md, read. */
typedef struct
{
  GPtrArray *entries;  /* (owned) (element-type MatrixEntry): the whole product */
  GPtrArray *mistakes; /* (owned) (element-type utf8): of the file */
} MatrixTable;

MatrixTable *matrix_table_new (const char *path);
void matrix_table_free (MatrixTable *self);
gboolean matrix_table_fits (const char *expected, const char *separator, const GPtrArray *steps);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MatrixTable, matrix_table_free)

G_END_DECLS
