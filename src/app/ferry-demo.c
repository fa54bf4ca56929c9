/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The demo cloud: a local JD Cloud in a thread of its own, and a folder for the journal of its copies that goes with
 * it. Used on the main thread. */

#include "config.h"

#include "app/ferry-demo.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#ifdef HAVE_EMULATOR
#  include "emulator/emulator-thread.h"
#endif

struct _FerryDemo
{
#ifdef HAVE_EMULATOR
  EmulatorThread *cloud; /* (owned) */
#endif
  char *folder; /* (owned) (nullable) */
};

/* Only plain files are in it: a journal and its locks. */
static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

/**
 * ferry_demo_new:
 * @error: why there is no demo cloud
 *
 * Starts the demo cloud. It takes no real time: a thread and a socket on loopback.
 *
 * Returns: (transfer full): the demo, %NULL on error
 */
FerryDemo *
ferry_demo_new (GError **error)
{
#ifdef HAVE_EMULATOR
  g_autoptr (FerryDemo) self = g_new0 (FerryDemo, 1);
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;

  self->folder = g_dir_make_tmp ("image-ferry-demo-XXXXXX", error);
  if (self->folder == NULL)
    return NULL;
  self->cloud = emulator_thread_new (&options, 0, error);
  if (self->cloud == NULL)
    return NULL;

  return g_steal_pointer (&self);
#else
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                       _ ("This program was built without the demo cloud. Install one that has it."));
  return NULL;
#endif
}

/**
 * ferry_demo_free:
 * @self: (transfer full): a demo whose journal is closed
 *
 * Ends the demo cloud and removes its folder.
 */
void
ferry_demo_free (FerryDemo *self)
{
  g_return_if_fail (self != NULL);

#ifdef HAVE_EMULATOR
  g_clear_pointer (&self->cloud, emulator_thread_free);
#endif
  if (self->folder != NULL)
    remove_folder (self->folder);
  g_free (self->folder);
  g_free (self);
}

/**
 * ferry_demo_get_folder:
 * @self: a demo
 *
 * Returns: (transfer none): where the journal of its copies belongs
 */
const char *
ferry_demo_get_folder (FerryDemo *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->folder;
}

/**
 * ferry_demo_add_account:
 * @self: a demo
 * @accounts: where to add it
 * @error: why it cannot be added
 *
 * Returns: (transfer none): the account of the demo cloud, %NULL on error
 */
FerryAccount *
ferry_demo_add_account (FerryDemo *self, FerryAccountStore *accounts, GError **error)
{
#ifdef HAVE_EMULATOR
  FerryAccountInput input = {
    .label = C_ ("account", "Demo Cloud"),
    .access_key = EMULATOR_DEFAULT_ACCESS_KEY,
    .secret_key = EMULATOR_DEFAULT_SECRET_KEY,
    .endpoint = emulator_thread_get_uri (self->cloud),
  };

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (FERRY_IS_ACCOUNT_STORE (accounts), NULL);

  return ferry_account_store_add_demo (accounts, &input, error);
#else
  return NULL;
#endif
}
