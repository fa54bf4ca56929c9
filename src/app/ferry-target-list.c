/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-target-list.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-settings.h"
#include "engine/ferry-image-facts.h"
#include "engine/ferry-regions.h"

struct _FerryTargetList
{
  AdwBin parent_instance;

  FerrySession *session; /* (owned) (nullable) */
  FerryAccount *account; /* (owned) (nullable): whose quotas; nothing is read with the keys of another one */
  char *source_region;   /* (owned) (nullable) */
  char **image_ids;      /* (owned): what shall be copied */
  GCancellable *cancellable; /* (owned) */
  gboolean chosen_by_hand;

  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (FerryTargetList, ferry_target_list, ADW_TYPE_BIN)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* A quota on its way. */
typedef struct
{
  FerryTargetList *list; /* (owned) */
  FerryRegionRow *row;   /* (owned) */
} Reading;

static void
reading_free (Reading *reading)
{
  g_object_unref (reading->list);
  g_object_unref (reading->row);
  g_free (reading);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reading, reading_free)

static Reading *
reading_new (FerryTargetList *self, FerryRegionRow *row)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->list = g_object_ref (self);
  reading->row = g_object_ref (row);

  return reading;
}

static FerryRegionRow *
get_row (FerryTargetList *self, guint position)
{
  return (FerryRegionRow *) gtk_list_box_get_row_at_index (self->list, (int) position);
}

/* What copies of ours that wait will take: the service does not know of them yet. */

static guint
count_snapshots (FerryTargetList *self, FerryOperation *operation, const FerryReplicaRecord *record)
{
  FerryCatalog *catalog;
  FerryImage *image;
  g_autoptr (FerryImageFacts) facts = NULL;

  if (record->facts != NULL)
    facts = ferry_image_facts_from_string (record->facts);
  if (facts != NULL)
    return ferry_image_facts_get_snapshots (facts);
  catalog = ferry_session_ensure_catalog (self->session, ferry_operation_get_source_region (operation));
  image = catalog != NULL ? ferry_catalog_lookup (catalog, record->source) : NULL;

  return image != NULL ? ferry_image_get_snapshots (image) : 0;
}

static void
count_waiting (FerryTargetList *self, FerryOperation *operation, guint *n_images, guint *n_snapshots)
{
  for (guint i = 0; i < ferry_operation_get_n_replicas (operation); i++)
    {
      const FerryReplicaRecord *record =
        ferry_replica_get_record (ferry_operation_get_replica (operation, i));

      if (record->state != FERRY_STATE_QUEUED && record->state != FERRY_STATE_WAITING)
        continue;
      ++*n_images;
      *n_snapshots += count_snapshots (self, operation, record);
    }
}

static gboolean
is_going_there (FerryTargetList *self, FerryOperation *operation, const char *region)
{
  return !ferry_operation_state_is_ended (ferry_operation_get_state (operation)) &&
         g_str_equal (ferry_operation_get_target_region (operation), region) && self->account != NULL &&
         g_strcmp0 (ferry_operation_get_account (operation), ferry_account_get_label (self->account)) == 0;
}

static void
update_reserved (FerryTargetList *self, FerryRegionRow *row)
{
  FerryEngine *engine = ferry_session_get_engine (self->session);
  GListModel *operations = engine != NULL ? ferry_engine_get_operations (engine) : NULL;
  guint n_images = 0;
  guint n_snapshots = 0;

  for (guint i = 0; operations != NULL && i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (FerryOperation) operation = g_list_model_get_item (operations, i);

      if (is_going_there (self, operation, ferry_region_row_get_region (row)))
        count_waiting (self, operation, &n_images, &n_snapshots);
    }
  ferry_region_row_set_reserved (row, n_images, n_snapshots);
}

/* Quotas */

/* The region used last, if it has room. */
static void
preselect (FerryTargetList *self, FerryRegionRow *row)
{
  g_autofree char *last = NULL;

  if (self->chosen_by_hand || ferry_target_list_get_target (self) != NULL || ferry_region_row_get_blind (row))
    return;
  last = g_settings_get_string (ferry_session_get_settings (self->session), FERRY_SETTING_LAST_TARGET_REGION);
  if (g_str_equal (last, ferry_region_row_get_region (row)))
    ferry_region_row_choose (row);
  self->chosen_by_hand = FALSE;
}

static void
quota_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Reading) reading = user_data;
  FerryTargetList *self = reading->list;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) quotas = ferry_quotas_read_finish (result, &error);

  if (quotas == NULL || g_cancellable_is_cancelled (self->cancellable))
    return;
  ferry_region_row_set_quota (reading->row, g_ptr_array_index (quotas, 0));
  preselect (self, reading->row);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
read_quota (FerryTargetList *self, FerryRegionRow *row)
{
  FerryCloud *cloud = ferry_session_get_cloud (self->session);
  const char *const regions[] = { ferry_region_row_get_region (row), NULL };

  update_reserved (self, row);
  ferry_region_row_set_reading (row);
  if (cloud != NULL && ferry_session_get_account (self->session) == self->account)
    ferry_quotas_read_async (ferry_cloud_get_client (cloud), regions, self->cancellable, quota_read_cb,
                             reading_new (self, row));
}

static void
retry_cb (FerryRegionRow *row, FerryTargetList *self)
{
  g_assert (FERRY_IS_TARGET_LIST (self));

  read_quota (self, row);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* What is there already */

static gboolean
is_there (GPtrArray *presences, const char *region)
{
  for (guint i = 0; i < presences->len; i++)
    {
      FerryPresence *presence = g_ptr_array_index (presences, i);

      if (!presence->running && g_str_equal (presence->region, region))
        return TRUE;
    }

  return FALSE;
}

static void
update_present (FerryTargetList *self, FerryRegionRow *row)
{
  FerryReplicaIndex *index = ferry_session_get_replicas (self->session);
  guint n = 0;

  for (guint i = 0; self->image_ids[i] != NULL; i++)
    {
      g_autoptr (GPtrArray) presences =
        ferry_replica_index_lookup (index, self->source_region, self->image_ids[i]);

      n += is_there (presences, ferry_region_row_get_region (row));
    }
  ferry_region_row_set_n_present (row, n);
}

static void
replicas_changed_cb (FerryTargetList *self)
{
  g_assert (FERRY_IS_TARGET_LIST (self));

  for (guint i = 0; get_row (self, i) != NULL; i++)
    update_present (self, get_row (self, i));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* Choosing */

static void
row_activated_cb (FerryTargetList *self, GtkListBoxRow *row)
{
  ferry_region_row_choose (FERRY_REGION_ROW (row));
  gtk_widget_grab_focus (ferry_region_row_get_radio (FERRY_REGION_ROW (row)));
}

static void
chosen_cb (FerryTargetList *self, GParamSpec *pspec, FerryRegionRow *row)
{
  self->chosen_by_hand |= ferry_region_row_get_chosen (row);
  g_signal_emit (self, signals[ferry_region_row_get_chosen (row) ? SIGNAL_CHOSEN : SIGNAL_CHANGED], 0);
}

/* Return on the region that is chosen goes on; on another one it chooses, as it always does. */
static gboolean
activate_default (FerryTargetList *self, GtkWidget *row)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  if (!ferry_region_row_get_chosen (FERRY_REGION_ROW (row)) || GTK_IS_BUTTON (focus))
    return GDK_EVENT_PROPAGATE;
  gtk_widget_activate_default (GTK_WIDGET (self));

  return GDK_EVENT_STOP;
}

static gboolean
is_return (guint key)
{
  return key == GDK_KEY_Return || key == GDK_KEY_KP_Enter || key == GDK_KEY_ISO_Enter;
}

/* As among any radio buttons: arrow keys choose. The list around them would take the keys for itself. */
static gboolean
key_pressed_cb (FerryTargetList *self, guint key, guint code, GdkModifierType modifiers)
{
  gboolean down = key == GDK_KEY_Down || key == GDK_KEY_KP_Down;
  GtkWidget *row = gtk_widget_get_focus_child (GTK_WIDGET (self->list));

  if (row != NULL && is_return (key))
    return activate_default (self, row);
  if (row == NULL || (!down && key != GDK_KEY_Up && key != GDK_KEY_KP_Up))
    return GDK_EVENT_PROPAGATE;
  do
    row = down ? gtk_widget_get_next_sibling (row) : gtk_widget_get_prev_sibling (row);
  while (row != NULL && !ferry_region_row_get_possible (FERRY_REGION_ROW (row)));
  if (row != NULL)
    row_activated_cb (self, GTK_LIST_BOX_ROW (row));

  return GDK_EVENT_STOP;
}

static void
ferry_target_list_dispose (GObject *object)
{
  FerryTargetList *self = FERRY_TARGET_LIST (object);

  g_cancellable_cancel (self->cancellable);
  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_object (&self->session);
  g_clear_object (&self->account);

  G_OBJECT_CLASS (ferry_target_list_parent_class)->dispose (object);
}

static void
ferry_target_list_finalize (GObject *object)
{
  FerryTargetList *self = FERRY_TARGET_LIST (object);

  g_object_unref (self->cancellable);
  g_strfreev (self->image_ids);
  g_free (self->source_region);

  G_OBJECT_CLASS (ferry_target_list_parent_class)->finalize (object);
}

static void
ferry_target_list_class_init (FerryTargetListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ferry_target_list_dispose;
  object_class->finalize = ferry_target_list_finalize;
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", FERRY_TYPE_TARGET_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CHOSEN] =
    g_signal_new ("chosen", FERRY_TYPE_TARGET_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ferry_target_list_init (FerryTargetList *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->cancellable = g_cancellable_new ();
  self->image_ids = g_new0 (char *, 1);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Target region"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->list), keys);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->list));
}

/**
 * ferry_target_list_set_session:
 * @self: a target list
 * @session: whose account and region are shown; to be set once
 *
 * Lists every region other than the one shown now.
 */
void
ferry_target_list_set_session (FerryTargetList *self, FerrySession *session)
{
  guint n;
  const FerryRegion *regions = ferry_regions_get (&n);

  g_return_if_fail (FERRY_IS_TARGET_LIST (self));
  g_return_if_fail (FERRY_IS_SESSION (session));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  g_set_object (&self->account, ferry_session_get_account (session));
  self->source_region = g_strdup (ferry_session_get_region (session));
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *row;

      if (g_str_equal (regions[i].id, self->source_region))
        continue;
      row = ferry_region_row_new (regions[i].id);
      if (get_row (self, 0) != NULL)
        ferry_region_row_set_group (FERRY_REGION_ROW (row), get_row (self, 0));
      g_signal_connect_object (row, "notify::chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (row, "retry", G_CALLBACK (retry_cb), self, 0);
      gtk_list_box_append (self->list, row);
    }
  g_signal_connect_object (ferry_session_get_replicas (session), "changed", G_CALLBACK (replicas_changed_cb),
                           self, G_CONNECT_SWAPPED);
}

/**
 * ferry_target_list_set_needed:
 * @self: a target list
 * @image_ids: (array zero-terminated=1): images that shall be copied
 * @n_snapshots: how many snapshots they hold
 */
void
ferry_target_list_set_needed (FerryTargetList *self, const char *const *image_ids, guint n_snapshots)
{
  g_return_if_fail (FERRY_IS_TARGET_LIST (self));
  g_return_if_fail (image_ids != NULL);

  g_strfreev (self->image_ids);
  self->image_ids = g_strdupv ((char **) image_ids);
  for (guint i = 0; get_row (self, i) != NULL; i++)
    ferry_region_row_set_needed (get_row (self, i), g_strv_length (self->image_ids), n_snapshots);
  replicas_changed_cb (self);
}

/**
 * ferry_target_list_read:
 * @self: a target list
 *
 * Reads all quotas anew.
 */
void
ferry_target_list_read (FerryTargetList *self)
{
  g_return_if_fail (FERRY_IS_TARGET_LIST (self));

  for (guint i = 0; get_row (self, i) != NULL; i++)
    read_quota (self, get_row (self, i));
}

/**
 * ferry_target_list_set_narrow:
 * @self: a target list
 * @narrow: whether quotas stand beneath the regions
 */
void
ferry_target_list_set_narrow (FerryTargetList *self, gboolean narrow)
{
  g_return_if_fail (FERRY_IS_TARGET_LIST (self));

  for (guint i = 0; get_row (self, i) != NULL; i++)
    ferry_region_row_set_narrow (get_row (self, i), narrow);
}

/**
 * ferry_target_list_get_target:
 * @self: a target list
 *
 * Returns: (transfer none) (nullable): the region that is chosen
 */
FerryRegionRow *
ferry_target_list_get_target (FerryTargetList *self)
{
  g_return_val_if_fail (FERRY_IS_TARGET_LIST (self), NULL);

  for (guint i = 0; get_row (self, i) != NULL; i++)
    if (ferry_region_row_get_chosen (get_row (self, i)))
      return get_row (self, i);

  return NULL;
}

/**
 * ferry_target_list_get_first_possible:
 * @self: a target list
 *
 * Returns: (transfer none) (nullable): the first region that can be chosen
 */
FerryRegionRow *
ferry_target_list_get_first_possible (FerryTargetList *self)
{
  g_return_val_if_fail (FERRY_IS_TARGET_LIST (self), NULL);

  for (guint i = 0; get_row (self, i) != NULL; i++)
    if (ferry_region_row_get_possible (get_row (self, i)))
      return get_row (self, i);

  return NULL;
}

/**
 * ferry_target_list_get_settled:
 * @self: a target list
 *
 * Returns: whether no quota is being read
 */
gboolean
ferry_target_list_get_settled (FerryTargetList *self)
{
  g_return_val_if_fail (FERRY_IS_TARGET_LIST (self), FALSE);

  for (guint i = 0; get_row (self, i) != NULL; i++)
    if (!ferry_region_row_get_settled (get_row (self, i)))
      return FALSE;

  return TRUE;
}
