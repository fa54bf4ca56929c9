/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-portal.h"

#include <glib/gi18n-lib.h>

#define PORTAL "org.freedesktop.portal.Desktop"
#define PATH "/org/freedesktop/portal/desktop"
#define BACKGROUND "org.freedesktop.portal.Background"
#define REQUEST "org.freedesktop.portal.Request"

/* The portal refuses longer ones. */
#define STATUS_MAX 96

typedef struct
{
  GDBusConnection *connection; /* (owned) */
  guint subscription;
  gboolean autostart;
} Request;

static void
request_free (Request *request)
{
  g_object_unref (request->connection);
  g_free (request);
}

/* The subscription holds the task until there is an answer: nobody else does. */
static void
end_request (GTask *task)
{
  Request *request = g_task_get_task_data (task);
  guint subscription = request->subscription;

  request->subscription = 0;
  if (subscription != 0)
    g_dbus_connection_signal_unsubscribe (request->connection, subscription);
}

/* The person, or the policy of the desktop, has answered. */
static void
response_cb (GDBusConnection *connection,
             const char *sender,
             const char *path,
             const char *interface,
             const char *signal,
             GVariant *parameters,
             gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (G_TASK (user_data));
  Request *request = g_task_get_task_data (task);
  g_autoptr (GVariant) results = NULL;
  gboolean background = FALSE;
  guint response = 2;

  if (request->subscription == 0 || !g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    return;
  g_variant_get (parameters, "(u@a{sv})", &response, &results);
  g_variant_lookup (results, "background", "b", &background);
  g_variant_lookup (results, "autostart", "b", &request->autostart);
  end_request (task);
  if (response == 0 && background)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error_literal (
      task, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
      _ ("The desktop does not let Image Ferry run in the background: allow it in "
         "the settings of the system."));
}

static void
called_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GVariant) reply = NULL;
  GError *error = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (reply != NULL)
    return;
  end_request (task);
  g_dbus_error_strip_remote_error (error);
  g_task_return_error (task, error);
}

/* Where the answer comes, which is to be known before the question is asked. */
static char *
make_request_path (GDBusConnection *connection, const char *token)
{
  const char *name = g_dbus_connection_get_unique_name (connection);
  g_autoptr (GString) sender = g_string_new (name != NULL ? name + 1 : "");

  g_string_replace (sender, ".", "_", 0);

  return g_strdup_printf (PATH "/request/%s/%s", sender->str, token);
}

static GVariant *
make_options (const char *token, const char *reason, gboolean autostart)
{
  const char *const command[] = { "image-ferry", "--background", NULL };
  GVariantBuilder options;

  g_variant_builder_init (&options, G_VARIANT_TYPE ("(sa{sv})"));
  g_variant_builder_add (&options, "s", "");
  g_variant_builder_open (&options, G_VARIANT_TYPE ("a{sv}"));
  g_variant_builder_add (&options, "{sv}", "handle_token", g_variant_new_string (token));
  g_variant_builder_add (&options, "{sv}", "reason", g_variant_new_string (reason));
  g_variant_builder_add (&options, "{sv}", "autostart", g_variant_new_boolean (autostart));
  g_variant_builder_add (&options, "{sv}", "commandline", g_variant_new_strv (command, -1));
  g_variant_builder_add (&options, "{sv}", "dbus-activatable", g_variant_new_boolean (FALSE));
  g_variant_builder_close (&options);

  return g_variant_builder_end (&options);
}

/**
 * ferry_portal_is_needed:
 *
 * Returns: whether this is a sandbox, where the desktop has to be asked
 */
gboolean
ferry_portal_is_needed (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);
}

/**
 * ferry_portal_request_background_async:
 * @connection: the session bus
 * @reason: what for, in a sentence that the desktop may show
 * @autostart: whether to start in the background at login from now on
 * @callback: called when it is answered
 * @user_data: for @callback
 *
 * Asks to run without a window.
 */
void
ferry_portal_request_background_async (GDBusConnection *connection,
                                       const char *reason,
                                       gboolean autostart,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  g_autofree char *token = g_strdup_printf ("image_ferry_%u", g_random_int ());
  g_autofree char *path = NULL;
  g_autoptr (GTask) task = NULL;
  Request *request;

  g_return_if_fail (G_IS_DBUS_CONNECTION (connection));
  g_return_if_fail (reason != NULL);

  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, ferry_portal_request_background_async);
  request = g_new0 (Request, 1);
  request->connection = g_object_ref (connection);
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);
  path = make_request_path (connection, token);
  request->subscription = g_dbus_connection_signal_subscribe (connection, PORTAL, REQUEST, "Response", path,
                                                              NULL, G_DBUS_SIGNAL_FLAGS_NONE, response_cb,
                                                              g_object_ref (task), g_object_unref);
  g_dbus_connection_call (connection, PORTAL, PATH, BACKGROUND, "RequestBackground",
                          make_options (token, reason, autostart), G_VARIANT_TYPE ("(o)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, called_cb, g_object_ref (task));
}

/**
 * ferry_portal_request_background_finish:
 * @result: from the callback
 * @autostart: (out) (optional): whether the program is started at login now
 * @error: why it may not
 *
 * Returns: whether the program may run without a window
 */
gboolean
ferry_portal_request_background_finish (GAsyncResult *result, gboolean *autostart, GError **error)
{
  Request *request;

  g_return_val_if_fail (G_IS_TASK (result), FALSE);

  request = g_task_get_task_data (G_TASK (result));
  if (autostart != NULL)
    *autostart = request->autostart;

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
status_set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  /* An older portal knows no status. */
  if (reply == NULL)
    g_debug ("The status in the background was not shown: %s", error->message);
}

/**
 * ferry_portal_dup_status:
 * @status: a sentence
 *
 * Returns: (transfer full): as much of it as the portal takes, cut between characters
 */
char *
ferry_portal_dup_status (const char *status)
{
  g_autofree char *start = NULL;

  g_return_val_if_fail (status != NULL, NULL);

  if (g_utf8_strlen (status, -1) <= STATUS_MAX)
    return g_strdup (status);
  start = g_utf8_substring (status, 0, STATUS_MAX - 1);

  return g_strconcat (start, "…", NULL);
}

/**
 * ferry_portal_set_status:
 * @connection: the session bus
 * @status: what the program does without a window
 *
 * Tells the desktop, which may show it among the programs in the background.
 */
void
ferry_portal_set_status (GDBusConnection *connection, const char *status)
{
  g_autofree char *message = NULL;
  GVariantBuilder options;

  g_return_if_fail (G_IS_DBUS_CONNECTION (connection));
  g_return_if_fail (status != NULL);

  message = ferry_portal_dup_status (status);
  g_variant_builder_init (&options, G_VARIANT_TYPE ("(a{sv})"));
  g_variant_builder_open (&options, G_VARIANT_TYPE ("a{sv}"));
  g_variant_builder_add (&options, "{sv}", "message", g_variant_new_string (message));
  g_variant_builder_close (&options);
  g_dbus_connection_call (connection, PORTAL, PATH, BACKGROUND, "SetStatus", g_variant_builder_end (&options),
                          NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, status_set_cb, NULL);
}
