/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ferryctl/ferry-ctl-demo.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#ifdef HAVE_EMULATOR
#  include "emulator/emulator-thread.h"
#endif

struct _FerryCtlDemo
{
#ifdef HAVE_EMULATOR
  EmulatorThread *emulator; /* (owned) */
#endif
  char *folder; /* (owned) */
};

#ifdef HAVE_EMULATOR

/* The journal's folder has no folders in it. */
static void
remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_unlink (file);
    }
  g_rmdir (path);
}

/**
 * ferry_ctl_demo_new:
 * @error: why there is none
 *
 * Starts the make-believe cloud.
 *
 * Returns: (transfer full) (nullable): the demo
 */
FerryCtlDemo *
ferry_ctl_demo_new (GError **error)
{
  const EmulatorOptions options = EMULATOR_OPTIONS_INIT;
  g_autofree char *folder = g_dir_make_tmp ("image-ferry-demo-XXXXXX", error);
  FerryCtlDemo *self;
  EmulatorThread *emulator;

  if (folder == NULL)
    return NULL;
  emulator = emulator_thread_new (&options, 0, error);
  if (emulator == NULL)
    {
      remove_folder (folder);
      return NULL;
    }
  self = g_new0 (FerryCtlDemo, 1);
  self->emulator = emulator;
  self->folder = g_steal_pointer (&folder);
  return self;
}

/**
 * ferry_ctl_demo_free:
 * @self: (transfer full): the demo
 *
 * Ends the make-believe cloud and removes its journal, which must be closed.
 */
void
ferry_ctl_demo_free (FerryCtlDemo *self)
{
  emulator_thread_free (self->emulator);
  remove_folder (self->folder);
  g_free (self->folder);
  g_free (self);
}

const char *
ferry_ctl_demo_get_endpoint (FerryCtlDemo *self)
{
  return emulator_thread_get_uri (self->emulator);
}

const char *
ferry_ctl_demo_get_access_key (void)
{
  return EMULATOR_DEFAULT_ACCESS_KEY;
}

const char *
ferry_ctl_demo_get_secret_key (void)
{
  return EMULATOR_DEFAULT_SECRET_KEY;
}

#else

FerryCtlDemo *
ferry_ctl_demo_new (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                       _ ("This ferryctl was built without the demo cloud."));
  return NULL;
}

void
ferry_ctl_demo_free (FerryCtlDemo *self)
{
  g_free (self->folder);
  g_free (self);
}

const char *
ferry_ctl_demo_get_endpoint (FerryCtlDemo *self)
{
  return NULL;
}

const char *
ferry_ctl_demo_get_access_key (void)
{
  return NULL;
}

const char *
ferry_ctl_demo_get_secret_key (void)
{
  return NULL;
}

#endif

const char *
ferry_ctl_demo_get_folder (FerryCtlDemo *self)
{
  return self->folder;
}
