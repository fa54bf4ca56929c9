/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* What an Authorization header says. */
typedef struct
{
  char *access_key;
  char *day;
  char *region;
  char *service;
  char **signed_headers;
  char *signature;
} EmulatorSignature;

EmulatorSignature *emulator_signature_parse (const char *authorization, GError **error);
void emulator_signature_free (EmulatorSignature *self);
gboolean emulator_signature_covers (const EmulatorSignature *self, const char *header);
gboolean emulator_signature_verify (const EmulatorSignature *self,
                                    const char *secret_key,
                                    const char *method,
                                    const char *path,
                                    const char *query,
                                    SoupMessageHeaders *headers,
                                    GBytes *body);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorSignature, emulator_signature_free)

G_END_DECLS
