/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Draws dialogs and states of the window into PNG files, for looking at:
 * gallery FOLDER WIDTH HEIGHT light|dark [NAME…]
 * GALLERY_LOCALE is a folder of translations, as _build/po. With GALLERY_RTL all is drawn from right to left. */

#include "config.h"

#include <libintl.h>
#include <locale.h>
#include <string.h>

#include "app-harness.h"
#include "app/ferry-accounts-dialog.h"
#include "app/ferry-add-account-dialog.h"
#include "app/ferry-application.h"
#include "app/ferry-choose-image-dialog.h"
#include "app/ferry-convert-dialog.h"
#include "app/ferry-copies-page.h"
#include "app/ferry-copy-dialog.h"
#include "app/ferry-delete-dialog.h"
#include "app/ferry-details-dialog.h"
#include "app/ferry-duplicate-banner.h"
#include "app/ferry-edit-dialog.h"
#include "app/ferry-import-dialog.h"
#include "app/ferry-operation-dialog.h"
#include "app/ferry-quit-dialog.h"
#include "app/ferry-region-row.h"
#include "app/ferry-window.h"
#include "operations.h"
#include "widgets.h"

typedef struct
{
  AppCloud *cloud;
  FerryWindow *window;
} Scene;

typedef struct
{
  const char *name;
  void (*show) (Scene *scene);
} Picture;

static void
wait (guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * 1000;

  while (g_get_monotonic_time () < end)
    app_iterate ();
}

static void
press_default (Scene *scene)
{
  g_signal_emit_by_name (adw_dialog_get_default_widget (ADW_DIALOG (get_dialog (scene->window))), "clicked");
}

static void
show_first_start (Scene *scene)
{
  ferry_session_start (scene->cloud->session);
}

static void
lock (Scene *scene)
{
  FerryAccountInput input = { .label = "Hidden", .access_key = "A", .secret_key = "b" };

  ferry_account_store_add_async (ferry_session_get_accounts (scene->cloud->session), &input, NULL, NULL,
                                 NULL);
  app_settle ();
  ferry_memory_store_set_locked (scene->cloud->keyring, TRUE, FALSE);
  ferry_account_store_load_async (ferry_session_get_accounts (scene->cloud->session), FALSE, NULL, NULL,
                                  NULL);
  app_settle ();
}

static void
show_first_start_locked (Scene *scene)
{
  lock (scene);
  show_first_start (scene);
}

static void
show_accounts_locked (Scene *scene)
{
  lock (scene);
  app_cloud_start (scene->cloud);
  ferry_accounts_dialog_present (scene->cloud->session, GTK_WIDGET (scene->window));
}

static void
show_first_start_no_keyring (Scene *scene)
{
  g_autoptr (GError) error = ferry_accounts_error_new (FERRY_ACCOUNTS_ERROR_UNAVAILABLE);

  ferry_memory_store_set_failure (scene->cloud->keyring, error);
  show_first_start (scene);
}

static void
show_update_keys (Scene *scene)
{
  app_cloud_start (scene->cloud);
  app_settle ();
  adw_dialog_present (ADW_DIALOG (ferry_add_account_dialog_new (
                        scene->cloud->session, ferry_session_get_account (scene->cloud->session))),
                      GTK_WIDGET (scene->window));
}

static void
show_add_account (Scene *scene)
{
  show_first_start (scene);
  ferry_add_account_dialog_present (scene->cloud->session, GTK_WIDGET (scene->window));
}

static void
enter_keys (Scene *scene, const char *access_key, const char *secret_key)
{
  show_add_account (scene);
  type_into (scene->window, "Name", "Production");
  type_into (scene->window, "AccessKey ID", access_key);
  type_into (scene->window, "SecretKey", secret_key);
  type_into (scene->window, "Endpoint (optional)", emulator_thread_get_uri (scene->cloud->cloud));
  press_default (scene);
}

static void
show_add_account_error (Scene *scene)
{
  enter_keys (scene, EMULATOR_DEFAULT_ACCESS_KEY, "wrong-secret-key-of-some-length");
}

static void
show_add_account_unknown (Scene *scene)
{
  enter_keys (scene, "JDC_8F2E61B0C47A935D", "wrong");
}

static void
show_add_account_busy (Scene *scene)
{
  app_cloud_fault (scene->cloud, "{\"operation\":\"describeImages\",\"fault\":\"stall\"}");
  enter_keys (scene, EMULATOR_DEFAULT_ACCESS_KEY, EMULATOR_DEFAULT_SECRET_KEY);
}

static void
show_add_account_keyring (Scene *scene)
{
  g_autoptr (GError) error = NULL;

  error = ferry_accounts_error_new (FERRY_ACCOUNTS_ERROR_UNAVAILABLE);
  ferry_memory_store_set_failure (scene->cloud->keyring, error);
  enter_keys (scene, EMULATOR_DEFAULT_ACCESS_KEY, EMULATOR_DEFAULT_SECRET_KEY);
}

static void
show_accounts (Scene *scene)
{
  app_cloud_start (scene->cloud);
  ferry_accounts_dialog_present (scene->cloud->session, GTK_WIDGET (scene->window));
}

static void
show_account (Scene *scene)
{
  show_accounts (scene);
  app_settle ();
  activate_row (scene->window, "Production");
}

static void
show_import (Scene *scene)
{
  g_autofree char *path = g_build_filename (scene->cloud->folder, "jdc", NULL);

  show_first_start (scene);
  g_file_set_contents (
    path,
    "[default]\naccess_key = JDC_8F2E61B0C47A935D\nsecret_key = abc\nregion_id = cn-north-1\n"
    "[backup]\naccess_key = JDC_11112222\nsecret_key = def\nregion_id = cn-east-2\n"
    "[broken]\naccess_key =\nsecret_key =\n",
    -1, NULL);
  adw_dialog_present (ADW_DIALOG (ferry_import_dialog_new (scene->cloud->session, path)),
                      GTK_WIDGET (scene->window));
}

static void
show_preferences (Scene *scene)
{
  show_first_start (scene);
  g_action_group_activate_action (G_ACTION_GROUP (g_application_get_default ()), "preferences", NULL);
}

static void
show_about (Scene *scene)
{
  show_first_start (scene);
  g_action_group_activate_action (G_ACTION_GROUP (g_application_get_default ()), "about", NULL);
}

static void
show_ready (Scene *scene)
{
  app_cloud_start (scene->cloud);
  app_wait_until (ferry_session_get_state (scene->cloud->session) == FERRY_SESSION_READY);
  app_wait_until (ferry_session_get_engine (scene->cloud->session) != NULL);
}

static FerryImage *
get_image (Scene *scene, guint position)
{
  FerryCatalog *catalog = ferry_session_get_catalog (scene->cloud->session);
  g_autoptr (FerryImage) image = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (catalog)); i++)
    {
      g_clear_object (&image);
      image = g_list_model_get_item (G_LIST_MODEL (catalog), i);
      if (ferry_image_get_eligible (image) && position-- == 0)
        break;
    }

  return image;
}

static void
show_copies_empty (Scene *scene)
{
  show_ready (scene);
  ferry_window_show_page (scene->window, "copies");
}

static void
show_copies (Scene *scene)
{
  g_autoptr (GListStore) operations = make_all_operations ();

  show_copies_empty (scene);
  ferry_copies_page_set_operations (
    FERRY_COPIES_PAGE (find_type (GTK_WIDGET (scene->window), FERRY_TYPE_COPIES_PAGE)),
    G_LIST_MODEL (operations));
}

static void
show_copies_duplicate (Scene *scene)
{
  g_autoptr (GListStore) duplicates = g_list_store_new (FERRY_TYPE_DUPLICATE);
  g_autoptr (FerryDuplicate) duplicate = make_duplicate ();

  show_copies (scene);
  g_list_store_append (duplicates, duplicate);
  ferry_duplicate_banner_set_duplicates (
    FERRY_DUPLICATE_BANNER (find_type (GTK_WIDGET (scene->window), FERRY_TYPE_DUPLICATE_BANNER)),
    G_LIST_MODEL (duplicates));
}

static void
search_copies (Scene *scene, const char *text)
{
  GtkWidget *page;

  show_copies (scene);
  page = find_type (GTK_WIDGET (scene->window), FERRY_TYPE_COPIES_PAGE);
  g_object_set (page, "search-mode", TRUE, NULL);
  gtk_editable_set_text (GTK_EDITABLE (find_type (page, GTK_TYPE_SEARCH_ENTRY)), text);
}

static void
show_copies_search (Scene *scene)
{
  search_copies (scene, "kafka");
}

static void
show_copies_no_results (Scene *scene)
{
  search_copies (scene, "nothing of that name");
}

static void
show_copies_end (Scene *scene)
{
  show_copies (scene);
  wait (300);
  ferry_copies_page_show_operation (
    FERRY_COPIES_PAGE (find_type (GTK_WIDGET (scene->window), FERRY_TYPE_COPIES_PAGE)), "op-converted");
}

static void
show_operation (Scene *scene)
{
  g_autoptr (GListStore) operations = make_all_operations ();
  g_autoptr (FerryOperation) operation = g_list_model_get_item (G_LIST_MODEL (operations), 4);

  show_copies (scene);
  ferry_operation_dialog_present (scene->cloud->session, operation, GTK_WIDGET (scene->window));
}

static void
show_choose_image (Scene *scene)
{
  g_autoptr (FerryOperation) operation = make_operation (FERRY_KIND_COPY, "op-undecided", "cn-east-1", 0);
  FerryReplica *replica = add_replica (operation, ferry_image_get_id (get_image (scene, 0)),
                                       "kafka-broker-3.8", FERRY_STATE_UNDECIDED);

  ferry_choose_image_dialog_present (scene->cloud->session, operation, replica, NULL,
                                     GTK_WIDGET (scene->window));
}

static void
show_ready_choose_image (Scene *scene)
{
  show_ready (scene);
  show_choose_image (scene);
}

static void
ask_copy (Scene *scene)
{
  const char *ids[4] = { NULL };

  show_ready (scene);
  for (guint i = 0; i < 3; i++)
    ids[i] = ferry_image_get_id (get_image (scene, i));
  ferry_copy_dialog_present (scene->cloud->session, (char **) ids, GTK_WIDGET (scene->window));
}

static void
show_copy (Scene *scene)
{
  ask_copy (scene);
  wait (500);
  ferry_region_row_choose (FERRY_REGION_ROW (find_type (get_dialog (scene->window), FERRY_TYPE_REGION_ROW)));
}

static void
show_copy_reading (Scene *scene)
{
  app_cloud_fault (scene->cloud, "{\"operation\":\"describeQuotas\",\"fault\":\"stall\",\"count\":0}");
  ask_copy (scene);
}

static void
show_copy_unread (Scene *scene)
{
  app_cloud_fault (scene->cloud,
                   "{\"operation\":\"describeQuotas\",\"region\":\"cn-east-1\",\"fault\":\"error\","
                   "\"http\":400,\"count\":0}");
  app_cloud_fault (scene->cloud,
                   "{\"operation\":\"describeQuota\",\"region\":\"cn-east-2\",\"fault\":\"error\","
                   "\"http\":403,\"status\":\"PERMISSION_DENIED\",\"count\":0}");
  ask_copy (scene);
  wait (500);
  ferry_region_row_choose (FERRY_REGION_ROW (
    gtk_widget_get_next_sibling (find_type (get_dialog (scene->window), FERRY_TYPE_REGION_ROW))));
}

static void
show_copy_invalid (Scene *scene)
{
  show_copy (scene);
  type_into (scene->window, "Name", "web frontend of the production 2");
}

static void
show_copy_refused (Scene *scene)
{
  show_copy (scene);
  emulator_thread_add_fault_json (scene->cloud->cloud,
                                  "{\"operation\":\"describeImages\",\"fault\":\"error\",\"http\":403,"
                                  "\"status\":\"PERMISSION_DENIED\",\"count\":0}",
                                  NULL);
  type_into (scene->window, "Name", "web-frontend");
  press_default (scene);
}

static void
show_details (Scene *scene)
{
  show_ready (scene);
  wait (500);
  ferry_details_dialog_present_image (scene->cloud->session, get_image (scene, 1),
                                      GTK_WIDGET (scene->window));
}

static void
show_edit (Scene *scene)
{
  show_ready (scene);
  ferry_edit_dialog_present (scene->cloud->session, ferry_image_get_id (get_image (scene, 1)),
                             GTK_WIDGET (scene->window));
}

static void
show_edit_invalid (Scene *scene)
{
  show_edit (scene);
  type_into (scene->window, "Name", "a name that is not allowed");
}

static void
show_convert (Scene *scene)
{
  show_ready (scene);
  ferry_convert_dialog_present (scene->cloud->session, ferry_image_get_id (get_image (scene, 1)),
                                GTK_WIDGET (scene->window));
}

static void
show_delete (Scene *scene)
{
  show_ready (scene);
  wait (500);
  ferry_delete_dialog_present (scene->cloud->session, ferry_image_get_id (get_image (scene, 1)),
                               GTK_WIDGET (scene->window));
}

static void
show_quit (Scene *scene)
{
  show_first_start (scene);
  ferry_quit_dialog_present (GTK_APPLICATION (g_application_get_default ()), 2, 1, GTK_WIDGET (scene->window));
}

static const Picture pictures[] = {
  { "first-start", show_first_start },
  { "first-start-locked", show_first_start_locked },
  { "first-start-no-keyring", show_first_start_no_keyring },
  { "accounts-locked", show_accounts_locked },
  { "update-keys", show_update_keys },
  { "add-account", show_add_account },
  { "add-account-error", show_add_account_error },
  { "add-account-unknown", show_add_account_unknown },
  { "add-account-busy", show_add_account_busy },
  { "add-account-keyring", show_add_account_keyring },
  { "accounts", show_accounts },
  { "account", show_account },
  { "import", show_import },
  { "preferences", show_preferences },
  { "about", show_about },
  { "quit", show_quit },
  { "copies", show_copies },
  { "copies-empty", show_copies_empty },
  { "copies-duplicate", show_copies_duplicate },
  { "copies-end", show_copies_end },
  { "copies-search", show_copies_search },
  { "copies-no-results", show_copies_no_results },
  { "operation", show_operation },
  { "choose-image", show_ready_choose_image },
  { "copy", show_copy },
  { "copy-reading", show_copy_reading },
  { "copy-unread", show_copy_unread },
  { "copy-invalid", show_copy_invalid },
  { "copy-refused", show_copy_refused },
  { "details", show_details },
  { "edit", show_edit },
  { "edit-invalid", show_edit_invalid },
  { "convert", show_convert },
  { "delete", show_delete },
};

static void
save (Scene *scene, const char *file)
{
  GtkWidget *widget = GTK_WIDGET (scene->window);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (widget)), node, NULL);
  g_assert_true (gdk_texture_save_to_png (texture, file));
}

static void
draw (GtkApplication *application, const Picture *picture, char *argv[])
{
  Scene scene = { .cloud = app_cloud_new (100, 0) };
  g_autofree char *file = g_strdup_printf ("%s/%s-%s-%s.png", argv[1], picture->name, argv[2], argv[4]);

  scene.window = ferry_window_new (application, scene.cloud->session);
  gtk_window_set_default_size (GTK_WINDOW (scene.window), atoi (argv[2]), atoi (argv[3]));
  gtk_window_present (GTK_WINDOW (scene.window));
  wait (100);
  picture->show (&scene);
  wait (1200);
  save (&scene, file);
  gtk_window_destroy (GTK_WINDOW (scene.window));
  app_cloud_free (scene.cloud);
}

static gboolean
is_wanted (const char *name, int argc, char *argv[])
{
  for (int i = 5; i < argc; i++)
    if (g_str_equal (argv[i], name))
      return TRUE;

  return argc <= 5;
}

int
main (int argc, char *argv[])
{
  g_autoptr (FerryApplication) application = NULL;

  if (argc < 5)
    return 2;
  setlocale (LC_ALL, "");
  if (g_getenv ("GALLERY_LOCALE") != NULL)
    bindtextdomain (GETTEXT_PACKAGE, g_getenv ("GALLERY_LOCALE"));
  textdomain (GETTEXT_PACKAGE);
  application = ferry_application_new ();
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, NULL);
  g_application_set_default (G_APPLICATION (application));
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), g_str_equal (argv[4], "dark")
                                                                          ? ADW_COLOR_SCHEME_FORCE_DARK
                                                                          : ADW_COLOR_SCHEME_FORCE_LIGHT);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  if (g_getenv ("GALLERY_RTL") != NULL)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++)
    if (is_wanted (pictures[i].name, argc, argv))
      draw (GTK_APPLICATION (application), &pictures[i], argv);

  return 0;
}
