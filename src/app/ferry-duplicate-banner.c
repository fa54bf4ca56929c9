/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-duplicate-banner.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-copy-words.h"
#include "app/ferry-problem-dialog.h"
#include "engine/ferry-regions.h"

struct _FerryDuplicateBanner
{
  AdwBin parent_instance;

  FerryEngine *engine;    /* (owned) (nullable) */
  GListModel *duplicates; /* (owned) (nullable) */

  AdwBanner *banner;
};

G_DEFINE_FINAL_TYPE (FerryDuplicateBanner, ferry_duplicate_banner, ADW_TYPE_BIN)

/* One after the other: the oldest first. */
static FerryDuplicate *
dup_first (FerryDuplicateBanner *self)
{
  return self->duplicates != NULL ? g_list_model_get_item (self->duplicates, 0) : NULL;
}

static void
update (FerryDuplicateBanner *self)
{
  g_autoptr (FerryDuplicate) duplicate = dup_first (self);
  g_autofree char *title = NULL;

  g_assert (FERRY_IS_DUPLICATE_BANNER (self));

  adw_banner_set_revealed (self->banner, duplicate != NULL);
  if (duplicate == NULL)
    return;
  /* Translators: an image ID, a city, the name of an image. */
  title =
    g_strdup_printf (_ ("%s in %s may be a second replica of %s"), ferry_duplicate_get_image (duplicate),
                     ferry_region_get_city (ferry_duplicate_get_region (duplicate)),
                     ferry_copy_words_get_name (ferry_duplicate_get_replica (duplicate)));
  adw_banner_set_title (self->banner, title);
}

static void
settled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (FerryDuplicateBanner) self = FERRY_DUPLICATE_BANNER (user_data);
  g_autoptr (FerryProblem) problem = NULL;
  g_autoptr (GError) error = NULL;

  ferry_engine_settle_duplicate_finish (FERRY_ENGINE (source), result, &problem, &error);
  if ((problem != NULL || error != NULL) && gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    ferry_problem_dialog_present (_ ("Image Not Deleted"), problem, error, GTK_WIDGET (self));
}

static void
response_cb (AdwAlertDialog *dialog, const char *response, FerryDuplicateBanner *self)
{
  FerryDuplicate *duplicate = g_object_get_data (G_OBJECT (dialog), "duplicate");
  gboolean keep = g_str_equal (response, "keep");

  if (self->engine == NULL || (!keep && !g_str_equal (response, "delete")))
    return;
  ferry_engine_settle_duplicate_async (self->engine, duplicate, keep, settled_cb, g_object_ref (self));
}

static char *
describe_origin (FerryDuplicate *duplicate)
{
  FerryReplica *replica = ferry_duplicate_get_replica (duplicate);
  const char *region = ferry_region_get_name (ferry_duplicate_get_region (duplicate));
  const char *name = ferry_copy_words_get_name (replica);
  const char *image = ferry_duplicate_get_image (duplicate);

  if (ferry_replica_get_image (replica) == NULL)
    return g_strdup_printf (
      _ ("%s in %s seems to come from an attempt to copy %s that was given up because its answer "
         "was lost."),
      image, region, name);

  return g_strdup_printf (
    _ ("%s in %s seems to come from an attempt to copy %s that was given up because its answer "
       "was lost. The replica made afterwards is %s."),
    image, region, name, ferry_replica_get_image (replica));
}

/* What deleting means, before it is chosen. */
static char *
describe (FerryDuplicate *duplicate)
{
  g_autofree char *origin = describe_origin (duplicate);
  /* Translators: an image ID and a region. */
  g_autofree char *loss = g_strdup_printf (
    _ ("Deleted, %s is gone from %s for good. Its snapshots stay, and are billed."),
    ferry_duplicate_get_image (duplicate), ferry_region_get_name (ferry_duplicate_get_region (duplicate)));

  return g_strjoin ("\n\n", origin, loss, NULL);
}

static void
clicked_cb (FerryDuplicateBanner *self)
{
  g_autoptr (FerryDuplicate) duplicate = dup_first (self);
  AdwAlertDialog *dialog;
  g_autofree char *body = NULL;

  g_assert (FERRY_IS_DUPLICATE_BANNER (self));

  if (duplicate == NULL)
    return;
  body = describe (duplicate);
  dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (_ ("Keep This Image?"), body));
  adw_alert_dialog_add_responses (dialog, "later", _ ("_Decide Later"), "delete", C_ ("button", "_Delete"),
                                  "keep", C_ ("button", "_Keep"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "delete", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (dialog, "later");
  adw_alert_dialog_set_close_response (dialog, "later");
  g_object_set_data_full (G_OBJECT (dialog), "duplicate", g_object_ref (duplicate), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), self, 0);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (self));
}

static void
ferry_duplicate_banner_dispose (GObject *object)
{
  FerryDuplicateBanner *self = FERRY_DUPLICATE_BANNER (object);

  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_object (&self->duplicates);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (ferry_duplicate_banner_parent_class)->dispose (object);
}

static void
ferry_duplicate_banner_class_init (FerryDuplicateBannerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ferry_duplicate_banner_dispose;
}

static void
ferry_duplicate_banner_init (FerryDuplicateBanner *self)
{
  self->banner = ADW_BANNER (adw_banner_new (""));
  adw_banner_set_use_markup (self->banner, FALSE);
  adw_banner_set_button_label (self->banner, C_ ("possible duplicate", "Keep or Delete…"));
  g_signal_connect_object (self->banner, "button-clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->banner));
}

/**
 * ferry_duplicate_banner_set_engine:
 * @self: a banner
 * @engine: (nullable): whose duplicates to show and to settle
 */
void
ferry_duplicate_banner_set_engine (FerryDuplicateBanner *self, FerryEngine *engine)
{
  g_return_if_fail (FERRY_IS_DUPLICATE_BANNER (self));

  if (!g_set_object (&self->engine, engine))
    return;
  ferry_duplicate_banner_set_duplicates (self, engine != NULL ? ferry_engine_get_duplicates (engine) : NULL);
}

/**
 * ferry_duplicate_banner_set_duplicates:
 * @self: a banner
 * @duplicates: (nullable) (element-type FerryDuplicate): what to show; the engine sets its own
 */
void
ferry_duplicate_banner_set_duplicates (FerryDuplicateBanner *self, GListModel *duplicates)
{
  g_return_if_fail (FERRY_IS_DUPLICATE_BANNER (self));

  if (self->duplicates == duplicates)
    return;
  if (self->duplicates != NULL)
    g_signal_handlers_disconnect_by_func (self->duplicates, update, self);
  g_set_object (&self->duplicates, duplicates);
  if (duplicates != NULL)
    g_signal_connect_object (duplicates, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
