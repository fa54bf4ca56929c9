/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-first-start-page.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-add-account-dialog.h"
#include "app/ferry-import-dialog.h"

struct _FerryFirstStartPage
{
  AdwBin parent_instance;

  FerrySession *session; /* (owned) (nullable) */

  AdwStatusPage *status;
  GtkWidget *unlock;
  GtkWidget *add;
  GtkWidget *import;
};

G_DEFINE_FINAL_TYPE (FerryFirstStartPage, ferry_first_start_page, ADW_TYPE_BIN)

static const char *
get_description (FerryFirstStartPage *self, gboolean locked)
{
  FerryProblem *problem = ferry_session_get_problem (self->session);

  if (locked)
    return _ ("Your accounts are in the keyring, and the keyring is locked.");
  if (problem != NULL)
    return problem->message;

  return _ (
    "Copy private VM images between regions, with every copy made once and checked. Your keys stay in the "
    "keyring of this computer.");
}

static void
update (FerryFirstStartPage *self)
{
  gboolean locked = ferry_session_get_state (self->session) == FERRY_SESSION_LOCKED;
  g_autofree char *description = g_markup_escape_text (get_description (self, locked), -1);

  g_assert (FERRY_IS_FIRST_START_PAGE (self));

  adw_status_page_set_title (self->status,
                             locked ? _ ("Unlock Your Keyring") : _ ("Connect Your JD Cloud Account"));
  adw_status_page_set_description (self->status, description);
  gtk_widget_set_visible (self->unlock, locked);
  /* One can still begin with other keys. */
  if (locked)
    gtk_widget_remove_css_class (self->add, "suggested-action");
  else
    gtk_widget_add_css_class (self->add, "suggested-action");
  gtk_widget_set_visible (self->import, !locked && ferry_import_dialog_is_possible ());
}

static void
unlock_clicked_cb (FerryFirstStartPage *self)
{
  ferry_session_reload_accounts (self->session, TRUE);
}

static void
add_clicked_cb (FerryFirstStartPage *self)
{
  ferry_add_account_dialog_present (self->session, GTK_WIDGET (self));
}

static void
import_clicked_cb (FerryFirstStartPage *self)
{
  ferry_import_dialog_present (self->session, GTK_WIDGET (self));
}

/* What there is to do first has the keyboard. */
static void
ferry_first_start_page_map (GtkWidget *widget)
{
  FerryFirstStartPage *self = FERRY_FIRST_START_PAGE (widget);

  GTK_WIDGET_CLASS (ferry_first_start_page_parent_class)->map (widget);

  gtk_widget_grab_focus (gtk_widget_get_visible (self->unlock) ? self->unlock : self->add);
}

static void
ferry_first_start_page_dispose (GObject *object)
{
  FerryFirstStartPage *self = FERRY_FIRST_START_PAGE (object);

  /* The template would let go of the child behind its parent's back. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), FERRY_TYPE_FIRST_START_PAGE);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (ferry_first_start_page_parent_class)->dispose (object);
}

static void
ferry_first_start_page_class_init (FerryFirstStartPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ferry_first_start_page_dispose;
  widget_class->map = ferry_first_start_page_map;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/imageferry/ImageFerry/ferry-first-start-page.ui");
  gtk_widget_class_bind_template_child (widget_class, FerryFirstStartPage, status);
  gtk_widget_class_bind_template_child (widget_class, FerryFirstStartPage, unlock);
  gtk_widget_class_bind_template_child (widget_class, FerryFirstStartPage, add);
  gtk_widget_class_bind_template_child (widget_class, FerryFirstStartPage, import);
  gtk_widget_class_bind_template_callback (widget_class, unlock_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, import_clicked_cb);
}

static void
ferry_first_start_page_init (FerryFirstStartPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ferry_first_start_page_set_narrow:
 * @self: a first start page
 * @narrow: whether the window is narrow
 */
void
ferry_first_start_page_set_narrow (FerryFirstStartPage *self, gboolean narrow)
{
  g_return_if_fail (FERRY_IS_FIRST_START_PAGE (self));

  if (narrow)
    gtk_widget_add_css_class (GTK_WIDGET (self->status), "compact");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->status), "compact");
}

/**
 * ferry_first_start_page_set_session:
 * @self: a first start page
 * @session: the session without account; to be set once
 */
void
ferry_first_start_page_set_session (FerryFirstStartPage *self, FerrySession *session)
{
  g_return_if_fail (FERRY_IS_FIRST_START_PAGE (self));
  g_return_if_fail (FERRY_IS_SESSION (session));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::problem", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
