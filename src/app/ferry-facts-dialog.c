/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-facts-dialog.h"

struct _FerryFactsDialog
{
  AdwDialog parent_instance;

  AdwWindowTitle *window_title;
  AdwPreferencesPage *page;
};

G_DEFINE_FINAL_TYPE (FerryFactsDialog, ferry_facts_dialog, ADW_TYPE_DIALOG)

static void
ferry_facts_dialog_dispose (GObject *object)
{
  /* The template would let go of the child behind its parent's back. */
  adw_dialog_set_child (ADW_DIALOG (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), FERRY_TYPE_FACTS_DIALOG);

  G_OBJECT_CLASS (ferry_facts_dialog_parent_class)->dispose (object);
}

static void
ferry_facts_dialog_class_init (FerryFactsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ferry_facts_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/imageferry/ImageFerry/ferry-facts-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, FerryFactsDialog, window_title);
  gtk_widget_class_bind_template_child (widget_class, FerryFactsDialog, page);
}

static void
ferry_facts_dialog_init (FerryFactsDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ferry_facts_dialog_new:
 * @title: what it is about
 * @subtitle: where that is
 *
 * Returns: (transfer full): a dialog without facts
 */
FerryFactsDialog *
ferry_facts_dialog_new (const char *title, const char *subtitle)
{
  FerryFactsDialog *self = g_object_new (FERRY_TYPE_FACTS_DIALOG, "title", title, NULL);

  adw_window_title_set_title (self->window_title, title);
  adw_window_title_set_subtitle (self->window_title, subtitle);

  return self;
}

/**
 * ferry_facts_dialog_add_group:
 * @self: a facts dialog
 * @title: what its facts are about, without markup
 * @description: (nullable): a sentence on all of them, without markup
 *
 * Returns: (transfer none): a new group at the end
 */
AdwPreferencesGroup *
ferry_facts_dialog_add_group (FerryFactsDialog *self, const char *title, const char *description)
{
  AdwPreferencesGroup *group;
  g_autofree char *title_markup = NULL;
  g_autofree char *markup = NULL;

  g_return_val_if_fail (FERRY_IS_FACTS_DIALOG (self), NULL);

  group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  title_markup = g_markup_escape_text (title, -1);
  adw_preferences_group_set_title (group, title_markup);
  if (description != NULL)
    markup = g_markup_escape_text (description, -1);
  adw_preferences_group_set_description (group, markup);
  adw_preferences_page_add (self->page, group);

  return group;
}

/**
 * ferry_facts_dialog_add_fact:
 * @group: a group
 * @title: what
 * @value: (nullable): its value; without one there is no row
 */
void
ferry_facts_dialog_add_fact (AdwPreferencesGroup *group, const char *title, const char *value)
{
  GtkWidget *row;

  g_return_if_fail (ADW_IS_PREFERENCES_GROUP (group));

  if (value == NULL || *value == '\0')
    return;
  row = adw_action_row_new ();
  gtk_widget_add_css_class (row, "property");
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), value);
  adw_action_row_set_subtitle_selectable (ADW_ACTION_ROW (row), TRUE);
  adw_preferences_group_add (group, row);
}
