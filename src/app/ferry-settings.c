/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the settings' schema comes from: the system if it is installed there, else the folder of this build, else the
 * copy inside the program, so that it runs from any place without environment variables. */

#include "config.h"

#include "app/ferry-settings.h"

#include <glib/gstdio.h>

#include "app/ferry-app-resources.h"

#define COMPILED "gschemas.compiled"
#define RESOURCE "/io/github/imageferry/ImageFerry/" COMPILED

static const char *const keys[] = {
  FERRY_SETTING_WINDOW_WIDTH,    FERRY_SETTING_WINDOW_HEIGHT,      FERRY_SETTING_WINDOW_MAXIMIZED,
  FERRY_SETTING_SORT_COLUMN,     FERRY_SETTING_SORT_DESCENDING,    FERRY_SETTING_LAST_ACCOUNT,
  FERRY_SETTING_LAST_REGION,     FERRY_SETTING_LAST_TARGET_REGION, FERRY_SETTING_NOTIFY,
  FERRY_SETTING_RESUME_AT_LOGIN, FERRY_SETTING_BACKGROUND_TOLD,    FERRY_SETTING_KEEP_AWAKE,
  FERRY_SETTING_SETTLE_SECONDS,
};

/* The schema of an older release lacks keys, and asking for one of those would end the program. */
static GSettingsSchema *
lookup (GSettingsSchemaSource *source)
{
  g_autoptr (GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, APPLICATION_ID, TRUE);
  if (schema == NULL)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (!g_settings_schema_has_key (schema, keys[i]))
      return NULL;

  return g_steal_pointer (&schema);
}

static GSettingsSchema *
lookup_in_folder (const char *folder)
{
  g_autoptr (GSettingsSchemaSource) source = NULL;

  source = g_settings_schema_source_new_from_directory (folder, NULL, FALSE, NULL);

  return lookup (source);
}

/* GLib reads schemas from folders alone. The file is mapped, so it may go at once. */
static GSettingsSchema *
lookup_in_program (void)
{
  g_autoptr (GBytes) data = NULL;
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *file = NULL;

  data = g_resource_lookup_data (ferry_app_get_resource (), RESOURCE, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  g_assert_no_error (error);
  folder = g_dir_make_tmp ("image-ferry-XXXXXX", &error);
  if (folder == NULL)
    g_error ("The settings cannot be prepared: %s", error->message);

  file = g_build_filename (folder, COMPILED, NULL);
  if (g_file_set_contents (file, g_bytes_get_data (data, NULL), (gssize) g_bytes_get_size (data), &error))
    schema = lookup_in_folder (folder);
  g_unlink (file);
  g_rmdir (folder);
  if (schema == NULL)
    g_error ("The settings cannot be prepared: %s", error != NULL ? error->message : folder);

  return g_steal_pointer (&schema);
}

/**
 * ferry_settings_new:
 *
 * Returns: (transfer full): the settings of the program
 */
GSettings *
ferry_settings_new (void)
{
  g_autoptr (GSettingsSchema) schema = NULL;

  schema = lookup (g_settings_schema_source_get_default ());
  if (schema == NULL)
    schema = lookup_in_folder (SCHEMADIR);
  if (schema == NULL)
    schema = lookup_in_program ();

  return g_settings_new_full (schema, NULL, NULL);
}

/**
 * ferry_settings_bind:
 * @settings: the settings
 * @key: a key
 * @object: a widget
 * @property: its property that shows and changes the value
 *
 * Binds both ways. While an administrator has locked @key, @object is insensitive.
 */
void
ferry_settings_bind (GSettings *settings, const char *key, gpointer object, const char *property)
{
  g_return_if_fail (G_IS_SETTINGS (settings));
  g_return_if_fail (G_IS_OBJECT (object));

  g_settings_bind (settings, key, object, property, G_SETTINGS_BIND_DEFAULT | G_SETTINGS_BIND_NO_SENSITIVITY);
  g_settings_bind_writable (settings, key, object, "sensitive", FALSE);
}
