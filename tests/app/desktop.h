/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A desktop that answers requests for the background. */
typedef struct
{
  GDBusConnection *connection; /* (owned) */
  guint object;
  GVariant *options; /* (owned) (nullable): of the last request */
  char *status;      /* (owned) (nullable) */
  guint n_requests;
  guint response;
  gboolean background;
  gboolean autostart;
} Desktop;

void desktop_init (Desktop *desktop);
void desktop_clear (Desktop *desktop);

/* A connection of its own to the bus of the session. */
GDBusConnection *connect_bus (void);
void own_name (GDBusConnection *connection, const char *name);

G_END_DECLS
