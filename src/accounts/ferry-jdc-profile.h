/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "accounts/ferry-account-input.h"

G_BEGIN_DECLS

/* FerryJdcProfile: one profile of jdc, immutable; its secret is in non-pageable memory. Properties (read-only): name,
 * access-key, region, endpoint (NULL = the service's own), problem (NULL = it can be imported); all but the name are
 * nullable. */
#define FERRY_TYPE_JDC_PROFILE (ferry_jdc_profile_get_type ())
G_DECLARE_FINAL_TYPE (FerryJdcProfile, ferry_jdc_profile, FERRY, JDC_PROFILE, GObject)

const char *ferry_jdc_profile_get_name (FerryJdcProfile *self);
const char *ferry_jdc_profile_get_access_key (FerryJdcProfile *self);
const char *ferry_jdc_profile_get_region (FerryJdcProfile *self);
const char *ferry_jdc_profile_get_endpoint (FerryJdcProfile *self);
const char *ferry_jdc_profile_get_problem (FerryJdcProfile *self);
gboolean ferry_jdc_profile_fill_input (FerryJdcProfile *self, FerryAccountInput *input);

G_END_DECLS
