/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* JdcGate: what every try of a client's calls passes before it leaves, repetitions included, so that somebody can
 * count them all and make them wait. The client calls it on the thread of the call. */
#define JDC_TYPE_GATE (jdc_gate_get_type ())
G_DECLARE_INTERFACE (JdcGate, jdc_gate, JDC, GATE, GObject)

/**
 * JdcGateInterface:
 * @pass_async: calls back when one request may leave; takes nothing if it is cancelled before. A write, or a read of
 *   work that is under way, goes first
 * @pass_finish: fails with %G_IO_ERROR_CANCELLED alone
 * @get_wait: how long a request would have to wait now, microseconds
 * @get_quiet: how much of that is because the service asked for quiet, microseconds
 * @ended: a request that had passed is over: answered, failed or never sent; with how it failed, if it did
 */
struct _JdcGateInterface
{
  GTypeInterface parent;

  void (*pass_async) (JdcGate *self,
                      const char *service,
                      const char *region,
                      gboolean first,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  gboolean (*pass_finish) (JdcGate *self, GAsyncResult *result, GError **error);
  gint64 (*get_wait) (JdcGate *self, const char *service, const char *region);
  gint64 (*get_quiet) (JdcGate *self, const char *service, const char *region);
  void (*ended) (JdcGate *self, const char *service, const char *region, const GError *error);
};

G_END_DECLS
