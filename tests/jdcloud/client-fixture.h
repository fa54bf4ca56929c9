/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jdcloud/jdc-client.h"
#include "raw-server.h"

G_BEGIN_DECLS

#define ACCESS_KEY "AKTEST"
#define SECRET_KEY "SKVERYSECRET"
#define TOKEN "token+with/chars="

/* A client, its server and what the last operation came to. */
typedef struct
{
  RawServer *server;
  SoupSession *session;
  JdcClient *client;
  GCancellable *cancellable;
  GAsyncResult *result;
  GError *error;
} Fixture;

JdcClient *new_client (Fixture *fixture, const char *url, const char *token);
void set_up (Fixture *fixture, gconstpointer data);
void tear_down (Fixture *fixture, gconstpointer data);
void got_result_cb (GObject *source, GAsyncResult *result, gpointer user_data);
void wait_result (Fixture *fixture);
void wait_arrived (Fixture *fixture, guint n);
void begin_list (Fixture *fixture);
JdcImagePage *list (Fixture *fixture);
void begin_copy (Fixture *fixture);
GPtrArray *copy (Fixture *fixture);
void assert_list_fails (Fixture *fixture, JdcError code);
void assert_copy_fails (Fixture *fixture, JdcError code, JdcFate fate);
void order_sample (Fixture *fixture, guint status, const char *name);
void assert_signed (Fixture *fixture,
                    guint index,
                    const char *service,
                    const char *region,
                    gboolean with_token);

#define ADD(path, function, token) g_test_add (path, Fixture, token, set_up, function, tear_down)

G_END_DECLS
