/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-import-row.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-check-button.h"
#include "engine/ferry-regions.h"

struct _FerryImportRow
{
  AdwActionRow parent_instance;

  FerryJdcProfile *profile; /* (owned) */
  GtkCheckButton *check;
  GtkStack *status;
};

G_DEFINE_FINAL_TYPE (FerryImportRow, ferry_import_row, ADW_TYPE_ACTION_ROW)

enum
{
  PROP_0,
  PROP_TICKED,
  N_PROPS
};

static GParamSpec *pspecs[N_PROPS];

static void
ticked_changed_cb (FerryImportRow *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), pspecs[PROP_TICKED]);
}

static void
ferry_import_row_finalize (GObject *object)
{
  g_clear_object (&FERRY_IMPORT_ROW (object)->profile);

  G_OBJECT_CLASS (ferry_import_row_parent_class)->finalize (object);
}

static void
ferry_import_row_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  if (property_id == PROP_TICKED)
    g_value_set_boolean (value, ferry_import_row_get_ticked (FERRY_IMPORT_ROW (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
ferry_import_row_class_init (FerryImportRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ferry_import_row_finalize;
  object_class->get_property = ferry_import_row_get_property;
  pspecs[PROP_TICKED] = g_param_spec_boolean (
    "ticked", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, pspecs);
}

static void
add_status (FerryImportRow *self, const char *name, GtkWidget *child)
{
  gtk_widget_set_valign (child, GTK_ALIGN_CENTER);
  gtk_stack_add_named (self->status, child, name);
}

static GtkWidget *
make_icon (const char *icon_name, const char *css_class)
{
  GtkWidget *icon = gtk_image_new_from_icon_name (icon_name);

  gtk_widget_add_css_class (icon, css_class);
  gtk_accessible_update_state (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);

  return icon;
}

static void
ferry_import_row_init (FerryImportRow *self)
{
  self->check = GTK_CHECK_BUTTON (ferry_check_button_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->check), GTK_ALIGN_CENTER);
  g_signal_connect_object (self->check, "toggled", G_CALLBACK (ticked_changed_cb), self, G_CONNECT_SWAPPED);
  self->status = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_hhomogeneous (self->status, FALSE);
  add_status (self, "none", adw_bin_new ());
  add_status (self, "busy", adw_spinner_new ());
  add_status (self, "done", make_icon ("object-select-symbolic", "success"));
  add_status (self, "failed", make_icon ("dialog-error-symbolic", "error"));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), GTK_WIDGET (self->check));
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (self->status));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), GTK_WIDGET (self->check));
}

static char *
describe (FerryJdcProfile *profile, const char *known_as)
{
  const char *access_key = ferry_jdc_profile_get_access_key (profile);
  const char *region = ferry_jdc_profile_get_region (profile);

  if (ferry_jdc_profile_get_problem (profile) != NULL)
    return g_strdup (ferry_jdc_profile_get_problem (profile));
  if (known_as != NULL)
    return g_strdup_printf (_ ("Added already, as “%s”"), known_as);
  if (region != NULL)
    /* Translators: an access key and the name of a region. */
    return g_strdup_printf (C_ ("profile", "%s · %s"), access_key, ferry_region_get_name (region));

  return g_strdup (access_key);
}

/**
 * ferry_import_row_new:
 * @profile: a profile
 * @known_as: (nullable): the account that has its access key already
 *
 * Returns: (transfer floating): a row, ticked if the profile can be imported
 */
FerryImportRow *
ferry_import_row_new (FerryJdcProfile *profile, const char *known_as)
{
  FerryImportRow *self;
  g_autofree char *subtitle = NULL;
  gboolean possible;

  g_return_val_if_fail (FERRY_IS_JDC_PROFILE (profile), NULL);

  self = g_object_new (FERRY_TYPE_IMPORT_ROW, NULL);
  self->profile = g_object_ref (profile);
  subtitle = describe (profile, known_as);
  possible = ferry_jdc_profile_get_problem (profile) == NULL && known_as == NULL;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), ferry_jdc_profile_get_name (profile));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  ferry_jdc_profile_get_name (profile), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  subtitle, -1);
  gtk_check_button_set_active (self->check, possible);
  gtk_widget_set_sensitive (GTK_WIDGET (self->check), possible);

  return self;
}

/**
 * ferry_import_row_get_profile:
 * @self: a row
 *
 * Returns: (transfer none): its profile
 */
FerryJdcProfile *
ferry_import_row_get_profile (FerryImportRow *self)
{
  g_return_val_if_fail (FERRY_IS_IMPORT_ROW (self), NULL);

  return self->profile;
}

/**
 * ferry_import_row_get_ticked:
 * @self: a row
 *
 * Returns: whether the profile is to be imported
 */
gboolean
ferry_import_row_get_ticked (FerryImportRow *self)
{
  g_return_val_if_fail (FERRY_IS_IMPORT_ROW (self), FALSE);

  return gtk_check_button_get_active (self->check);
}

/**
 * ferry_import_row_set_state:
 * @self: a row
 * @state: how far its import is
 * @message: (nullable): what to say beneath the name, %NULL = what stands there
 */
void
ferry_import_row_set_state (FerryImportRow *self, FerryImportState state, const char *message)
{
  const char *const pages[] = { "none", "busy", "done", "failed" };

  g_return_if_fail (FERRY_IS_IMPORT_ROW (self));

  gtk_stack_set_visible_child_name (self->status, pages[state]);
  gtk_widget_set_sensitive (GTK_WIDGET (self->check),
                            state == FERRY_IMPORT_IDLE || state == FERRY_IMPORT_FAILED);
  if (state == FERRY_IMPORT_DONE)
    gtk_check_button_set_active (self->check, FALSE);
  if (message == NULL)
    return;
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), message);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->check), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, message,
                                  -1);
}
