/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The Copy Image dialog over a cloud, with all that may go wrong while it is open. */

#include "config.h"

#include "app/ferry-copy-dialog.h"

#include <string.h>

#include "app-harness.h"
#include "app/ferry-copy-image-row.h"
#include "app/ferry-region-row.h"
#include "app/ferry-settings.h"
#include "widgets.h"

typedef struct
{
  AppCloud *cloud;
  AdwApplicationWindow *window;
  FerryCopyDialog *dialog;
} Fixture;

static void
set_up_with (Fixture *fixture, guint n_images, const char *faults)
{
  fixture->cloud = app_cloud_new (100, n_images);
  if (faults != NULL)
    app_cloud_fault (fixture->cloud, faults);
  g_settings_reset (fixture->cloud->settings, FERRY_SETTING_LAST_TARGET_REGION);
  fixture->window = ADW_APPLICATION_WINDOW (adw_application_window_new (NULL));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 800, 780);
  adw_application_window_set_content (fixture->window, adw_bin_new ());
  gtk_window_present (GTK_WINDOW (fixture->window));
  app_cloud_start (fixture->cloud);
  app_wait_until (ferry_session_get_state (fixture->cloud->session) == FERRY_SESSION_READY);
  app_wait_until (ferry_session_get_engine (fixture->cloud->session) != NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  set_up_with (fixture, 0, NULL);
}

/* The first list is refused in the middle, but not before there was time to choose from what is there. */
static void
set_up_half_list (Fixture *fixture, gconstpointer data)
{
  set_up_with (fixture, 1240,
               "[{\"operation\":\"describeImages\",\"fault\":\"slow\",\"skip\":7,\"ms\":1500},"
               "{\"operation\":\"describeImages\",\"fault\":\"error\",\"http\":403,\"skip\":8}]");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  FerryCopyDialog *dialog = fixture->dialog;

  adw_dialog_force_close (ADW_DIALOG (dialog));
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  app_settle ();
  ferry_session_close (fixture->cloud->session);
  app_settle ();
  g_assert_finalize_object (dialog);
  app_cloud_free (fixture->cloud);
}

static FerryImage *
get_image (Fixture *fixture, const char *name)
{
  FerryCatalog *catalog = ferry_session_get_catalog (fixture->cloud->session);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (catalog)); i++)
    {
      g_autoptr (FerryImage) image = g_list_model_get_item (G_LIST_MODEL (catalog), i);

      if (g_str_equal (ferry_image_get_name (image), name))
        return image;
    }
  g_assert_not_reached ();
}

static void
open_dialog (Fixture *fixture, const char *first, const char *second)
{
  const char *ids[3] = { NULL };

  ids[0] = ferry_image_get_id (get_image (fixture, first));
  if (second != NULL)
    ids[1] = ferry_image_get_id (get_image (fixture, second));
  fixture->dialog = g_object_ref_sink (
    ferry_copy_dialog_new (fixture->cloud->session, (char **) ids, GTK_WIDGET (fixture->window)));
  adw_dialog_present (ADW_DIALOG (fixture->dialog), GTK_WIDGET (fixture->window));
  app_settle ();
}

static FerryRegionRow *
find_region (GtkWidget *widget, const char *region)
{
  FerryRegionRow *found = NULL;

  if (FERRY_IS_REGION_ROW (widget) &&
      g_str_equal (ferry_region_row_get_region (FERRY_REGION_ROW (widget)), region))
    return FERRY_REGION_ROW (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_region (child, region);

  return found;
}

static FerryRegionRow *
get_region (Fixture *fixture, const char *region)
{
  return find_region (GTK_WIDGET (fixture->dialog), region);
}

static void
wait_for_quotas (Fixture *fixture)
{
  app_wait_until (ferry_region_row_get_settled (get_region (fixture, "cn-east-1")) &&
                  ferry_region_row_get_settled (get_region (fixture, "cn-east-2")) &&
                  ferry_region_row_get_settled (get_region (fixture, "cn-south-1")));
}

static GtkWidget *
get_copy_button (Fixture *fixture)
{
  return adw_dialog_get_default_widget (ADW_DIALOG (fixture->dialog));
}

static void
press_copy (Fixture *fixture)
{
  g_assert_true (gtk_widget_is_sensitive (get_copy_button (fixture)));
  g_signal_emit_by_name (get_copy_button (fixture), "clicked");
}

static gboolean
says (Fixture *fixture, const char *part)
{
  return strstr (ferry_copy_dialog_get_sentence (fixture->dialog), part) != NULL;
}

static GListModel *
get_operations (Fixture *fixture)
{
  return ferry_engine_get_operations (ferry_session_get_engine (fixture->cloud->session));
}

static gboolean
is_open (Fixture *fixture)
{
  return get_dialog (fixture->window) == GTK_WIDGET (fixture->dialog);
}

static GtkEditable *
get_entry (Fixture *fixture, const char *title)
{
  return GTK_EDITABLE (find_row (GTK_WIDGET (fixture->dialog), title));
}

static void
test_copy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FerryOperation) operation = NULL;
  g_autofree char *last = NULL;

  open_dialog (fixture, "ci-runner-golden", "uefi-rocky9");
  g_assert_false (gtk_widget_is_sensitive (get_copy_button (fixture)));
  wait_for_quotas (fixture);
  app_settle ();
  g_assert_null (ferry_copy_dialog_get_target (fixture->dialog));
  g_assert_true (says (fixture, "Choose a target region."));
  g_assert_true (shows_text (GTK_WIDGET (fixture->dialog), "2 images"));
  g_assert_true (shows_text (GTK_WIDGET (fixture->dialog), "2 snapshots"));
  /* The first region that can be chosen has the focus. */
  g_assert_true (adw_dialog_get_focus (ADW_DIALOG (fixture->dialog)) ==
                 ferry_region_row_get_radio (get_region (fixture, "cn-east-1")));
  ferry_region_row_choose (get_region (fixture, "cn-east-1"));
  g_assert_true (says (fixture, "2 images with 2 snapshots will be copied to East China-Suqian"));
  gtk_editable_set_text (get_entry (fixture, "Name"), "two-at-once");
  gtk_editable_set_text (get_entry (fixture, "Description"), "for tests");
  press_copy (fixture);
  g_assert_false (gtk_widget_is_sensitive (get_copy_button (fixture)));
  app_wait_until (!is_open (fixture));
  operation = g_list_model_get_item (get_operations (fixture), 0);
  g_assert_cmpstr (ferry_operation_get_target_region (operation), ==, "cn-east-1");
  g_assert_cmpuint (ferry_operation_get_n_replicas (operation), ==, 2);
  g_assert_cmpstr (ferry_operation_get_record (operation)->name, ==, "two-at-once");
  g_assert_cmpstr (ferry_operation_get_record (operation)->description, ==, "for tests");
  last = g_settings_get_string (fixture->cloud->settings, FERRY_SETTING_LAST_TARGET_REGION);
  g_assert_cmpstr (last, ==, "cn-east-1");
}

static void
test_preselection (Fixture *fixture, gconstpointer data)
{
  g_settings_set_string (fixture->cloud->settings, FERRY_SETTING_LAST_TARGET_REGION, "cn-east-2");
  open_dialog (fixture, "ci-runner-golden", NULL);
  wait_for_quotas (fixture);
  g_assert_cmpstr (ferry_copy_dialog_get_target (fixture->dialog), ==, "cn-east-2");
  g_assert_true (says (fixture, "1 image with 1 snapshot will be copied to East China-Shanghai"));
  /* It is there already. */
  app_wait_until (ferry_region_row_get_n_present (get_region (fixture, "cn-east-2")) == 1);
  g_assert_true (says (fixture, "1 of them is there already"));
}

/* South China has room for one image only. */
static void
test_short (Fixture *fixture, gconstpointer data)
{
  g_settings_set_string (fixture->cloud->settings, FERRY_SETTING_LAST_TARGET_REGION, "cn-south-1");
  open_dialog (fixture, "ci-runner-golden", "uefi-rocky9");
  wait_for_quotas (fixture);
  g_assert_null (ferry_copy_dialog_get_target (fixture->dialog));
  g_assert_true (shows_text (GTK_WIDGET (get_region (fixture, "cn-south-1")), "1 image short"));
}

static void
test_invalid_texts (Fixture *fixture, gconstpointer data)
{
  open_dialog (fixture, "ci-runner-golden", NULL);
  wait_for_quotas (fixture);
  ferry_region_row_choose (get_region (fixture, "cn-east-1"));
  g_assert_true (gtk_widget_is_sensitive (get_copy_button (fixture)));
  gtk_editable_set_text (get_entry (fixture, "Name"), "no blanks");
  g_assert_false (gtk_widget_is_sensitive (get_copy_button (fixture)));
  g_assert_true (says (fixture, "A name has Chinese characters"));
  gtk_editable_set_text (get_entry (fixture, "Name"), "no-blanks");
  g_assert_true (gtk_widget_is_sensitive (get_copy_button (fixture)));
  g_assert_true (says (fixture, "will be copied to"));
}

static void
test_unread_quota (Fixture *fixture, gconstpointer data)
{
  app_cloud_fault (fixture->cloud,
                   "{\"operation\":\"describeQuotas\",\"region\":\"cn-east-1\",\"fault\":\"error\","
                   "\"http\":400,\"count\":1}");
  open_dialog (fixture, "ci-runner-golden", NULL);
  wait_for_quotas (fixture);
  g_assert_false (ferry_region_row_get_possible (get_region (fixture, "cn-east-1")));
  g_assert_true (ferry_region_row_get_possible (get_region (fixture, "cn-east-2")));
  g_signal_emit_by_name (find_button (GTK_WIDGET (get_region (fixture, "cn-east-1")), "Retry"), "clicked");
  g_assert_false (ferry_region_row_get_settled (get_region (fixture, "cn-east-1")));
  wait_for_quotas (fixture);
  g_assert_true (ferry_region_row_get_possible (get_region (fixture, "cn-east-1")));
}

static void
test_forbidden_quota (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FerryOperation) operation = NULL;

  app_cloud_fault (fixture->cloud,
                   "{\"operation\":\"describeQuota\",\"region\":\"cn-east-1\",\"fault\":\"error\","
                   "\"http\":403,\"status\":\"PERMISSION_DENIED\",\"count\":0}");
  open_dialog (fixture, "ci-runner-golden", NULL);
  wait_for_quotas (fixture);
  ferry_region_row_choose (get_region (fixture, "cn-east-1"));
  g_assert_true (shows_text (get_copy_button (fixture), "Copy Anyway"));
  g_assert_true (says (fixture, "Nobody knows whether there is room"));
  press_copy (fixture);
  app_wait_until (!is_open (fixture));
  operation = g_list_model_get_item (get_operations (fixture), 0);
  g_assert_true (ferry_operation_get_record (operation)->allow_unknown_quota);
}

/* What was typed stays, and a second try does it. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  open_dialog (fixture, "ci-runner-golden", NULL);
  wait_for_quotas (fixture);
  ferry_region_row_choose (get_region (fixture, "cn-east-1"));
  gtk_editable_set_text (get_entry (fixture, "Name"), "kept");
  app_cloud_fault (fixture->cloud,
                   "{\"operation\":\"describeImages\",\"region\":\"cn-north-1\",\"fault\":\"error\","
                   "\"http\":403,\"status\":\"PERMISSION_DENIED\",\"count\":1}");
  press_copy (fixture);
  app_wait_until (says (fixture, "not permitted"));
  g_assert_true (is_open (fixture));
  g_assert_true (says (fixture, "Request ID"));
  g_assert_cmpstr (gtk_editable_get_text (get_entry (fixture, "Name")), ==, "kept");
  g_assert_cmpuint (g_list_model_get_n_items (get_operations (fixture)), ==, 0);
  press_copy (fixture);
  app_wait_until (!is_open (fixture));
  g_assert_cmpuint (g_list_model_get_n_items (get_operations (fixture)), ==, 1);
}

/* Somebody deletes one of two images: it can be left out. */
static void
test_leave_out (Fixture *fixture, gconstpointer data)
{
  FerryImage *image = get_image (fixture, "uefi-rocky9");
  g_autoptr (FerryOperation) operation = NULL;

  open_dialog (fixture, "ci-runner-golden", "uefi-rocky9");
  wait_for_quotas (fixture);
  ferry_region_row_choose (get_region (fixture, "cn-east-1"));
  ferry_session_delete_async (fixture->cloud->session, "cn-north-1", ferry_image_get_id (image), FALSE, NULL,
                              NULL, NULL);
  app_wait_until (ferry_catalog_lookup (ferry_session_get_catalog (fixture->cloud->session),
                                        ferry_image_get_id (image)) == NULL);
  press_copy (fixture);
  app_wait_until (says (fixture, "1 image cannot be copied now"));
  g_assert_cmpuint (g_list_model_get_n_items (get_operations (fixture)), ==, 0);
  g_signal_emit_by_name (find_button (GTK_WIDGET (fixture->dialog), "Leave Out"), "clicked");
  g_assert_true (says (fixture, "1 image with 1 snapshot will be copied"));
  press_copy (fixture);
  app_wait_until (!is_open (fixture));
  operation = g_list_model_get_item (get_operations (fixture), 0);
  g_assert_cmpuint (ferry_operation_get_n_replicas (operation), ==, 1);
}

/* The list changes under the open dialog: that is told at once, and taken back when it is over. */
static void
test_changes (Fixture *fixture, gconstpointer data)
{
  FerryCatalog *catalog = ferry_session_get_catalog (fixture->cloud->session);
  FerryImage *image = get_image (fixture, "ci-runner-golden");
  g_autofree char *id = g_strdup (ferry_image_get_id (image));

  open_dialog (fixture, "ci-runner-golden", "uefi-rocky9");
  wait_for_quotas (fixture);
  ferry_region_row_choose (get_region (fixture, "cn-east-1"));
  g_assert_true (says (fixture, "2 images with 2 snapshots will be copied"));
  ferry_image_set_busy_with (image, "Being copied to Shanghai");
  g_assert_true (says (fixture, "1 image cannot be copied now"));
  g_assert_nonnull (find_button (GTK_WIDGET (fixture->dialog), "Leave Out"));
  ferry_image_set_busy_with (image, NULL);
  g_assert_true (says (fixture, "2 images with 2 snapshots will be copied"));

  ferry_catalog_remove (catalog, id);
  g_assert_true (says (fixture, "1 image cannot be copied now"));
  ferry_region_row_choose (get_region (fixture, "cn-south-1"));
  g_assert_true (says (fixture, "1 image cannot be copied now"));
  g_signal_emit_by_name (find_button (GTK_WIDGET (fixture->dialog), "Leave Out"), "clicked");
  g_assert_true (says (fixture, "1 image with 1 snapshot will be copied"));
}

/* That a list could not be read to its end says nothing of the images that were chosen from it. */
static void
test_half_list (Fixture *fixture, gconstpointer data)
{
  FerryCatalog *catalog = ferry_session_get_catalog (fixture->cloud->session);
  g_autoptr (FerryImage) image = NULL;
  guint position = 0;

  do
    {
      g_clear_object (&image);
      image = g_list_model_get_item (G_LIST_MODEL (catalog), position++);
    }
  while (!ferry_image_get_eligible (image));
  open_dialog (fixture, ferry_image_get_name (image), NULL);
  g_assert_null (ferry_catalog_get_refreshed_at (catalog));
  app_wait_until (g_list_model_get_n_items (G_LIST_MODEL (catalog)) == 0);
  wait_for_quotas (fixture);
  ferry_region_row_choose (get_region (fixture, "cn-east-1"));
  g_assert_true (says (fixture, "1 image with"));
  g_assert_true (gtk_widget_is_sensitive (get_copy_button (fixture)));
}

/* A text that is far too long is cut where the limit is, and the count says that it is reached. */
static void
test_long_text (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_strnfill (5000, 'n');
  g_autofree char *count = NULL;
  GtkEditable *entry;
  glong length;

  open_dialog (fixture, "ci-runner-golden", NULL);
  wait_for_quotas (fixture);
  ferry_region_row_choose (get_region (fixture, "cn-east-1"));
  gtk_editable_set_text (get_entry (fixture, "Name"), text);
  g_assert_cmpint (g_utf8_strlen (gtk_editable_get_text (get_entry (fixture, "Name")), -1), ==, 32);
  g_assert_true (shows_text (GTK_WIDGET (fixture->dialog), "32 / 32"));
  entry = get_entry (fixture, "Description");
  gtk_editable_set_text (entry, text);
  length = g_utf8_strlen (gtk_editable_get_text (entry), -1);
  g_assert_cmpint (length, >, 200);
  g_assert_cmpint (length, <, 256);
  count = g_strdup_printf ("%ld / %ld", length, length);
  g_assert_true (shows_text (GTK_WIDGET (fixture->dialog), count));
  g_assert_true (gtk_widget_is_sensitive (get_copy_button (fixture)));
}

/* Its images are those of an account that is gone. */
static void
test_account_gone (Fixture *fixture, gconstpointer data)
{
  open_dialog (fixture, "ci-runner-golden", NULL);
  wait_for_quotas (fixture);
  ferry_region_row_choose (get_region (fixture, "cn-east-1"));
  ferry_session_set_account (fixture->cloud->session, NULL);
  g_assert_true (is_open (fixture));
  g_assert_true (says (fixture, "The account “Production” is not shown any more"));
  g_assert_false (gtk_widget_is_sensitive (get_copy_button (fixture)));
}

/* Closed before the quotas came: nothing happens to what is gone. */
static void
test_close_early (Fixture *fixture, gconstpointer data)
{
  app_cloud_fault (fixture->cloud, "{\"operation\":\"describeQuotas\",\"fault\":\"stall\",\"count\":0}");
  open_dialog (fixture, "ci-runner-golden", NULL);
  app_settle ();
  g_assert_true (says (fixture, "are being read"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
#define ADD(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)
  ADD ("/copy-dialog/copy", test_copy);
  ADD ("/copy-dialog/preselection", test_preselection);
  ADD ("/copy-dialog/short", test_short);
  ADD ("/copy-dialog/invalid-texts", test_invalid_texts);
  ADD ("/copy-dialog/unread-quota", test_unread_quota);
  ADD ("/copy-dialog/forbidden-quota", test_forbidden_quota);
  ADD ("/copy-dialog/refused", test_refused);
  ADD ("/copy-dialog/leave-out", test_leave_out);
  ADD ("/copy-dialog/changes", test_changes);
  ADD ("/copy-dialog/long-text", test_long_text);
  ADD ("/copy-dialog/account-gone", test_account_gone);
  ADD ("/copy-dialog/close-early", test_close_early);
  g_test_add ("/copy-dialog/half-list", Fixture, NULL, set_up_half_list, test_half_list, tear_down);

  return g_test_run ();
}
