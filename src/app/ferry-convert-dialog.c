/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-convert-dialog.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-problem-dialog.h"
#include "app/ferry-window.h"
#include "app/ferry-words.h"
#include "engine/ferry-regions.h"
#include "engine/ferry-rules.h"

/* A question that is being asked, and then an answer that is being carried out. */
typedef struct
{
  FerrySession *session;     /* (owned) */
  FerryAccount *account;     /* (owned) (nullable) */
  FerryImage *image;         /* (owned) */
  GtkWidget *parent;         /* (owned) */
  GCancellable *cancellable; /* (owned): the quota that is being read */
} Asking;

static void
asking_free (Asking *asking)
{
  g_cancellable_cancel (asking->cancellable);
  g_object_unref (asking->cancellable);
  g_object_unref (asking->session);
  g_clear_object (&asking->account);
  g_object_unref (asking->image);
  g_object_unref (asking->parent);
  g_free (asking);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asking, asking_free)

static void
tell_failure (Asking *asking, const FerryProblem *problem, const GError *error)
{
  ferry_problem_dialog_present (_ ("Image Not Converted"), problem, error, asking->parent);
}

static void
tell_converting (Asking *asking)
{
  FerryWindow *window = ferry_window_find (asking->parent);
  g_autofree char *text =
    g_strdup_printf (_ ("“%s” is being converted"), ferry_words_get_label (asking->image));
  AdwToast *toast;

  if (window == NULL)
    return;
  toast = adw_toast_new (text);
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_button_label (toast, C_ ("toast", "Show"));
  adw_toast_set_action_name (toast, "win.page");
  adw_toast_set_action_target (toast, "s", "copies");
  ferry_window_add_toast (window, toast);
}

static void
requested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Asking) asking = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FerrySubmission) submission =
    ferry_session_request_finish (FERRY_SESSION (source), result, &error);

  if (submission == NULL)
    tell_failure (asking, NULL, error);
  else if (submission->problems->len > 0)
    tell_failure (asking, g_ptr_array_index (submission->problems, 0), NULL);
  else
    tell_converting (asking);
}

static void
response_cb (AdwAlertDialog *dialog, const char *response, gpointer user_data)
{
  Asking *asking = g_object_get_data (G_OBJECT (dialog), "asking");
  const char *ids[] = { ferry_image_get_id (asking->image), NULL };
  const char *region = ferry_image_get_region (asking->image);
  g_autoptr (FerryRequest) request = NULL;

  if (!g_str_equal (response, "convert"))
    return;
  /* The keys in use are those of the account shown. */
  if (ferry_session_get_account (asking->session) != asking->account)
    {
      g_autoptr (GError) error =
        g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, _ ("Its account is not shown any more."));

      tell_failure (asking, NULL, error);
      return;
    }
  request = ferry_request_new (FERRY_KIND_CONVERT, region, region, ids);
  ferry_session_request_async (asking->session, request, NULL, requested_cb,
                               g_object_steal_data (G_OBJECT (dialog), "asking"));
}

/* @use: (nullable): a sentence about the quota */
static void
describe (AdwAlertDialog *dialog, FerryImage *image, const char *use)
{
  g_autofree char *what = NULL;
  g_autofree char *body = NULL;

  what = g_strdup_printf (
    _ ("A new image with a cloud system disk is made in %s. The old one stays, but cannot be "
       "deleted or converted again until this ends."),
    ferry_region_get_name (ferry_image_get_region (image)));
  body = g_strconcat (what, "\n\n", use, NULL);
  adw_alert_dialog_set_body (dialog, body);
}

static char *
describe_use (FerryRegionQuota *quota)
{
  if (!quota->images.known || !quota->snapshots.known)
    return g_strdup (_ ("It takes 1 image and 1 snapshot of quota here. It cannot be undone."));

  /* Translators: used and limit of images, then of snapshots. */
  return g_strdup_printf (
    _ ("It takes 1 image and 1 snapshot of quota here (%1$d of %2$d and %3$d of %4$d used). It "
       "cannot be undone."),
    (int) quota->images.used, (int) quota->images.limit, (int) quota->snapshots.used,
    (int) quota->snapshots.limit);
}

static void
show_quota (AdwAlertDialog *dialog, FerryImage *image, FerryRegionQuota *quota)
{
  g_autofree char *use = describe_use (quota);
  g_autofree char *shortfall = NULL;
  g_autofree char *text = NULL;

  if (quota->images.known && quota->snapshots.known)
    shortfall = ferry_rules_dup_shortfall (&quota->images, &quota->snapshots, 1, 1);
  if (shortfall == NULL)
    {
      describe (dialog, image, use);
      return;
    }
  /* Translators: why an image cannot be converted: "There is no room for it here: 1 snapshot short." */
  text = g_strdup_printf (_ ("There is no room for it here: %s."), shortfall);
  describe (dialog, image, text);
  adw_alert_dialog_set_response_enabled (dialog, "convert", FALSE);
}

static void
quota_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AdwAlertDialog) dialog = ADW_ALERT_DIALOG (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) quotas = ferry_quotas_read_finish (result, &error);

  if (quotas != NULL)
    show_quota (dialog, g_object_get_data (G_OBJECT (dialog), "image"), g_ptr_array_index (quotas, 0));
}

static void
read_quota (AdwAlertDialog *dialog, Asking *asking)
{
  FerryCloud *cloud = ferry_session_get_cloud (asking->session);
  const char *const regions[] = { ferry_image_get_region (asking->image), NULL };

  if (cloud != NULL)
    ferry_quotas_read_async (ferry_cloud_get_client (cloud), regions, asking->cancellable, quota_read_cb,
                             g_object_ref (dialog));
}

/**
 * ferry_convert_dialog_new:
 * @session: whose account
 * @image: an image with a local system disk
 * @parent: a widget of the window it belongs to
 *
 * Returns: (transfer full): a dialog that says what a conversion makes and uses, and asks for it if that is wanted
 */
AdwDialog *
ferry_convert_dialog_new (FerrySession *session, FerryImage *image, GtkWidget *parent)
{
  AdwAlertDialog *dialog;
  Asking *asking;

  g_return_val_if_fail (FERRY_IS_SESSION (session), NULL);
  g_return_val_if_fail (FERRY_IS_IMAGE (image), NULL);

  dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (NULL, NULL));
  adw_alert_dialog_format_heading (dialog, _ ("Convert “%s”?"), ferry_words_get_label (image));
  describe (dialog, image, _ ("It takes 1 image and 1 snapshot of quota here. It cannot be undone."));
  adw_alert_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "convert", C_ ("button", "Con_vert"),
                                  NULL);
  adw_alert_dialog_set_response_appearance (dialog, "convert", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (dialog, "cancel");
  adw_alert_dialog_set_close_response (dialog, "cancel");

  asking = g_new0 (Asking, 1);
  asking->session = g_object_ref (session);
  g_set_object (&asking->account, ferry_session_get_account (session));
  asking->image = g_object_ref (image);
  asking->parent = g_object_ref (parent);
  asking->cancellable = g_cancellable_new ();
  g_object_set_data_full (G_OBJECT (dialog), "image", g_object_ref (image), g_object_unref);
  g_object_set_data_full (G_OBJECT (dialog), "asking", asking, (GDestroyNotify) asking_free);
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), NULL);
  read_quota (dialog, asking);

  return ADW_DIALOG (dialog);
}

/**
 * ferry_convert_dialog_present:
 * @session: where the image is shown
 * @image_id: an image of the region shown
 * @parent: the window it belongs to
 *
 * Says what Image Type Conversion does, and asks for it if that is wanted.
 */
void
ferry_convert_dialog_present (FerrySession *session, const char *image_id, GtkWidget *parent)
{
  FerryCatalog *catalog = ferry_session_get_catalog (session);
  FerryImage *image = catalog != NULL ? ferry_catalog_lookup (catalog, image_id) : NULL;

  if (image != NULL)
    adw_dialog_present (ferry_convert_dialog_new (session, image, parent), parent);
}
