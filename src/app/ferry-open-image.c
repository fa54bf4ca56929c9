/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-open-image.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-window.h"
#include "engine/ferry-regions.h"

typedef struct
{
  FerrySession *session; /* (owned) */
  char *image_id;        /* (owned) */
  FerryOpenImageFunc present;
  GtkWidget *parent; /* (owned) */
} Opening;

static void
opening_free (Opening *opening)
{
  g_object_unref (opening->session);
  g_free (opening->image_id);
  g_object_unref (opening->parent);
  g_free (opening);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opening, opening_free)

static void
tell_missing (GtkWidget *parent, const char *image_id, const char *region)
{
  g_autofree char *text =
    g_strdup_printf (_ ("%s is not in %s any more"), image_id, ferry_region_get_city (region));

  ferry_window_tell (parent, text);
}

static void
refreshed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Opening) opening = user_data;
  FerryCatalog *catalog = FERRY_CATALOG (source);
  g_autoptr (GError) error = NULL;
  gboolean ok = ferry_catalog_refresh_finish (catalog, result, &error);
  FerryImage *image = ferry_catalog_lookup (catalog, opening->image_id);

  /* Nobody waits for it any more. */
  if (gtk_widget_get_root (opening->parent) == NULL)
    return;
  if (image != NULL)
    opening->present (opening->session, image, opening->parent);
  else if (ok)
    tell_missing (opening->parent, opening->image_id, ferry_catalog_get_region (catalog));
  else
    ferry_window_tell (opening->parent, error->message);
}

/**
 * ferry_open_image:
 * @session: whose account
 * @region: where the image is
 * @image_id: its ID
 * @present: what to do with it
 * @parent: a widget of the window in which to do it
 *
 * Does something with an image of any region, once it is known; if it cannot be found that is said.
 */
void
ferry_open_image (FerrySession *session,
                  const char *region,
                  const char *image_id,
                  FerryOpenImageFunc present,
                  GtkWidget *parent)
{
  FerryCatalog *catalog;
  FerryImage *image;
  Opening *opening;

  g_return_if_fail (FERRY_IS_SESSION (session));
  g_return_if_fail (region != NULL && image_id != NULL);

  catalog = ferry_session_ensure_catalog (session, region);
  if (catalog == NULL)
    return;
  image = ferry_catalog_lookup (catalog, image_id);
  if (image != NULL)
    {
      present (session, image, parent);
      return;
    }
  opening = g_new0 (Opening, 1);
  opening->session = g_object_ref (session);
  opening->image_id = g_strdup (image_id);
  opening->present = present;
  opening->parent = g_object_ref (parent);
  ferry_catalog_refresh_async (catalog, NULL, refreshed_cb, opening);
}
