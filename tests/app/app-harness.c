/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app-harness.h"

#include <glib/gstdio.h>

#include "app/ferry-settings.h"
#include "engine/ferry-cloud.h"
#include "jdcloud/jdc-image.h"

/* No member twice: what is given stands in for what an image has otherwise. */
static void
add_default (GString *json, const char *members, const char *member, const char *value)
{
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", member);

  if (strstr (members, quoted) == NULL)
    g_string_append_printf (json, ",%s:\"%s\"", quoted, value);
}

static JdcImage *
make_jdc_image (const char *id, const char *members)
{
  g_autofree char *name = g_strdup_printf ("name of %s", id);
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  JdcImage *image;

  g_string_printf (json, "{\"imageId\":\"%s\"", id);
  add_default (json, members, "name", name);
  add_default (json, members, "imageSource", "private");
  add_default (json, members, "status", "ready");
  add_default (json, members, "rootDeviceType", "cloudDisk");
  g_string_append_printf (json, "%s%s}", *members != '\0' ? "," : "", members);
  image = jdc_image_new_from_data (json->str, -1, &error);
  g_assert_no_error (error);

  return image;
}

FerryCatalog *
app_catalog (const char *region)
{
  g_autoptr (JdcCredentials) credentials = jdc_credentials_new ("ACCESSKEY", "secret", NULL);
  g_autoptr (FerryCloud) cloud = ferry_cloud_new ("test", "http://127.0.0.1:1", credentials, FALSE, NULL);

  g_assert_nonnull (cloud);

  return ferry_catalog_new (ferry_cloud_get_client (cloud), region, ferry_cloud_get_limiter (cloud));
}

void
app_put (FerryCatalog *catalog, const char *id, const char *members)
{
  g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (images, make_jdc_image (id, members));
  ferry_catalog_put_images (catalog, images);
}

FerryImage *
app_image (const char *id, const char *members)
{
  g_autoptr (JdcImage) image = make_jdc_image (id, members);

  return ferry_image_new (image, "cn-north-1");
}

AppCloud *
app_cloud_new (double time_scale, guint n_images)
{
  AppCloud *self = g_new0 (AppCloud, 1);
  EmulatorOptions options = EMULATOR_OPTIONS_INIT;
  g_autoptr (GError) error = NULL;

  self->keyring = ferry_memory_store_new ();
  options.time_scale = time_scale;
  options.images = n_images;
  self->cloud = emulator_thread_new (&options, 0, &error);
  g_assert_no_error (error);
  self->folder = g_dir_make_tmp ("ferry-app-XXXXXX", &error);
  g_assert_no_error (error);
  self->settings = ferry_settings_new ();
  /* What the test before has left in memory. */
  g_settings_reset (self->settings, FERRY_SETTING_LAST_ACCOUNT);
  g_settings_reset (self->settings, FERRY_SETTING_LAST_REGION);
  self->session = ferry_session_new (self->settings, FERRY_SECRET_STORE (self->keyring), self->folder, NULL);

  return self;
}

/* The account is there before the session starts, as one of the environment would be. */
void
app_cloud_start (AppCloud *self)
{
  FerryAccountInput input = {
    .label = "Production",
    .access_key = EMULATOR_DEFAULT_ACCESS_KEY,
    .secret_key = EMULATOR_DEFAULT_SECRET_KEY,
    .endpoint = emulator_thread_get_uri (self->cloud),
  };
  g_autoptr (GError) error = NULL;

  ferry_account_store_add_session_only (ferry_session_get_accounts (self->session), &input, &error);
  g_assert_no_error (error);
  ferry_session_start (self->session);
}

void
app_cloud_fault (AppCloud *self, const char *json)
{
  g_autoptr (GError) error = NULL;

  emulator_thread_add_fault_json (self->cloud, json, &error);
  g_assert_no_error (error);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_unlink (file);
    }
  g_rmdir (path);
}

void
app_cloud_free (AppCloud *self)
{
  ferry_session_close (self->session);
  app_settle ();
  g_clear_object (&self->session);
  g_clear_object (&self->settings);
  g_clear_object (&self->keyring);
  g_clear_pointer (&self->cloud, emulator_thread_free);
  remove_folder (self->folder);
  g_free (self->folder);
  g_free (self);
}

static gboolean
wake_up (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* A condition may come true without an event: it is looked at again soon. */
void
app_iterate (void)
{
  guint id = g_timeout_add (20, wake_up, NULL);

  g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
}

/* Lets everything happen that is about to. */
void
app_settle (void)
{
  for (guint i = 0; i < 20; i++)
    {
      while (g_main_context_iteration (NULL, FALSE))
        continue;
      g_usleep (2000);
    }
}
