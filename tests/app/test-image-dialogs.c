/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What can be done to one image, over a cloud: details, edit, convert, delete; and the details of an operation. */

#include "config.h"

#include <string.h>

#include "app-harness.h"
#include "app/ferry-application.h"
#include "app/ferry-choose-image-dialog.h"
#include "app/ferry-convert-dialog.h"
#include "app/ferry-delete-dialog.h"
#include "app/ferry-details-dialog.h"
#include "app/ferry-edit-dialog.h"
#include "app/ferry-operation-dialog.h"
#include "operations.h"
#include "widgets.h"

typedef struct
{
  AppCloud *cloud;
  AdwApplicationWindow *window;
  GtkWidget *parent;
  AdwDialog *dialog; /* (owned) (nullable) */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->cloud = app_cloud_new (100, 0);
  fixture->window = ADW_APPLICATION_WINDOW (adw_application_window_new (NULL));
  fixture->parent = adw_bin_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 800, 700);
  adw_application_window_set_content (fixture->window, fixture->parent);
  gtk_window_present (GTK_WINDOW (fixture->window));
  app_cloud_start (fixture->cloud);
  app_wait_until (ferry_session_get_state (fixture->cloud->session) == FERRY_SESSION_READY);
  app_wait_until (ferry_session_get_engine (fixture->cloud->session) != NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->dialog != NULL)
    adw_dialog_force_close (fixture->dialog);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  app_settle ();
  ferry_session_close (fixture->cloud->session);
  app_settle ();
  if (fixture->dialog != NULL)
    g_assert_finalize_object (fixture->dialog);
  app_cloud_free (fixture->cloud);
}

static FerryCatalog *
get_catalog (Fixture *fixture)
{
  return ferry_session_get_catalog (fixture->cloud->session);
}

static FerryImage *
get_image (Fixture *fixture, const char *name)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (get_catalog (fixture))); i++)
    {
      g_autoptr (FerryImage) image = g_list_model_get_item (G_LIST_MODEL (get_catalog (fixture)), i);

      if (g_str_equal (ferry_image_get_name (image), name))
        return image;
    }
  g_assert_not_reached ();
}

static void
present (Fixture *fixture, gpointer dialog)
{
  fixture->dialog = g_object_ref_sink (ADW_DIALOG (dialog));
  adw_dialog_present (fixture->dialog, fixture->parent);
  app_settle ();
}

static gboolean
shows (Fixture *fixture, const char *text)
{
  return shows_text (GTK_WIDGET (fixture->dialog), text);
}

static void
test_details (Fixture *fixture, gconstpointer data)
{
  FerryImage *image = get_image (fixture, "数据库整机镜像_2025Q4");

  present (fixture, ferry_details_dialog_new (fixture->cloud->session, image));
  g_assert_true (shows (fixture, ferry_image_get_id (image)));
  g_assert_true (shows (fixture, "Available (ready)"));
  g_assert_true (shows (fixture, "Cloud System Disk (cloudDisk)"));
  g_assert_nonnull (find_row (GTK_WIDGET (fixture->dialog), "System disk"));
  g_assert_nonnull (find_row (GTK_WIDGET (fixture->dialog), "Data disk 2"));
  g_assert_null (find_row (GTK_WIDGET (fixture->dialog), "Data disk 3"));
  g_assert_true (
    adw_action_row_get_subtitle_selectable (ADW_ACTION_ROW (find_row (GTK_WIDGET (fixture->dialog), "ID"))));
}

static GtkEditable *
get_entry (Fixture *fixture, const char *title)
{
  return GTK_EDITABLE (find_row (GTK_WIDGET (fixture->dialog), title));
}

static GtkWidget *
get_default (Fixture *fixture)
{
  return adw_dialog_get_default_widget (fixture->dialog);
}

static void
test_edit (Fixture *fixture, gconstpointer data)
{
  FerryImage *image = get_image (fixture, "ci-runner-golden");

  present (fixture, ferry_edit_dialog_new (fixture->cloud->session, image, fixture->parent));
  g_assert_false (gtk_widget_is_sensitive (get_default (fixture)));
  gtk_editable_set_text (get_entry (fixture, "Name"), "");
  g_assert_true (shows (fixture, "A name has 1 to 32 characters"));
  g_assert_false (gtk_widget_is_sensitive (get_default (fixture)));
  gtk_editable_set_text (get_entry (fixture, "Name"), "ci-runner-silver");
  g_assert_true (gtk_widget_is_sensitive (get_default (fixture)));
  g_signal_emit_by_name (get_default (fixture), "clicked");
  g_assert_false (gtk_widget_is_sensitive (GTK_WIDGET (get_entry (fixture, "Name"))));
  app_wait_until (get_dialog (fixture->window) == NULL);
  app_wait_until (g_str_equal (ferry_image_get_name (image), "ci-runner-silver"));
}

/* A name that came from elsewhere is not found fault with before it is changed. */
static void
test_edit_odd_name (Fixture *fixture, gconstpointer data)
{
  present (fixture, ferry_edit_dialog_new (fixture->cloud->session, get_image (fixture, "测试镜像🚀 (v2.1)"),
                                           fixture->parent));
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (get_entry (fixture, "Name")), "error"));
  gtk_editable_set_text (get_entry (fixture, "Description"), "tried");
  g_assert_true (gtk_widget_is_sensitive (get_default (fixture)));
  gtk_editable_set_text (get_entry (fixture, "Name"), "测试镜像🚀");
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (get_entry (fixture, "Name")), "error"));
  g_assert_false (gtk_widget_is_sensitive (get_default (fixture)));
}

/* A refusal is told in the dialog, and what was typed stays. */
static void
test_edit_refused (Fixture *fixture, gconstpointer data)
{
  FerryImage *image = get_image (fixture, "ci-runner-golden");

  app_cloud_fault (fixture->cloud, "{\"operation\":\"modifyImageAttribute\",\"fault\":\"error\",\"http\":403,"
                                   "\"status\":\"PERMISSION_DENIED\",\"count\":1}");
  present (fixture, ferry_edit_dialog_new (fixture->cloud->session, image, fixture->parent));
  gtk_editable_set_text (get_entry (fixture, "Description"), "kept");
  g_signal_emit_by_name (get_default (fixture), "clicked");
  app_wait_until (shows (fixture, "Request ID"));
  g_assert_cmpstr (gtk_editable_get_text (get_entry (fixture, "Description")), ==, "kept");
  g_assert_true (gtk_widget_is_sensitive (get_default (fixture)));
  g_signal_emit_by_name (get_default (fixture), "clicked");
  app_wait_until (get_dialog (fixture->window) == NULL);
}

/* Whoever takes the provenance out of a replica is told what that means. */
static void
test_edit_provenance (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FerryImage) replica =
    app_image ("img-replica", "\"desc\":\"copied from cn-north-1 img-source1\"");

  present (fixture, ferry_edit_dialog_new (fixture->cloud->session, replica, fixture->parent));
  g_assert_true (shows (fixture, "Keep img-source1 in the description"));
  gtk_editable_set_text (get_entry (fixture, "Description"), "mine");
  g_assert_true (shows (fixture, "Without img-source1 in the description"));
}

static void
test_convert (Fixture *fixture, gconstpointer data)
{
  FerryImage *image = get_image (fixture, "旧版应用-本地盘");
  GListModel *operations = ferry_engine_get_operations (ferry_session_get_engine (fixture->cloud->session));
  g_autoptr (FerryOperation) operation = NULL;

  present (fixture, ferry_convert_dialog_new (fixture->cloud->session, image, fixture->parent));
  g_assert_cmpstr (adw_alert_dialog_get_default_response (ADW_ALERT_DIALOG (fixture->dialog)), ==, "cancel");
  app_wait_until (shows (fixture, "used)"));
  press (fixture->window, "Convert");
  app_wait_until (g_list_model_get_n_items (operations) == 1);
  operation = g_list_model_get_item (operations, 0);
  g_assert_cmpint (ferry_operation_get_kind (operation), ==, FERRY_KIND_CONVERT);
}

static void
test_convert_full (Fixture *fixture, gconstpointer data)
{
  FerryImage *image = get_image (fixture, "旧版应用-本地盘");

  app_cloud_fault (fixture->cloud, "{\"operation\":\"describeQuotas\",\"fault\":\"replace\",\"count\":0,"
                                   "\"member\":\"result.quotas.0.used\",\"value\":1000}");
  present (fixture, ferry_convert_dialog_new (fixture->cloud->session, image, fixture->parent));
  app_wait_until (shows (fixture, "There is no room for it here"));
  g_assert_false (adw_alert_dialog_get_response_enabled (ADW_ALERT_DIALOG (fixture->dialog), "convert"));
}

static void
test_delete (Fixture *fixture, gconstpointer data)
{
  FerryImage *image = get_image (fixture, "ci-runner-golden");
  g_autofree char *id = g_strdup (ferry_image_get_id (image));

  app_wait_until (
    ferry_replica_index_count (ferry_session_get_replicas (fixture->cloud->session), "cn-north-1", id) == 1);
  present (fixture, ferry_delete_dialog_new (fixture->cloud->session, image, fixture->parent));
  g_assert_true (shows (fixture, "Delete “ci-runner-golden”?"));
  g_assert_true (shows (fixture, id));
  g_assert_true (shows (fixture, "Its replica in Shanghai stays."));
  g_assert_false (gtk_check_button_get_active (
    GTK_CHECK_BUTTON (find_type (GTK_WIDGET (fixture->dialog), GTK_TYPE_CHECK_BUTTON))));
  press (fixture->window, "Delete");
  app_wait_until (ferry_catalog_lookup (get_catalog (fixture), id) == NULL);
}

static void
test_delete_refused (Fixture *fixture, gconstpointer data)
{
  FerryImage *image = get_image (fixture, "ci-runner-golden");

  app_cloud_fault (fixture->cloud, "{\"operation\":\"deleteImage\",\"fault\":\"error\",\"http\":403,"
                                   "\"status\":\"PERMISSION_DENIED\",\"count\":1}");
  present (fixture, ferry_delete_dialog_new (fixture->cloud->session, image, fixture->parent));
  press (fixture->window, "Delete");
  app_wait_until (shows_text (get_dialog (fixture->window), "Image Not Deleted"));
  g_assert_true (shows_text (get_dialog (fixture->window), "Request ID"));
  press (fixture->window, "Close");
}

/* The log is read when the dialog is open. */
static void
test_operation (Fixture *fixture, gconstpointer data)
{
  GListModel *operations = ferry_engine_get_operations (ferry_session_get_engine (fixture->cloud->session));
  const char *ids[] = { ferry_image_get_id (get_image (fixture, "ci-runner-golden")), NULL };
  g_autoptr (FerryRequest) request = ferry_request_new (FERRY_KIND_COPY, "cn-north-1", "cn-east-1", ids);
  g_autoptr (FerryOperation) operation = NULL;
  FerryReplica *replica;

  ferry_session_request_async (fixture->cloud->session, request, NULL, NULL, NULL);
  app_wait_until (g_list_model_get_n_items (operations) == 1);
  operation = g_list_model_get_item (operations, 0);
  replica = ferry_operation_get_replica (operation, 0);
  app_wait_until (ferry_state_is_ended (ferry_replica_get_state (replica)));
  present (fixture, ferry_operation_dialog_new (fixture->cloud->session, operation));
  app_wait_until (shows (fixture, "Accepted by JD Cloud"));
  g_assert_true (shows (fixture, "Recorded"));
  g_assert_true (shows (fixture, ferry_operation_get_uid (operation)));
  g_assert_true (shows (fixture, ferry_replica_get_image (replica)));
  g_assert_true (shows (fixture, "JD Cloud cannot stop a copy"));
}

static void
chosen_cb (const char *image, gpointer replica, gpointer parent)
{
  g_object_set_data_full (parent, "chosen", g_strdup (image), g_free);
}

/* The image that the engine has in mind is chosen already. */
static void
test_choose (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FerryOperation) operation =
    make_operation (FERRY_KIND_COPY, "op-1", "cn-north-1", g_get_real_time ());
  FerryReplica *replica = add_replica (operation, "img-source", "a-name", FERRY_STATE_UNDECIDED);
  g_autoptr (FerryReplicaRecord) record = ferry_replica_record_copy (ferry_replica_get_record (replica));
  const char *candidate = ferry_image_get_id (get_image (fixture, "uefi-rocky9"));

  g_set_str (&record->candidate, candidate);
  ferry_replica_set_record (replica, record);
  ferry_choose_image_dialog_present (fixture->cloud->session, operation, replica, chosen_cb, fixture->parent);
  app_wait_until (shows_text (get_dialog (fixture->window), "uefi-rocky9"));
  /* Older images cannot be it. */
  g_assert_false (shows_text (get_dialog (fixture->window), "arm-build-01"));
  press (fixture->window, "It’s This One");
  g_assert_cmpstr (g_object_get_data (G_OBJECT (fixture->parent), "chosen"), ==, candidate);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
#define ADD(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)
  ADD ("/image-dialogs/details", test_details);
  ADD ("/image-dialogs/edit", test_edit);
  ADD ("/image-dialogs/edit-odd-name", test_edit_odd_name);
  ADD ("/image-dialogs/edit-refused", test_edit_refused);
  ADD ("/image-dialogs/edit-provenance", test_edit_provenance);
  ADD ("/image-dialogs/convert", test_convert);
  ADD ("/image-dialogs/convert-full", test_convert_full);
  ADD ("/image-dialogs/delete", test_delete);
  ADD ("/image-dialogs/delete-refused", test_delete_refused);
  ADD ("/image-dialogs/operation", test_operation);
  ADD ("/image-dialogs/choose", test_choose);

  return g_test_run ();
}
