/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include "emulator/emulator-thread.h"

G_BEGIN_DECLS

/* A small client with a signer of its own. The fields may be changed between calls. */
typedef struct
{
  EmulatorThread *emulator; /* (owned) */
  SoupSession *session;     /* (owned) */
  const char *access_key;
  const char *secret_key;
  const char *token;        /* (nullable) as it stands in the header */
  const char *nonce;        /* (nullable): a fresh one */
  const char *omit;         /* (nullable): a header to leave out, in lower case */
  const char *scope_region; /* (nullable): that of the path */
  gint64 skew;              /* seconds by which the client's clock is ahead */
  guint status;             /* of the last answer; 0: none */
  char *request_id;         /* (nullable): header of the last answer */
  char *body;               /* (nullable): of the last answer */
  char *date;               /* (nullable): Date of the last answer */
  char *retry_after;        /* (nullable) */
  char *location;           /* (nullable) */
  GError *error;            /* (nullable): of the last call */
} Client;

Client *client_new (const EmulatorOptions *options);
void client_free (Client *self);
JsonNode *client_call (Client *self,
                       const char *service,
                       const char *method,
                       const char *target,
                       const char *body);
JsonNode *client_get (Client *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
JsonNode *client_get_disk (Client *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
JsonNode *client_post (Client *self, const char *target, const char *format, ...) G_GNUC_PRINTF (3, 4);
JsonNode *client_delete (Client *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
JsonNode *client_copy (Client *self, const char *from, const char *image, const char *to);
JsonNode *client_control (Client *self, const char *method, const char *path, const char *body);
void client_fault (Client *self, const char *json);
char *client_find (Client *self, const char *region, const char *name);
JsonNode *client_show (Client *self, const char *region, const char *id);

const char *json_text (JsonNode *root, const char *path);
gint64 json_number (JsonNode *root, const char *path);
guint json_length (JsonNode *root, const char *path);
JsonNode *json_at (JsonNode *root, const char *path);

void assert_error (Client *self, JsonNode *answer, guint http, const char *status, const char *message);

#define assert_ok(client) g_assert_cmpuint ((client)->status, ==, 200)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Client, client_free)

G_END_DECLS
