/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-image-filter.h"

#include "app-harness.h"

static gboolean
matches (FerryImageFilter *filter, const char *id, const char *members)
{
  g_autoptr (FerryImage) image = app_image (id, members);

  return gtk_filter_match (GTK_FILTER (filter), image);
}

static void
test_text (void)
{
  g_autoptr (FerryImageFilter) filter = ferry_image_filter_new ();
  const char *image = "\"name\":\"Payment-Gateway ＡＢＣ\",\"desc\":\"Straße, 订单服务\"";

  g_assert_false (ferry_image_filter_is_active (filter));
  g_assert_cmpint (gtk_filter_get_strictness (GTK_FILTER (filter)), ==, GTK_FILTER_MATCH_ALL);
  ferry_image_filter_set_text (filter, "  payment  ");
  g_assert_true (ferry_image_filter_is_active (filter));
  g_assert_cmpstr (ferry_image_filter_get_text (filter), ==, "payment");
  g_assert_true (matches (filter, "img-1", image));
  ferry_image_filter_set_text (filter, "gateway IMG-1");
  g_assert_true (matches (filter, "img-1", image));
  g_assert_false (matches (filter, "img-2", image));
  ferry_image_filter_set_text (filter, "abc STRASSE 订单");
  g_assert_true (matches (filter, "img-1", image));
  ferry_image_filter_set_text (filter, "redis");
  g_assert_false (matches (filter, "img-1", image));
}

static void
test_status (void)
{
  static const struct
  {
    FerryStatusFilter status;
    gboolean ready;
    gboolean local;
    gboolean pending;
    gboolean error;
    gboolean unknown;
  } cases[] = {
    { FERRY_STATUS_FILTER_ANY, TRUE, TRUE, TRUE, TRUE, TRUE },
    { FERRY_STATUS_FILTER_ELIGIBLE, TRUE, FALSE, FALSE, FALSE, FALSE },
    { FERRY_STATUS_FILTER_AVAILABLE, TRUE, TRUE, FALSE, FALSE, FALSE },
    { FERRY_STATUS_FILTER_PENDING, FALSE, FALSE, TRUE, FALSE, FALSE },
    { FERRY_STATUS_FILTER_ERROR, FALSE, FALSE, FALSE, TRUE, FALSE },
    { FERRY_STATUS_FILTER_OTHER, FALSE, FALSE, FALSE, FALSE, TRUE },
  };
  g_autoptr (FerryImageFilter) filter = ferry_image_filter_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ferry_image_filter_set_status (filter, cases[i].status);
      g_assert_cmpint (matches (filter, "img-1", ""), ==, cases[i].ready);
      g_assert_cmpint (matches (filter, "img-1", "\"rootDeviceType\":\"localDisk\""), ==, cases[i].local);
      g_assert_cmpint (matches (filter, "img-1", "\"status\":\"pending\""), ==, cases[i].pending);
      g_assert_cmpint (matches (filter, "img-1", "\"status\":\"error\""), ==, cases[i].error);
      g_assert_cmpint (matches (filter, "img-1", "\"status\":\"freezing\""), ==, cases[i].unknown);
    }
}

static void
test_type (void)
{
  g_autoptr (FerryImageFilter) filter = ferry_image_filter_new ();

  ferry_image_filter_set_image_type (filter, FERRY_TYPE_FILTER_LOCAL);
  g_assert_true (matches (filter, "img-1", "\"rootDeviceType\":\"localDisk\""));
  g_assert_false (matches (filter, "img-1", ""));
  ferry_image_filter_set_image_type (filter, FERRY_TYPE_FILTER_CLOUD);
  g_assert_true (matches (filter, "img-1", ""));
}

static void
changed_cb (GtkFilter *filter, GtkFilterChange change, GtkFilterChange *last)
{
  *last = change;
}

/* Typing on need not look at what is hidden already. */
static void
test_strictness (void)
{
  g_autoptr (FerryImageFilter) filter = ferry_image_filter_new ();
  GtkFilterChange change = GTK_FILTER_CHANGE_DIFFERENT;

  g_signal_connect (filter, "changed", G_CALLBACK (changed_cb), &change);
  ferry_image_filter_set_text (filter, "r");
  g_assert_cmpint (change, ==, GTK_FILTER_CHANGE_MORE_STRICT);
  ferry_image_filter_set_text (filter, "re");
  g_assert_cmpint (change, ==, GTK_FILTER_CHANGE_MORE_STRICT);
  ferry_image_filter_set_text (filter, "r");
  g_assert_cmpint (change, ==, GTK_FILTER_CHANGE_LESS_STRICT);
  ferry_image_filter_set_text (filter, "x");
  g_assert_cmpint (change, ==, GTK_FILTER_CHANGE_DIFFERENT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/image-filter/text", test_text);
  g_test_add_func ("/image-filter/status", test_status);
  g_test_add_func ("/image-filter/type", test_type);
  g_test_add_func ("/image-filter/strictness", test_strictness);

  return g_test_run ();
}
