/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-operation.h"

G_BEGIN_DECLS

/* What became of an operation that has ended or needs a decision: a title that is enough by itself, and what else is
 * good to know. Owned by the caller. */
char *ferry_ending_words_dup_title (FerryOperation *operation);
char *ferry_ending_words_dup_body (FerryOperation *operation);
gboolean ferry_ending_words_can_retry (FerryOperation *operation);

G_END_DECLS
