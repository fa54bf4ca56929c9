/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-problem.h"

G_BEGIN_DECLS

char *ferry_provenance_suffix (const char *source_region, const char *image_id);
char *ferry_provenance_describe (const char *description,
                                 const char *source_region,
                                 const char *image_id,
                                 FerryProblem **problem);

gboolean ferry_provenance_names (const char *description, const char *image_id);
char *ferry_provenance_find_other (const char *description, const char *image_id);
gboolean ferry_provenance_parse (const char *description, char **region, char **image);

G_END_DECLS
