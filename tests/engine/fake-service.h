/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jdcloud/jdc-client.h"

G_BEGIN_DECLS

/* What a fake service is asked. */
typedef struct
{
  const char *path;   /* "/v1/regions/cn-east-2/images" */
  const char *region; /* "cn-east-2" */
  guint page;         /* pageNumber, 0 without */
  guint number;       /* of requests before this one */
  guint at_once;      /* requests that are waiting, this one included */
} FakeRequest;

/* Gives the body; @status is 200 unless set. */
typedef char *(*FakeAnswer) (const FakeRequest *request, guint *status, gpointer user_data);

/* A service on loopback that answers as a test says, in the test's own main context. It checks nothing: the
 * emulator is the faithful one; this one lies on purpose. */
typedef struct _FakeService FakeService;

FakeService *fake_service_new (FakeAnswer answer, gpointer user_data);
void fake_service_free (FakeService *self);
JdcClient *fake_service_get_client (FakeService *self);
guint fake_service_get_n_requests (FakeService *self);
guint fake_service_get_most_at_once (FakeService *self);
void fake_service_set_held (FakeService *self, gboolean held);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeService, fake_service_free)

/* Bodies. @images: Image objects, joined by commas. */
char *fake_image (const char *id, const char *more);
char *fake_images (const char *images, gint64 total);
char *fake_numbered_images (guint first, guint n, gint64 total);
char *fake_error (guint code, const char *status, const char *message);
JdcImage *fake_jdc_image (const char *id, const char *more);

void fake_take_result (GObject *source, GAsyncResult *result, gpointer user_data);
void fake_wait (GAsyncResult **result);

G_END_DECLS
