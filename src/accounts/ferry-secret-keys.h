/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsecret/secret.h>

#include "jdcloud/jdc-credentials.h"

G_BEGIN_DECLS

gboolean ferry_secret_keys_check (const char *secret_key, gsize length, GError **error);
SecretValue *ferry_secret_keys_pack (const char *access_key,
                                     const char *secret_key,
                                     const char *session_token,
                                     GError **error);
JdcCredentials *ferry_secret_keys_unpack (SecretValue *value, GError **error);

G_END_DECLS
