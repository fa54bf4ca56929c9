/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jdc-signer.h"

G_BEGIN_DECLS

/* The parameters of one request: a GArray of JdcPair that owns its texts. */
typedef GArray JdcParams;

JdcParams *jdc_params_new (void);
void jdc_params_add (JdcParams *self, const char *name, const char *value);
void jdc_params_add_uint (JdcParams *self, const char *name, guint value);
void jdc_params_add_list (JdcParams *self, const char *name, const char *const *values);
void jdc_params_add_filter (JdcParams *self, guint *n_filters, const char *name, const char *const *values);

G_END_DECLS
