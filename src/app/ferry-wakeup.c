/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-wakeup.h"

#define LOGIN "org.freedesktop.login1"

struct _FerryWakeup
{
  GObject parent_instance;

  GCancellable *cancellable; /* (owned): of the connecting */
  GDBusConnection *bus;      /* (owned) (nullable) */
  guint subscription;
};

G_DEFINE_FINAL_TYPE (FerryWakeup, ferry_wakeup, G_TYPE_OBJECT)

enum
{
  SIGNAL_WOKEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
sleep_cb (GDBusConnection *connection,
          const char *sender,
          const char *path,
          const char *interface,
          const char *signal,
          GVariant *parameters,
          gpointer user_data)
{
  gboolean falls_asleep = TRUE;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    g_variant_get (parameters, "(b)", &falls_asleep);
  if (!falls_asleep)
    g_signal_emit (user_data, signals[SIGNAL_WOKEN], 0);
}

/* Nothing holds @user_data: it is gone when this was cancelled. */
static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *bus = g_bus_get_finish (result, &error);
  FerryWakeup *self = user_data;

  if (bus == NULL)
    {
      g_debug ("It is not known when this computer wakes up: %s", error->message);
      return;
    }
  self->bus = bus;
  self->subscription = g_dbus_connection_signal_subscribe (bus, LOGIN, LOGIN ".Manager", "PrepareForSleep",
                                                           "/org/freedesktop/login1", NULL,
                                                           G_DBUS_SIGNAL_FLAGS_NONE, sleep_cb, self, NULL);
}

static void
ferry_wakeup_dispose (GObject *object)
{
  FerryWakeup *self = FERRY_WAKEUP (object);

  g_cancellable_cancel (self->cancellable);
  if (self->subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->subscription);
  self->subscription = 0;
  g_clear_object (&self->bus);

  G_OBJECT_CLASS (ferry_wakeup_parent_class)->dispose (object);
}

static void
ferry_wakeup_finalize (GObject *object)
{
  g_clear_object (&FERRY_WAKEUP (object)->cancellable);

  G_OBJECT_CLASS (ferry_wakeup_parent_class)->finalize (object);
}

static void
ferry_wakeup_class_init (FerryWakeupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ferry_wakeup_dispose;
  G_OBJECT_CLASS (klass)->finalize = ferry_wakeup_finalize;
  signals[SIGNAL_WOKEN] =
    g_signal_new ("woken", FERRY_TYPE_WAKEUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ferry_wakeup_init (FerryWakeup *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * ferry_wakeup_new:
 *
 * Connects to the system bus beside the window; returns at once.
 *
 * Returns: (transfer full): what tells that the computer was asleep
 */
FerryWakeup *
ferry_wakeup_new (void)
{
  FerryWakeup *self = g_object_new (FERRY_TYPE_WAKEUP, NULL);

  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, connected_cb, self);

  return self;
}
