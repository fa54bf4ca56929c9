/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "accounts/ferry-jdc-profile.h"

G_BEGIN_DECLS

/* FerryJdcConfig: what the configuration file of the vendor's command jdc holds: a GListModel of FerryJdcProfile. */
#define FERRY_TYPE_JDC_CONFIG (ferry_jdc_config_get_type ())
G_DECLARE_FINAL_TYPE (FerryJdcConfig, ferry_jdc_config, FERRY, JDC_CONFIG, GObject)

char *ferry_jdc_config_dup_default_path (void);
FerryJdcConfig *ferry_jdc_config_read (const char *path, GError **error);

const char *ferry_jdc_config_get_path (FerryJdcConfig *self);
gboolean ferry_jdc_config_get_readable_by_others (FerryJdcConfig *self);
const char *ferry_jdc_config_get_warning (FerryJdcConfig *self);
FerryJdcProfile *ferry_jdc_config_find (FerryJdcConfig *self, const char *name);

G_END_DECLS
