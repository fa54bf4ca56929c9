/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "jdc-copy-pair.h"
#include "jdc-credentials.h"
#include "jdc-endpoint.h"
#include "jdc-error.h"
#include "jdc-gate.h"
#include "jdc-image-page.h"
#include "jdc-quota.h"
#include "jdc-session.h"
#include "jdc-snapshot-page.h"

G_BEGIN_DECLS

/* The most images one copyImages call takes. */
#define JDC_COPY_IMAGES_MAX 10

#define JDC_TYPE_CLIENT (jdc_client_get_type ())

G_DECLARE_FINAL_TYPE (JdcClient, jdc_client, JDC, CLIENT, GObject)

JdcClient *jdc_client_new (JdcEndpoint *endpoint, JdcCredentials *credentials, SoupSession *session);
JdcEndpoint *jdc_client_get_endpoint (JdcClient *self);
JdcCredentials *jdc_client_get_credentials (JdcClient *self);
guint jdc_client_get_n_requests (JdcClient *self);
void jdc_client_set_read_retry (JdcClient *self, guint max_tries, double max_seconds);
void jdc_client_set_time_limits (JdcClient *self, double read_seconds, double write_seconds);
void jdc_client_set_gate (JdcClient *self, JdcGate *gate, gboolean writes_pass);
void jdc_client_set_max_answer (JdcClient *self, gsize max_bytes);

void jdc_client_describe_images_async (JdcClient *self,
                                       const char *region,
                                       JdcImageQuery *query,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
JdcImagePage *jdc_client_describe_images_finish (JdcClient *self, GAsyncResult *result, GError **error);

void jdc_client_describe_image_async (JdcClient *self,
                                      const char *region,
                                      const char *image_id,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
JdcImage *jdc_client_describe_image_finish (JdcClient *self, GAsyncResult *result, GError **error);

void jdc_client_copy_images_async (JdcClient *self,
                                   const char *region,
                                   const char *const *image_ids,
                                   const char *destination_region,
                                   const char *name,
                                   const char *description,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
GPtrArray *jdc_client_copy_images_finish (JdcClient *self,
                                          GAsyncResult *result,
                                          char **request_id,
                                          GError **error);

void jdc_client_convert_image_async (JdcClient *self,
                                     const char *region,
                                     const char *image_id,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
char *jdc_client_convert_image_finish (JdcClient *self,
                                       GAsyncResult *result,
                                       char **request_id,
                                       GError **error);

void jdc_client_modify_image_attribute_async (JdcClient *self,
                                              const char *region,
                                              const char *image_id,
                                              const char *name,
                                              const char *description,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer user_data);
gboolean jdc_client_modify_image_attribute_finish (JdcClient *self,
                                                   GAsyncResult *result,
                                                   char **request_id,
                                                   GError **error);

void jdc_client_delete_image_async (JdcClient *self,
                                    const char *region,
                                    const char *image_id,
                                    gboolean delete_snapshots,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean jdc_client_delete_image_finish (JdcClient *self,
                                         GAsyncResult *result,
                                         char **request_id,
                                         GError **error);

void jdc_client_describe_image_quota_async (JdcClient *self,
                                            const char *region,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data);
JdcQuota *jdc_client_describe_image_quota_finish (JdcClient *self, GAsyncResult *result, GError **error);

void jdc_client_describe_snapshot_quota_async (JdcClient *self,
                                               const char *region,
                                               GCancellable *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer user_data);
JdcQuota *jdc_client_describe_snapshot_quota_finish (JdcClient *self, GAsyncResult *result, GError **error);

void jdc_client_describe_snapshots_async (JdcClient *self,
                                          const char *region,
                                          JdcSnapshotQuery *query,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
JdcSnapshotPage *jdc_client_describe_snapshots_finish (JdcClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
