/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "engine/ferry-clock.h"
#include "engine/ferry-problem.h"

G_BEGIN_DECLS

typedef struct _JdcClient JdcClient;
typedef struct _JdcCredentials JdcCredentials;
typedef struct _FerryLimiter FerryLimiter;

/* FerryCloud: one account's keys in use: a client, the account's rate limiter, its label and whether it may write.
 * Shared by the engine, the catalogs and the quota tables of that account. Main thread. */
#define FERRY_TYPE_CLOUD (ferry_cloud_get_type ())
G_DECLARE_FINAL_TYPE (FerryCloud, ferry_cloud, FERRY, CLOUD, GObject)

FerryCloud *ferry_cloud_new (const char *label,
                             const char *endpoint,
                             JdcCredentials *credentials,
                             gboolean read_only,
                             FerryProblem **problem);
FerryCloud *ferry_cloud_new_with_clock (const char *label,
                                        const char *endpoint,
                                        JdcCredentials *credentials,
                                        gboolean read_only,
                                        FerryClock *clock,
                                        FerryProblem **problem);

const char *ferry_cloud_get_label (FerryCloud *self);
gboolean ferry_cloud_get_read_only (FerryCloud *self);
const char *ferry_cloud_get_read_only_words (void);
const char *ferry_cloud_get_endpoint (FerryCloud *self);
const char *ferry_cloud_get_access_key (FerryCloud *self);
/* For reads a person waits for: retried up to 5 times and 30 s in all. */
JdcClient *ferry_cloud_get_client (FerryCloud *self);
/* For trackers, which come back by themselves: one try. Its writes are counted by whoever sends them. */
JdcClient *ferry_cloud_get_tracker_client (FerryCloud *self);
FerryClock *ferry_cloud_get_clock (FerryCloud *self);
/* Of all requests of both clients. */
FerryLimiter *ferry_cloud_get_limiter (FerryCloud *self);

/* Checks the keys by one real call; @problem NULL = accepted. */
void ferry_cloud_check_async (FerryCloud *self,
                              const char *region,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean ferry_cloud_check_finish (FerryCloud *self, GAsyncResult *result, FerryProblem **problem, GError **error);
gboolean ferry_cloud_error_blames_access_key (const GError *error);

G_END_DECLS
