/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FerryAccountInput:
 * @label: what the user calls the account; no other account may have the same
 * @access_key: the access key (AccessKey ID)
 * @secret_key: the secret key
 * @session_token: (nullable): the token of temporary keys
 * @endpoint: (nullable): the template of another endpoint than the service's own
 * @default_region: (nullable): the ID of the region shown first
 * @read_only: whether nothing may be changed with it
 *
 * An account as a person enters it. Blanks and invisible characters around the texts do not matter; empty texts
 * count as none. Nothing is owned by this structure, and nothing of it is kept after a call.
 */
typedef struct
{
  const char *label;
  const char *access_key;
  const char *secret_key;
  const char *session_token;
  const char *endpoint;
  const char *default_region;
  gboolean read_only;
} FerryAccountInput;

G_END_DECLS
