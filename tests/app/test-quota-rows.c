/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a region's row says of its quotas, to eyes and to screen readers. */

#include "config.h"

#include "app/ferry-quota-bar.h"

#include <string.h>

#include "app/ferry-region-row.h"
#include "app/ferry-settings.h"
#include "app/ferry-text-row.h"
#include "widgets.h"

static FerryQuota
make_quota (gint64 used, gint64 limit)
{
  return (FerryQuota) { .known = TRUE, .used = used, .limit = limit };
}

/* As ferry_quotas_read_finish() makes them. */
static FerryRegionQuota *
make_region_quota (FerryQuota images, FerryQuota snapshots)
{
  FerryRegionQuota *self = g_atomic_rc_box_new0 (FerryRegionQuota);

  self->region = g_strdup ("cn-east-2");
  self->images = images;
  self->snapshots = snapshots;

  return self;
}

static FerryRegionRow *
make_row (guint n_images, guint n_snapshots)
{
  FerryRegionRow *row = g_object_ref_sink (FERRY_REGION_ROW (ferry_region_row_new ("cn-east-2")));

  ferry_region_row_set_needed (row, n_images, n_snapshots);

  return row;
}

static void
test_bar (void)
{
  GtkWidget *bar = g_object_ref_sink (ferry_quota_bar_new ());
  FerryQuota quota = make_quota (2, 10);

  ferry_quota_bar_set_quota (FERRY_QUOTA_BAR (bar), FERRY_QUOTA_IMAGES, "cn-east-2", &quota, 3);
  g_assert_true (shows_text (bar, "Images"));
  g_assert_true (shows_text (bar, "2 + 3 of 10"));
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_ROLE_METER);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Images in East China-Shanghai");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                       "2 used, 3 needed, limit 10");
  quota = make_quota (10, 15);
  ferry_quota_bar_set_quota (FERRY_QUOTA_BAR (bar), FERRY_QUOTA_SNAPSHOTS, "cn-east-2", &quota, 7);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                       "10 used, 7 needed, limit 15, 2 short");
  quota.reserved = 2;
  ferry_quota_bar_set_quota (FERRY_QUOTA_BAR (bar), FERRY_QUOTA_SNAPSHOTS, "cn-east-2", &quota, 1);
  g_assert_true (shows_text (bar, "10 + 1 of 15, 2 reserved"));
  ferry_quota_bar_set_narrow (FERRY_QUOTA_BAR (bar), TRUE);
  g_assert_finalize_object (bar);
}

static void
test_room (void)
{
  FerryRegionRow *row = make_row (3, 7);
  g_autoptr (FerryRegionQuota) quota = make_region_quota (make_quota (2, 10), make_quota (9, 30));

  g_assert_false (ferry_region_row_get_settled (row));
  g_assert_false (ferry_region_row_get_possible (row));
  g_assert_nonnull (find_type (GTK_WIDGET (row), ADW_TYPE_SPINNER));
  ferry_region_row_set_quota (row, quota);
  g_assert_true (ferry_region_row_get_possible (row));
  g_assert_false (ferry_region_row_get_blind (row));
  g_assert_true (shows_text (GTK_WIDGET (row), "9 + 7 of 30"));
  ferry_region_row_choose (row);
  g_assert_true (ferry_region_row_get_chosen (row));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (ferry_region_row_get_radio (row)),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "East China-Shanghai");
  ferry_region_row_set_n_present (row, 2);
  g_assert_true (shows_text (GTK_WIDGET (row), "cn-east-2 · 2 already there"));
  ferry_region_row_set_narrow (row, TRUE);
  ferry_region_row_set_narrow (row, FALSE);
  g_assert_finalize_object (row);
}

/* A region without room is shown, cannot be chosen, and says what is missing. */
static void
test_short (void)
{
  FerryRegionRow *row = make_row (3, 7);
  g_autoptr (FerryRegionQuota) quota = make_region_quota (make_quota (4, 10), make_quota (10, 15));

  ferry_region_row_set_quota (row, quota);
  g_assert_false (ferry_region_row_get_possible (row));
  g_assert_false (gtk_widget_is_sensitive (ferry_region_row_get_radio (row)));
  g_assert_true (shows_text (GTK_WIDGET (row), "2 snapshots short"));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (ferry_region_row_get_radio (row)),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "2 snapshots short");
  ferry_region_row_choose (row);
  g_assert_false (ferry_region_row_get_chosen (row));
  ferry_region_row_set_needed (row, 1, 5);
  g_assert_true (ferry_region_row_get_possible (row));
  ferry_region_row_choose (row);
  /* Copies that wait will take what is left. */
  ferry_region_row_set_reserved (row, 1, 1);
  g_assert_false (ferry_region_row_get_possible (row));
  g_assert_false (ferry_region_row_get_chosen (row));
  g_assert_true (shows_text (GTK_WIDGET (row), "1 snapshot short"));
  g_assert_finalize_object (row);
}

static void
count_retries (guint *n)
{
  ++*n;
}

/* An unread quota is never taken for enough. */
static void
test_unread (void)
{
  FerryRegionRow *row = make_row (1, 1);
  FerryQuota none = { 0 };
  g_autoptr (FerryRegionQuota) quota = make_region_quota (make_quota (4, 10), none);
  guint n_retries = 0;

  quota->snapshots_problem = ferry_problem_new (FERRY_REASON_SERVICE, NULL, NULL, "It broke.");
  g_signal_connect_swapped (row, "retry", G_CALLBACK (count_retries), &n_retries);
  ferry_region_row_set_quota (row, quota);
  g_assert_false (ferry_region_row_get_possible (row));
  g_assert_true (shows_text (GTK_WIDGET (row), "Quota could not be read"));
  g_signal_emit_by_name (find_button (GTK_WIDGET (row), "Retry"), "clicked");
  g_assert_cmpuint (n_retries, ==, 1);
  ferry_region_row_set_reading (row);
  g_assert_false (ferry_region_row_get_settled (row));
  g_assert_finalize_object (row);
}

/* Whoever may not read quotas may go on, but never where a known one says no. */
static void
test_forbidden (void)
{
  FerryRegionRow *row = make_row (1, 1);
  FerryQuota none = { 0 };
  g_autoptr (FerryRegionQuota) quota = make_region_quota (make_quota (4, 10), none);
  g_autoptr (FerryRegionQuota) full = make_region_quota (make_quota (10, 10), none);

  quota->snapshots_problem = ferry_problem_new (FERRY_REASON_FORBIDDEN, NULL, NULL, "No.");
  full->snapshots_problem = ferry_problem_new (FERRY_REASON_FORBIDDEN, NULL, NULL, "No.");
  ferry_region_row_set_quota (row, quota);
  g_assert_true (ferry_region_row_get_blind (row));
  g_assert_true (ferry_region_row_get_possible (row));
  g_assert_true (shows_text (GTK_WIDGET (row), "These keys may not read the quota"));
  ferry_region_row_set_quota (row, full);
  g_assert_false (ferry_region_row_get_possible (row));
  g_assert_true (shows_text (GTK_WIDGET (row), "1 image short"));
  g_assert_finalize_object (row);
}

static FerryTextRow *
make_text_row (FerryTextKind kind)
{
  return g_object_ref_sink (g_object_new (FERRY_TYPE_TEXT_ROW, "kind", kind, "title", "Text", NULL));
}

static void
test_text_limits (void)
{
  FerryTextRow *name = make_text_row (FERRY_TEXT_NAME);
  FerryTextRow *description = make_text_row (FERRY_TEXT_DESCRIPTION);
  g_autofree char *much = g_strnfill (300, 'x');
  g_autofree char *text = NULL;

  gtk_editable_set_text (GTK_EDITABLE (name), "short");
  g_assert_false (shows_text (GTK_WIDGET (name), "/ 32"));
  gtk_editable_set_text (GTK_EDITABLE (name), "订单服务-生产-订单服务-生产-订单服务-生产-订单");
  g_assert_true (shows_text (GTK_WIDGET (name), "26 / 32"));
  g_assert_null (ferry_text_row_get_reason (name));
  ferry_text_row_set_reserved (description, 24);
  gtk_editable_set_text (GTK_EDITABLE (description), much);
  text = ferry_text_row_dup_text (description);
  g_assert_cmpuint (strlen (text), ==, 232);
  g_assert_true (shows_text (GTK_WIDGET (description), "232 / 232"));
  gtk_editable_set_text (GTK_EDITABLE (description), "");
  g_assert_null (ferry_text_row_dup_text (description));
  g_assert_finalize_object (name);
  g_assert_finalize_object (description);
}

/* What does not fit is left out, and that is said until the text changes again. */
static void
test_text_cut (void)
{
  FerryTextRow *name = make_text_row (FERRY_TEXT_NAME);
  GtkLabel *label = g_object_ref_sink (GTK_LABEL (gtk_label_new (NULL)));
  g_autofree char *fits = g_strnfill (32, 'x');
  g_autofree char *much = g_strnfill (33, 'x');
  const char *words = "Cut to 32 characters: there is no room for more.";

  ferry_text_row_set_reason_label (name, label);
  gtk_editable_set_text (GTK_EDITABLE (name), fits);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (label)));
  gtk_editable_set_text (GTK_EDITABLE (name), much);
  g_assert_cmpstr (gtk_label_get_label (label), ==, words);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (label)));
  g_assert_null (ferry_text_row_get_reason (name));
  gtk_editable_delete_text (GTK_EDITABLE (name), 0, 1);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (label)));
  /* One more where there is room for none, then one less. */
  gtk_editable_set_text (GTK_EDITABLE (name), fits);
  gtk_editable_set_position (GTK_EDITABLE (name), -1);
  gtk_editable_insert_text (GTK_EDITABLE (name), "y", 1, &(int) { 32 });
  g_assert_cmpstr (gtk_label_get_label (label), ==, words);
  gtk_editable_delete_text (GTK_EDITABLE (name), 0, 1);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (label)));
  /* The limit itself becomes smaller. */
  ferry_text_row_set_reserved (name, 12);
  g_assert_cmpstr (gtk_label_get_label (label), ==, "Cut to 20 characters: there is no room for more.");
  gtk_editable_set_text (GTK_EDITABLE (name), "a<b");
  g_assert_cmpstr (gtk_label_get_label (label), ==, ferry_text_row_get_reason (name));
  g_assert_finalize_object (name);
  g_assert_finalize_object (label);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GSettings) settings = NULL;

  g_test_init (&argc, &argv, NULL);
  adw_init ();
  /* Brings the templates along. */
  settings = ferry_settings_new ();

  g_test_add_func ("/quota-rows/bar", test_bar);
  g_test_add_func ("/quota-rows/room", test_room);
  g_test_add_func ("/quota-rows/short", test_short);
  g_test_add_func ("/quota-rows/unread", test_unread);
  g_test_add_func ("/quota-rows/forbidden", test_forbidden);
  g_test_add_func ("/quota-rows/text-limits", test_text_limits);
  g_test_add_func ("/quota-rows/text-cut", test_text_cut);

  return g_test_run ();
}
