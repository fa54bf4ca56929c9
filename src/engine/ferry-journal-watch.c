/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Watches the journal's folder, on the main context of its maker.
 *
 * Whoever commits touches the lock file afterwards, like a bell: at that event the commit can be seen. The database
 * files change before it can, so their events only lead to a late look, for a writer that died before it rang. */

#include "config.h"

#include "engine/ferry-journal-watch.h"

#include "engine/ferry-journal-opening.h"

#define LATE_LOOK_MS 1000
#define POLL_SECONDS 2

struct _FerryJournalWatch
{
  GFileMonitor *monitor; /* (owned) (nullable) */
  GFile *bell;           /* (owned) */
  GSource *late_look;    /* (owned) (nullable) */
  GSource *poll;         /* (owned) (nullable) */
  FerryJournalWatchFunc func;
  gpointer user_data; /* (unowned) */
};

static GSource *
add_timeout (guint milliseconds, GSourceFunc func, gpointer data)
{
  GSource *source = g_timeout_source_new (milliseconds);

  g_source_set_callback (source, func, data, NULL);
  g_source_set_static_name (source, "[Ferry] journal watch");
  g_source_attach (source, g_main_context_get_thread_default ());

  return source;
}

static void
remove_timeout (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);

  g_clear_pointer (source, g_source_unref);
}

static gboolean
late_look_cb (gpointer data)
{
  FerryJournalWatch *self = data;

  g_clear_pointer (&self->late_look, g_source_unref);
  self->func (self->user_data);

  return G_SOURCE_REMOVE;
}

static gboolean
poll_cb (gpointer data)
{
  FerryJournalWatch *self = data;

  self->func (self->user_data);

  return G_SOURCE_CONTINUE;
}

static void
folder_changed_cb (FerryJournalWatch *self, GFile *file)
{
  if (g_file_equal (file, self->bell))
    self->func (self->user_data);
  else if (self->late_look == NULL)
    self->late_look = add_timeout (LATE_LOOK_MS, late_look_cb, self);
}

static gboolean
start_monitor (FerryJournalWatch *self, const char *folder)
{
  g_autoptr (GFile) file = g_file_new_for_path (folder);
  g_autoptr (GError) error = NULL;

  self->monitor = g_file_monitor_directory (file, G_FILE_MONITOR_NONE, NULL, &error);

  if (self->monitor == NULL)
    {
      g_debug ("The journal's folder cannot be watched: %s", error->message);
      return FALSE;
    }

  g_file_monitor_set_rate_limit (self->monitor, 100);
  g_signal_connect_swapped (self->monitor, "changed", G_CALLBACK (folder_changed_cb), self);
  return TRUE;
}

/**
 * ferry_journal_watch_new:
 * @remote: the folder is on a network file system, where others' changes are not notified
 * @func: called on this main context when another process may have committed
 *
 * Polls each 2 s only where changes are not notified.
 */
FerryJournalWatch *
ferry_journal_watch_new (const char *folder, gboolean remote, FerryJournalWatchFunc func, gpointer user_data)
{
  g_autofree char *bell = ferry_journal_opening_get_bell (folder);
  FerryJournalWatch *self = g_new0 (FerryJournalWatch, 1);

  self->bell = g_file_new_for_path (bell);
  self->func = func;
  self->user_data = user_data;

  if (remote || !start_monitor (self, folder))
    self->poll = add_timeout (POLL_SECONDS * 1000, poll_cb, self);

  return self;
}

/** ferry_journal_watch_free: Stops watching, on the main context of its maker. */
void
ferry_journal_watch_free (FerryJournalWatch *self)
{
  if (self->monitor != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->monitor, self);
      g_file_monitor_cancel (self->monitor);
      g_object_unref (self->monitor);
    }

  remove_timeout (&self->late_look);
  remove_timeout (&self->poll);
  g_object_unref (self->bell);
  g_free (self);
}
