/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine-harness.h"
#include "test-network-proxy.h"

G_BEGIN_DECLS

/* A copy on its way through a network that can fail, and what the user has seen of it. */
typedef struct
{
  EngineHarness *harness;
  NetworkProxy *proxy;       /* (nullable) */
  char *image;               /* in cn-north-1, to be copied to cn-east-1 */
  FerryOperation *operation; /* (nullable): the one that is watched */
  GPtrArray *sees;           /* (element-type utf8): news about its first replica */
  gboolean was_slow;
  guint pump; /* runs a manual clock */
  gint64 pumped;
} NetworkTest;

NetworkTest *network_test_new (double speed);
NetworkTest *network_test_new_with_proxy (double speed);
NetworkTest *network_test_new_with_tls (double speed, const char *endpoint, GTlsCertificate *certificate);
NetworkTest *network_test_new_with_clock (double speed);
void network_test_free (NetworkTest *self);
void network_test_run_clock (NetworkTest *self, gboolean run);

FerrySubmission *network_test_ask (NetworkTest *self, const char *target, guint settle);
void network_test_copy (NetworkTest *self, guint settle);
void network_test_watch (NetworkTest *self, FerryOperation *operation);
void network_test_restart (NetworkTest *self, const char *secret);
guint network_test_count_requests (NetworkTest *self, const char *region);
void network_test_pass_time (guint ms);
gboolean network_test_saw (NetworkTest *self, const char *news);
void network_test_wait_for_news (NetworkTest *self, const char *news, guint seconds);
void network_test_wait_for_state (NetworkTest *self, FerryState state, guint seconds);
void network_test_assert_done (NetworkTest *self, const char *journal, guint sent);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetworkTest, network_test_free)

G_END_DECLS
