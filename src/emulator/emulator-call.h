/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct _EmulatorCall EmulatorCall;
typedef struct _EmulatorOperation EmulatorOperation;

/* One request in the words of the API. Reference-counted: a call that acts late outlives its answer. */
struct _EmulatorCall
{
  char *method;
  char *path;  /* as received */
  char *query; /* as received (nullable) */
  GBytes *body;

  const EmulatorOperation *operation; /* (nullable) */
  char *service;                      /* (nullable) from the signed scope */
  char *region;                       /* (nullable) */
  char *id;                           /* (nullable) of the image or snapshot in the path */
  GHashTable *params;                 /* decoded name and value of the query */
  JsonObject *json;                   /* (nullable) the body of a POST */
  GPtrArray *faults;                  /* of EmulatorFault: those that strike this call */
};

EmulatorCall *emulator_call_new (const char *method, const char *path, const char *query, GBytes *body);
EmulatorCall *emulator_call_ref (EmulatorCall *self);
void emulator_call_unref (EmulatorCall *self);
gboolean emulator_call_read_body (EmulatorCall *self, GError **error);
const char *emulator_call_get_param (EmulatorCall *self, const char *name);
char **emulator_call_dup_list (EmulatorCall *self, const char *name);
char **emulator_call_dup_filter (EmulatorCall *self, const char *name);
gboolean emulator_call_get_page (EmulatorCall *self, guint *number, guint *size, GError **error);
gboolean emulator_call_get_text (EmulatorCall *self, const char *name, const char **text, GError **error);
char **emulator_call_dup_texts (EmulatorCall *self, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorCall, emulator_call_unref)

G_END_DECLS
