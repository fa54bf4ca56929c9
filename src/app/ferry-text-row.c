/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-text-row.h"

#include <glib/gi18n-lib.h>

#include "engine/ferry-rules.h"

/* The count is shown from this share of the limit on. */
#define COUNT_FROM 0.8

struct _FerryTextRow
{
  AdwEntryRow parent_instance;

  FerryTextKind kind;
  gboolean optional;
  int limit;
  char *accepted;   /* (owned) (nullable): no rule is held against this text */
  char *reason;     /* (owned) (nullable) */
  gboolean cut;     /* the last text did not fit */
  gboolean cutting; /* a change that cuts is under way */
  GtkLabel *count;
  GtkLabel *reason_label; /* (owned) (nullable): shows the reason elsewhere in the dialog */
};

G_DEFINE_ENUM_TYPE (FerryTextKind,
                    ferry_text_kind,
                    G_DEFINE_ENUM_VALUE (FERRY_TEXT_NAME, "name"),
                    G_DEFINE_ENUM_VALUE (FERRY_TEXT_DESCRIPTION, "description"))

G_DEFINE_FINAL_TYPE (FerryTextRow, ferry_text_row, ADW_TYPE_ENTRY_ROW)

enum
{
  PROP_0,
  PROP_KIND,
  PROP_REASON,
  PROP_OPTIONAL,
  N_PROPS
};

static GParamSpec *pspecs[N_PROPS];

static FerryProblem *
judge (FerryTextRow *self, const char *text)
{
  if ((*text == '\0' && self->optional) || g_strcmp0 (text, self->accepted) == 0)
    return NULL;

  return self->kind == FERRY_TEXT_NAME ? ferry_rules_check_name (text) : ferry_rules_check_description (text);
}

static void
update_count (FerryTextRow *self, const char *text)
{
  glong length = g_utf8_strlen (text, -1);
  g_autofree char *count = NULL;
  g_autofree char *spoken = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->count), length >= self->limit * COUNT_FROM);
  /* Translators: characters typed and how many there may be: "28 / 32". */
  count = g_strdup_printf (_ ("%ld / %d"), length, self->limit);
  gtk_label_set_label (self->count, count);
  /* Translators: for screen readers */
  spoken = g_strdup_printf (ngettext ("%ld of %d character", "%ld of %d characters", (gulong) self->limit),
                            length, self->limit);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->count), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static char *
dup_cut_words (FerryTextRow *self)
{
  return g_strdup_printf (ngettext ("Cut to %d character: there is no room for more.",
                                    "Cut to %d characters: there is no room for more.", (gulong) self->limit),
                          self->limit);
}

/* A reason forbids the text; that it was cut is only worth knowing. */
static void
show_words (FerryTextRow *self)
{
  g_autofree char *words = self->reason != NULL ? g_strdup (self->reason) : NULL;

  if (self->reason_label == NULL)
    return;
  if (words == NULL && self->cut)
    words = dup_cut_words (self);
  gtk_label_set_label (self->reason_label, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->reason_label), words != NULL);
  gtk_widget_remove_css_class (GTK_WIDGET (self->reason_label), self->reason != NULL ? "warning" : "error");
  gtk_widget_add_css_class (GTK_WIDGET (self->reason_label), self->reason != NULL ? "error" : "warning");
}

static void
show_reason (FerryTextRow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  if (self->reason != NULL)
    gtk_widget_add_css_class (widget, "error");
  else
    gtk_widget_remove_css_class (widget, "error");
  gtk_accessible_update_state (
    GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_INVALID,
    self->reason != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  show_words (self);
}

/* A paste that does not fit is cut, as everywhere in GTK; here that is said. */
static void
set_cut (FerryTextRow *self, gboolean cut)
{
  g_autofree char *words = cut ? dup_cut_words (self) : NULL;

  if (self->cut == cut)
    return;
  self->cut = cut;
  show_words (self);
  if (cut)
    gtk_accessible_announce (GTK_ACCESSIBLE (self), words, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
update (FerryTextRow *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self));
  g_autoptr (FerryProblem) problem = judge (self, text);

  update_count (self, text);
  if (!g_set_str (&self->reason, problem != NULL ? problem->message : NULL))
    return;
  show_reason (self);
  if (self->reason != NULL)
    gtk_accessible_announce (GTK_ACCESSIBLE (self), self->reason,
                             GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  g_object_notify_by_pspec (G_OBJECT (self), pspecs[PROP_REASON]);
}

static void
changed_cb (FerryTextRow *self)
{
  if (!self->cutting)
    set_cut (self, FALSE);
  self->cutting = FALSE;
  update (self);
}

/* Before the entry takes what fits. If that is nothing, no change follows. */
static void
insert_text_cb (GtkEditable *editable, const char *text, int length, gpointer position, FerryTextRow *self)
{
  glong n_new = g_utf8_strlen (text, length);
  glong n_old = g_utf8_strlen (gtk_editable_get_text (editable), -1);

  if (n_old + n_new <= self->limit)
    return;
  self->cutting = n_old < self->limit;
  set_cut (self, TRUE);
}

static void
ferry_text_row_constructed (GObject *object)
{
  FerryTextRow *self = FERRY_TEXT_ROW (object);

  G_OBJECT_CLASS (ferry_text_row_parent_class)->constructed (object);

  ferry_text_row_set_reserved (self, 0);
  g_signal_connect (self, "changed", G_CALLBACK (changed_cb), NULL);
  g_signal_connect_object (gtk_editable_get_delegate (GTK_EDITABLE (self)), "insert-text",
                           G_CALLBACK (insert_text_cb), self, 0);
}

static void
ferry_text_row_dispose (GObject *object)
{
  g_clear_object (&FERRY_TEXT_ROW (object)->reason_label);

  G_OBJECT_CLASS (ferry_text_row_parent_class)->dispose (object);
}

static void
ferry_text_row_finalize (GObject *object)
{
  g_free (FERRY_TEXT_ROW (object)->accepted);
  g_free (FERRY_TEXT_ROW (object)->reason);

  G_OBJECT_CLASS (ferry_text_row_parent_class)->finalize (object);
}

static void
ferry_text_row_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  FerryTextRow *self = FERRY_TEXT_ROW (object);

  switch (property_id)
    {
    case PROP_KIND:
      g_value_set_enum (value, self->kind);
      break;

    case PROP_REASON:
      g_value_set_string (value, self->reason);
      break;

    case PROP_OPTIONAL:
      g_value_set_boolean (value, self->optional);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ferry_text_row_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  FerryTextRow *self = FERRY_TEXT_ROW (object);

  switch (property_id)
    {
    case PROP_KIND:
      self->kind = g_value_get_enum (value);
      break;

    case PROP_OPTIONAL:
      self->optional = g_value_get_boolean (value);
      update (self);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ferry_text_row_class_init (FerryTextRowClass *klass)
{
  const GParamFlags once = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = ferry_text_row_constructed;
  object_class->dispose = ferry_text_row_dispose;
  object_class->finalize = ferry_text_row_finalize;
  object_class->get_property = ferry_text_row_get_property;
  object_class->set_property = ferry_text_row_set_property;
  pspecs[PROP_KIND] = g_param_spec_enum ("kind", NULL, NULL, FERRY_TYPE_TEXT_KIND, FERRY_TEXT_NAME, once);
  pspecs[PROP_REASON] = g_param_spec_string (
    "reason", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  pspecs[PROP_OPTIONAL] =
    g_param_spec_boolean ("optional", NULL, NULL, TRUE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, pspecs);
}

static void
ferry_text_row_init (FerryTextRow *self)
{
  self->optional = TRUE;
  self->count = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "dimmed");
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "numeric");
  gtk_widget_set_visible (GTK_WIDGET (self->count), FALSE);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self), GTK_WIDGET (self->count));
}

/**
 * ferry_text_row_set_reserved:
 * @self: a text row
 * @n_characters: how many characters of the service's limit are needed for something else
 */
void
ferry_text_row_set_reserved (FerryTextRow *self, guint n_characters)
{
  int limit;

  g_return_if_fail (FERRY_IS_TEXT_ROW (self));

  limit = self->kind == FERRY_TEXT_NAME ? FERRY_RULES_MAX_NAME : FERRY_RULES_MAX_DESCRIPTION;
  self->limit = MAX (limit - (int) n_characters, 1);
  self->cutting = g_utf8_strlen (gtk_editable_get_text (GTK_EDITABLE (self)), -1) > self->limit;
  set_cut (self, self->cut || self->cutting);
  adw_entry_row_set_max_length (ADW_ENTRY_ROW (self), self->limit);
  update (self);
}

/**
 * ferry_text_row_accept:
 * @self: a text row
 *
 * The service has the present text already, however it looks: it is no concern of ours before it is changed.
 */
void
ferry_text_row_accept (FerryTextRow *self)
{
  g_return_if_fail (FERRY_IS_TEXT_ROW (self));

  g_set_str (&self->accepted, gtk_editable_get_text (GTK_EDITABLE (self)));
  update (self);
}

/**
 * ferry_text_row_set_reason_label:
 * @self: a text row
 * @label: where the reason is shown; hidden while there is none
 */
void
ferry_text_row_set_reason_label (FerryTextRow *self, GtkLabel *label)
{
  g_return_if_fail (FERRY_IS_TEXT_ROW (self));
  g_return_if_fail (GTK_IS_LABEL (label));

  g_set_object (&self->reason_label, label);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_RELATION_ERROR_MESSAGE, label, NULL,
                                  -1);
  show_reason (self);
}

/**
 * ferry_text_row_get_reason:
 * @self: a text row
 *
 * Returns: (transfer none) (nullable): why the text cannot be used
 */
const char *
ferry_text_row_get_reason (FerryTextRow *self)
{
  g_return_val_if_fail (FERRY_IS_TEXT_ROW (self), NULL);

  return self->reason;
}

/**
 * ferry_text_row_dup_text:
 * @self: a text row
 *
 * Returns: (transfer full) (nullable): the text, %NULL if there is none
 */
char *
ferry_text_row_dup_text (FerryTextRow *self)
{
  const char *text;

  g_return_val_if_fail (FERRY_IS_TEXT_ROW (self), NULL);

  text = gtk_editable_get_text (GTK_EDITABLE (self));

  return *text != '\0' ? g_strdup (text) : NULL;
}
