/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-autostart.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "app/ferry-portal.h"
#include "app/ferry-settings.h"

struct _FerryAutostart
{
  GObject parent_instance;

  GSettings *settings;     /* (owned) */
  char *folder;            /* (owned): where the desktop looks for programs to start */
  char *program;           /* (owned): path of this program */
  GDBusConnection *portal; /* (owned) (nullable): ask the desktop there instead */
};

G_DEFINE_FINAL_TYPE (FerryAutostart, ferry_autostart, G_TYPE_OBJECT)

enum
{
  SIGNAL_FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void apply (FerryAutostart *self);

static gboolean
is_wanted (FerryAutostart *self)
{
  return g_settings_get_boolean (self->settings, FERRY_SETTING_RESUME_AT_LOGIN);
}

/* The setting says what is so. */
static void
fail (FerryAutostart *self, gboolean wanted, const char *message)
{
  g_signal_handlers_block_by_func (self->settings, apply, self);
  g_settings_set_boolean (self->settings, FERRY_SETTING_RESUME_AT_LOGIN, !wanted);
  g_signal_handlers_unblock_by_func (self->settings, apply, self);
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, message);
}

static char *
make_entry (FerryAutostart *self)
{
  g_autoptr (GKeyFile) entry = g_key_file_new ();
  g_autofree char *command = ferry_autostart_dup_command (self->program);

  g_key_file_set_string (entry, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_TYPE, "Application");
  g_key_file_set_string (entry, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_NAME, _ ("Image Ferry"));
  g_key_file_set_string (entry, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_COMMENT,
                         _ ("Follow unfinished copies"));
  g_key_file_set_string (entry, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_EXEC, command);
  g_key_file_set_string (entry, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_ICON, APPLICATION_ID);
  g_key_file_set_boolean (entry, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_TERMINAL, FALSE);
  g_key_file_set_boolean (entry, G_KEY_FILE_DESKTOP_GROUP, "X-GNOME-UsesNotifications", TRUE);

  return g_key_file_to_data (entry, NULL, NULL);
}

static gboolean
write_entry (FerryAutostart *self, const char *path, GError **error)
{
  g_autofree char *text = make_entry (self);

  if (g_mkdir_with_parents (self->folder, 0700) != 0)
    {
      int code = errno;

      g_set_error_literal (error, G_FILE_ERROR, g_file_error_from_errno (code), g_strerror (code));
      return FALSE;
    }

  return g_file_set_contents (path, text, -1, error);
}

static gboolean
remove_entry (const char *path, GError **error)
{
  int code;

  if (g_unlink (path) == 0 || errno == ENOENT)
    return TRUE;
  code = errno;
  g_set_error_literal (error, G_FILE_ERROR, g_file_error_from_errno (code), g_strerror (code));

  return FALSE;
}

static void
apply_by_entry (FerryAutostart *self)
{
  g_autofree char *path = g_build_filename (self->folder, APPLICATION_ID ".desktop", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;
  gboolean wanted = is_wanted (self);

  if (wanted ? write_entry (self, path, &error) : remove_entry (path, &error))
    return;
  message = g_strdup_printf (_ ("“%s” cannot be changed: %s"), path, error->message);
  fail (self, wanted, message);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FerryAutostart) self = user_data;
  gboolean autostart = FALSE;
  g_autoptr (GError) error = NULL;
  gboolean granted = ferry_portal_request_background_finish (result, &autostart, &error);
  gboolean wanted = is_wanted (self);

  if (granted && autostart == wanted)
    return;
  /* Whoever turns it off is not told that the desktop would not have let it run. */
  if (wanted)
    fail (self, TRUE,
          error != NULL ? error->message : _ ("The desktop does not start Image Ferry at login."));
}

static void
apply (FerryAutostart *self)
{
  g_assert (FERRY_IS_AUTOSTART (self));

  if (self->portal == NULL)
    apply_by_entry (self);
  else
    ferry_portal_request_background_async (self->portal, _ ("Follow unfinished copies after login"),
                                           is_wanted (self), answered_cb, g_object_ref (self));
}

static void
ferry_autostart_finalize (GObject *object)
{
  FerryAutostart *self = FERRY_AUTOSTART (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->portal);
  g_free (self->folder);
  g_free (self->program);

  G_OBJECT_CLASS (ferry_autostart_parent_class)->finalize (object);
}

static void
ferry_autostart_class_init (FerryAutostartClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ferry_autostart_finalize;
  signals[SIGNAL_FAILED] = g_signal_new ("failed", FERRY_TYPE_AUTOSTART, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
ferry_autostart_init (FerryAutostart *self)
{
}

/**
 * ferry_autostart_new:
 * @settings: the settings
 * @folder: the autostart folder of the person
 * @program: path of the program to start
 *
 * Returns: (transfer full): what follows the setting from now on; what is there already stays
 */
FerryAutostart *
ferry_autostart_new (GSettings *settings, const char *folder, const char *program)
{
  FerryAutostart *self;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);
  g_return_val_if_fail (folder != NULL && program != NULL, NULL);

  self = g_object_new (FERRY_TYPE_AUTOSTART, NULL);
  self->settings = g_object_ref (settings);
  self->folder = g_strdup (folder);
  self->program = g_strdup (program);
  g_signal_connect_object (settings, "changed::" FERRY_SETTING_RESUME_AT_LOGIN, G_CALLBACK (apply), self,
                           G_CONNECT_SWAPPED);

  return self;
}

/**
 * ferry_autostart_set_portal:
 * @self: an autostart
 * @connection: the session bus
 *
 * The desktop is asked from now on; no file is written.
 */
void
ferry_autostart_set_portal (FerryAutostart *self, GDBusConnection *connection)
{
  g_return_if_fail (FERRY_IS_AUTOSTART (self));
  g_return_if_fail (G_IS_DBUS_CONNECTION (connection));

  g_set_object (&self->portal, connection);
}

/**
 * ferry_autostart_dup_program:
 *
 * Returns: (transfer full): the path of this program, or its name
 */
char *
ferry_autostart_dup_program (void)
{
  char *path = g_file_read_link ("/proc/self/exe", NULL);

  return path != NULL ? path : g_strdup ("image-ferry");
}

/**
 * ferry_autostart_dup_command:
 * @program: a path
 *
 * Returns: (transfer full): the command for a desktop entry, quoted by its rules
 */
char *
ferry_autostart_dup_command (const char *program)
{
  g_autoptr (GString) command = g_string_new ("\"");

  g_return_val_if_fail (program != NULL, NULL);

  for (const char *p = program; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '`' || *p == '$' || *p == '\\')
        g_string_append_c (command, '\\');
      else if (*p == '%')
        g_string_append_c (command, '%');
      g_string_append_c (command, *p);
    }
  g_string_append (command, "\" --background");

  return g_string_free_and_steal (g_steal_pointer (&command));
}
