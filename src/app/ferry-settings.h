/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FERRY_SETTING_WINDOW_WIDTH "window-width"
#define FERRY_SETTING_WINDOW_HEIGHT "window-height"
#define FERRY_SETTING_WINDOW_MAXIMIZED "window-maximized"
#define FERRY_SETTING_SORT_COLUMN "sort-column"
#define FERRY_SETTING_SORT_DESCENDING "sort-descending"
#define FERRY_SETTING_LAST_ACCOUNT "last-account"
#define FERRY_SETTING_LAST_REGION "last-region"
#define FERRY_SETTING_LAST_TARGET_REGION "last-target-region"
#define FERRY_SETTING_NOTIFY "notify"
#define FERRY_SETTING_RESUME_AT_LOGIN "resume-at-login"
#define FERRY_SETTING_BACKGROUND_TOLD "background-told"
#define FERRY_SETTING_KEEP_AWAKE "keep-awake"
#define FERRY_SETTING_SETTLE_SECONDS "settle-seconds"

GSettings *ferry_settings_new (void);
void ferry_settings_bind (GSettings *settings, const char *key, gpointer object, const char *property);

G_END_DECLS
