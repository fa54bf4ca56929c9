/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define JDC_TYPE_CREDENTIALS (jdc_credentials_get_type ())

G_DECLARE_FINAL_TYPE (JdcCredentials, jdc_credentials, JDC, CREDENTIALS, GObject)

JdcCredentials *jdc_credentials_new (const char *access_key,
                                     const char *secret_key,
                                     const char *session_token);
const char *jdc_credentials_get_access_key (JdcCredentials *self);
const char *jdc_credentials_get_secret_key (JdcCredentials *self);
const char *jdc_credentials_get_session_token (JdcCredentials *self);
gboolean jdc_credentials_check (const char *access_key, const char *secret_key, GError **error);

G_END_DECLS
