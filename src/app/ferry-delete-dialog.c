/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-delete-dialog.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-phrases.h"
#include "app/ferry-problem-dialog.h"
#include "app/ferry-window.h"
#include "app/ferry-words.h"
#include "engine/ferry-regions.h"

/* A question that is being asked, and then an answer that is being carried out. */
typedef struct
{
  FerrySession *session; /* (owned) */
  FerryAccount *account; /* (owned) (nullable) */
  FerryImage *image;     /* (owned) */
  GtkWidget *parent;     /* (owned) */
  GtkCheckButton *check; /* (unowned): of the dialog */
} Asking;

static void
asking_free (Asking *asking)
{
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
  ferry_problem_dialog_present (_ ("Image Not Deleted"), problem, error, asking->parent);
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Asking) asking = user_data;
  g_autoptr (FerryProblem) problem = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (!ferry_session_delete_finish (FERRY_SESSION (source), result, &problem, &error))
    {
      tell_failure (asking, problem, error);
      return;
    }
  text = g_strdup_printf (_ ("“%s” is deleted"), ferry_words_get_label (asking->image));
  ferry_window_tell (asking->parent, text);
}

static void
response_cb (AdwAlertDialog *dialog, const char *response, gpointer user_data)
{
  Asking *asking = g_object_get_data (G_OBJECT (dialog), "asking");
  gboolean with_snapshots;

  if (!g_str_equal (response, "delete"))
    return;
  with_snapshots = asking->check != NULL && gtk_check_button_get_active (asking->check);
  /* The keys in use are those of the account shown. */
  if (ferry_session_get_account (asking->session) != asking->account)
    {
      g_autoptr (GError) error =
        g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, _ ("Its account is not shown any more."));

      tell_failure (asking, NULL, error);
      return;
    }
  ferry_session_delete_async (asking->session, ferry_image_get_region (asking->image),
                              ferry_image_get_id (asking->image), with_snapshots, NULL, deleted_cb,
                              g_object_steal_data (G_OBJECT (dialog), "asking"));
}

static char *
describe_replicas (FerrySession *session, FerryImage *image)
{
  g_autoptr (GPtrArray) presences = ferry_replica_index_lookup (
    ferry_session_get_replicas (session), ferry_image_get_region (image), ferry_image_get_id (image));
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) cities = NULL;
  g_autofree char *list = NULL;

  for (guint i = 0; i < presences->len; i++)
    {
      const char *region = ((FerryPresence *) g_ptr_array_index (presences, i))->region;
      gboolean known = FALSE;

      for (guint j = 0; j < i; j++)
        known |= g_str_equal (((FerryPresence *) g_ptr_array_index (presences, j))->region, region);
      if (!known)
        g_strv_builder_add (builder, ferry_region_get_city (region));
    }
  if (presences->len == 0)
    return NULL;
  cities = g_strv_builder_end (builder);
  list = ferry_phrase_list (cities);

  return g_strdup_printf (ngettext ("Its replica in %s stays.", "Its replicas in %s stay.", presences->len),
                          list);
}

static char *
describe (FerrySession *session, FerryImage *image)
{
  guint n = ferry_image_get_snapshots (image);
  g_autofree char *gone = NULL;
  g_autofree char *replicas = describe_replicas (session, image);
  g_autofree char *snapshots = NULL;
  const char *sentences[4] = { NULL };
  guint i = 0;

  gone = g_strdup_printf (_ ("The image %s will be gone from %s for good."), ferry_image_get_id (image),
                          ferry_region_get_name (ferry_image_get_region (image)));
  if (n > 0)
    snapshots =
      g_strdup_printf (ngettext ("Its %u snapshot stays, and is billed, unless it is deleted too.",
                                 "Its %u snapshots stay, and are billed, unless they are deleted too.", n),
                       n);
  sentences[i++] = gone;
  if (replicas != NULL)
    sentences[i++] = replicas;
  if (snapshots != NULL)
    sentences[i++] = snapshots;

  /* Translators: stands between two sentences; empty in languages that put nothing there. */
  return g_strjoinv (C_ ("between sentences", " "), (char **) sentences);
}

static GtkWidget *
make_check (guint n_snapshots)
{
  g_autofree char *text = g_strdup_printf (
    ngettext ("Also delete its %u snapshot", "Also delete its %u snapshots", n_snapshots), n_snapshots);
  GtkWidget *check = gtk_check_button_new ();
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (check), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);

  return check;
}

/**
 * ferry_delete_dialog_new:
 * @session: whose account
 * @image: an image of any region
 * @parent: a widget of the window it belongs to
 *
 * Returns: (transfer full): a dialog that names what goes and what stays, and deletes it if that is wanted
 */
AdwDialog *
ferry_delete_dialog_new (FerrySession *session, FerryImage *image, GtkWidget *parent)
{
  AdwAlertDialog *dialog;
  g_autofree char *body = NULL;
  guint n_snapshots;
  Asking *asking;

  g_return_val_if_fail (FERRY_IS_SESSION (session), NULL);
  g_return_val_if_fail (FERRY_IS_IMAGE (image), NULL);

  dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (NULL, NULL));
  adw_alert_dialog_format_heading (dialog, _ ("Delete “%s”?"), ferry_words_get_label (image));
  body = describe (session, image);
  adw_alert_dialog_set_body (dialog, body);
  adw_alert_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "delete", C_ ("button", "_Delete"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "delete", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (dialog, "cancel");
  adw_alert_dialog_set_close_response (dialog, "cancel");

  asking = g_new0 (Asking, 1);
  asking->session = g_object_ref (session);
  g_set_object (&asking->account, ferry_session_get_account (session));
  asking->image = g_object_ref (image);
  asking->parent = g_object_ref (parent);
  n_snapshots = ferry_image_get_snapshots (image);
  if (n_snapshots > 0)
    {
      asking->check = GTK_CHECK_BUTTON (make_check (n_snapshots));
      adw_alert_dialog_set_extra_child (dialog, GTK_WIDGET (asking->check));
    }
  g_object_set_data_full (G_OBJECT (dialog), "asking", asking, (GDestroyNotify) asking_free);
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), NULL);

  return ADW_DIALOG (dialog);
}

/**
 * ferry_delete_dialog_present_image:
 * @session: whose account
 * @image: an image of any region
 * @parent: a widget of the window it belongs to
 *
 * Asks whether to delete an image, or says why that cannot be.
 */
void
ferry_delete_dialog_present_image (FerrySession *session, FerryImage *image, GtkWidget *parent)
{
  g_autoptr (FerryProblem) problem = NULL;

  g_return_if_fail (FERRY_IS_SESSION (session));
  g_return_if_fail (FERRY_IS_IMAGE (image));

  problem = ferry_image_check_delete (image);
  if (problem == NULL)
    {
      adw_dialog_present (ferry_delete_dialog_new (session, image, parent), parent);
      return;
    }
  ferry_problem_dialog_present (_ ("Image Cannot Be Deleted"), problem, NULL, parent);
}

/**
 * ferry_delete_dialog_present:
 * @session: where the image is shown
 * @image_id: an image of the region shown
 * @parent: the window it belongs to
 *
 * Says what goes and what stays, and deletes the image if that is wanted.
 */
void
ferry_delete_dialog_present (FerrySession *session, const char *image_id, GtkWidget *parent)
{
  FerryCatalog *catalog = ferry_session_get_catalog (session);
  FerryImage *image = catalog != NULL ? ferry_catalog_lookup (catalog, image_id) : NULL;

  if (image != NULL)
    ferry_delete_dialog_present_image (session, image, parent);
}
