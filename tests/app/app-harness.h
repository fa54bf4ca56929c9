/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/ferry-memory-store.h"
#include "app/ferry-session.h"
#include "emulator/emulator-thread.h"

G_BEGIN_DECLS

/* Images without a cloud. @members: more JSON members, or "". */
FerryCatalog *app_catalog (const char *region);
void app_put (FerryCatalog *catalog, const char *id, const char *members);
FerryImage *app_image (const char *id, const char *members);

/* A cloud, its account in a session of its own, and what both leave behind. */
typedef struct
{
  EmulatorThread *cloud;     /* (owned) */
  FerryMemoryStore *keyring; /* (owned) */
  GSettings *settings;       /* (owned) */
  FerrySession *session;     /* (owned) */
  char *folder;              /* (owned) */
} AppCloud;

AppCloud *app_cloud_new (double time_scale, guint n_images);
void app_cloud_start (AppCloud *self);
void app_cloud_fault (AppCloud *self, const char *json);
void app_cloud_free (AppCloud *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppCloud, app_cloud_free)

/* Runs the main loop until @condition holds; it must within half a minute. */
#define app_wait_until(condition)                                                                            \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    gint64 app_deadline_ = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;                                    \
    while (!(condition))                                                                                     \
      {                                                                                                      \
        g_assert_cmpint (g_get_monotonic_time (), <, app_deadline_);                                         \
        app_iterate ();                                                                                      \
      }                                                                                                      \
  }                                                                                                          \
  G_STMT_END

void app_iterate (void);
void app_settle (void);

G_END_DECLS
