/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "desktop.h"

static const char introspection[] =
  "<node><interface name='org.freedesktop.portal.Background'>"
  "<method name='RequestBackground'><arg type='s' direction='in'/><arg type='a{sv}' direction='in'/>"
  "<arg type='o' direction='out'/></method>"
  "<method name='SetStatus'><arg type='a{sv}' direction='in'/></method></interface></node>";

static char *
make_path (const char *sender, const char *token)
{
  g_autoptr (GString) name = g_string_new (sender + 1);

  g_string_replace (name, ".", "_", 0);

  return g_strdup_printf ("/org/freedesktop/portal/desktop/request/%s/%s", name->str, token);
}

static void
answer (Desktop *desktop, const char *sender, GDBusMethodInvocation *invocation)
{
  const char *token = NULL;
  g_autofree char *path = NULL;
  GVariantBuilder results;

  g_assert_true (g_variant_lookup (desktop->options, "handle_token", "&s", &token));
  path = make_path (sender, token);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", path));
  g_variant_builder_init (&results, G_VARIANT_TYPE ("(ua{sv})"));
  g_variant_builder_add (&results, "u", desktop->response);
  g_variant_builder_open (&results, G_VARIANT_TYPE ("a{sv}"));
  g_variant_builder_add (&results, "{sv}", "background", g_variant_new_boolean (desktop->background));
  g_variant_builder_add (&results, "{sv}", "autostart", g_variant_new_boolean (desktop->autostart));
  g_variant_builder_close (&results);
  g_dbus_connection_emit_signal (desktop->connection, sender, path, "org.freedesktop.portal.Request",
                                 "Response", g_variant_builder_end (&results), NULL);
}

static void
called_cb (GDBusConnection *connection,
           const char *sender,
           const char *path,
           const char *interface,
           const char *method,
           GVariant *parameters,
           GDBusMethodInvocation *invocation,
           gpointer user_data)
{
  Desktop *desktop = user_data;

  if (g_str_equal (method, "SetStatus"))
    {
      g_autoptr (GVariant) options = g_variant_get_child_value (parameters, 0);

      g_clear_pointer (&desktop->status, g_free);
      g_variant_lookup (options, "message", "s", &desktop->status);
      g_dbus_method_invocation_return_value (invocation, NULL);
      return;
    }
  g_clear_pointer (&desktop->options, g_variant_unref);
  desktop->options = g_variant_get_child_value (parameters, 1);
  desktop->n_requests++;
  answer (desktop, sender, invocation);
}

GDBusConnection *
connect_bus (void)
{
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_dbus_connection_new_for_address_sync (
    address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
    NULL, NULL, &error);

  g_assert_no_error (error);

  return connection;
}

void
own_name (GDBusConnection *connection, const char *name)
{
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (
    connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
    g_variant_new ("(su)", name, 0), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);

  g_assert_nonnull (reply);
}

void
desktop_init (Desktop *desktop)
{
  static const GDBusInterfaceVTable table = { .method_call = called_cb };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (introspection, NULL);

  desktop->connection = connect_bus ();
  desktop->object = g_dbus_connection_register_object (desktop->connection, "/org/freedesktop/portal/desktop",
                                                       node->interfaces[0], &table, desktop, NULL, NULL);
  own_name (desktop->connection, "org.freedesktop.portal.Desktop");
}

void
desktop_clear (Desktop *desktop)
{
  g_dbus_connection_unregister_object (desktop->connection, desktop->object);
  g_dbus_connection_close_sync (desktop->connection, NULL, NULL);
  g_object_unref (desktop->connection);
  g_clear_pointer (&desktop->options, g_variant_unref);
  g_free (desktop->status);
}
