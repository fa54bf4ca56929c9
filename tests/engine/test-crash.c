/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kills a process that copies, at every journal write and at random moments, with its answers lost or not; lets
 * another one go on; and counts: exactly one replica of each image, and a journal that knows it. Some eighty runs;
 * all combinations of two crashes with IMAGE_FERRY_NIGHTLY=1. */
#include "config.h"

#include <gio/gio.h>
#include <signal.h>

#include "engine-harness.h"

/* Cases that run at a time: they mostly wait. */
#define PARALLEL 8
#define SETTLE "2"

static const char *names[] = { "ci-runner-golden", "redis-cluster-node", "kafka-broker-3", "订单服务-网关",
                               "web-frontend-2026.02", NULL };

/* What goes wrong besides the crash. Times are of the cloud's clock, a hundred times faster than ours. */
typedef struct
{
  const char *name;
  const char *fault;            /* (nullable) */
  gboolean may_be_undecided;    /* the evidence is weak: the user has to tell */
} Trouble;

static const Trouble troubles[] = {
  { "none", NULL, FALSE },
  { "lost-acted", "{\"operation\":\"copyImages\",\"fault\":\"reset\",\"acts\":true,\"count\":2}", FALSE },
  { "lost-not-acted", "{\"operation\":\"copyImages\",\"fault\":\"reset\"}", FALSE },
  { "act-late", "{\"operation\":\"copyImages\",\"fault\":\"reset\",\"acts\":60}", FALSE },
  { "visible-late",
    "[{\"operation\":\"copyImages\",\"fault\":\"reset\",\"acts\":true},"
    "{\"operation\":\"copyImages\",\"fault\":\"visible-late\",\"seconds\":80,\"count\":0}]",
    FALSE },
  { "description-late",
    "[{\"operation\":\"copyImages\",\"fault\":\"reset\",\"acts\":true},"
    "{\"operation\":\"copyImages\",\"fault\":\"description\",\"seconds\":90,\"count\":0}]",
    FALSE },
  { "description-empty",
    "[{\"operation\":\"copyImages\",\"fault\":\"reset\",\"acts\":true},"
    "{\"operation\":\"copyImages\",\"fault\":\"description\",\"text\":\"\",\"count\":0}]",
    TRUE },
  { "other-words",
    "[{\"operation\":\"copyImages\",\"fault\":\"reset\",\"acts\":true},"
    "{\"operation\":\"copyImages\",\"fault\":\"description\",\"text\":\"复制自{image}（{region}）\",\"count\":0}]",
    FALSE },
};

typedef struct
{
  const Trouble *trouble;
  char *kills[2];               /* (owned): of the first and the second process */
  guint n_images;
  guint step;                   /* which process runs */
  EngineHarness *harness;       /* (owned): only its cloud and its folder are used */
  char **images;                /* (owned) */
  char *output;                 /* (owned) (nullable): of the last process */
} Case;

typedef struct
{
  GPtrArray *cases;
  guint next;
  guint running;
  guint finished;
} Crowd;

static void start_step (Case *one);
static Crowd crowd;

static char *
victim_path (void)
{
  return g_test_build_filename (G_TEST_BUILT, "engine", "crash-victim", NULL);
}

static char *
describe (Case *one)
{
  return g_strdup_printf ("%s, %u images, killed %s, then %s", one->trouble->name, one->n_images, one->kills[0],
                          one->kills[1]);
}

static void
check_case (Case *one)
{
  g_autofree char *what = describe (one);
  g_auto (GStrv) lines = g_strsplit (g_strstrip (one->output), "\n", -1);

  g_test_message ("%s", what);
  if (g_strv_length (lines) != one->n_images)
    g_error ("%s: the journal says: %s", what, one->output);
  for (guint i = 0; i < one->n_images; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", 3);
      guint n = engine_harness_count_replicas (one->harness, "cn-east-1", words[0]);
      gboolean known = g_strcmp0 (words[1], "verified") == 0 && g_strcmp0 (words[2], "-") != 0;
      gboolean undecided = g_strcmp0 (words[1], "undecided") == 0;
      /* A lost answer and two crashes can use up all three attempts: then the user is asked, and none is made twice. */
      gboolean worn_out = undecided && g_strcmp0 (one->kills[1], "never") != 0;

      if (n > 1 || (n == 0 && !worn_out)
          || !(known || worn_out || (undecided && one->trouble->may_be_undecided)))
        g_error ("%s: %u replicas of %s in the cloud; the journal says: %s", what, n, words[0], lines[i]);
    }
}

static void
case_free (Case *one)
{
  g_free (one->kills[0]);
  g_free (one->kills[1]);
  g_strfreev (one->images);
  g_free (one->output);
  g_free (one);
}

static void
fill_crowd (void)
{
  while (crowd.running < PARALLEL && crowd.next < crowd.cases->len)
    {
      crowd.running++;
      start_step (g_ptr_array_index (crowd.cases, crowd.next++));
    }
}

static void
step_ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GSubprocess *process = G_SUBPROCESS (source);
  Case *one = user_data;
  g_autoptr (GError) error = NULL;

  g_free (one->output);
  g_subprocess_communicate_utf8_finish (process, result, &one->output, NULL, &error);
  g_assert_no_error (error);
  if (one->step < 2)
    {
      /* A kill that never came because all was done before is fine: the next one has nothing to do. */
      one->step++;
      start_step (one);
      return;
    }
  if (!g_subprocess_get_if_exited (process) || g_subprocess_get_exit_status (process) != 0)
    {
      g_autofree char *what = describe (one);

      g_error ("%s: the last process failed: %s", what, one->output);
    }
  check_case (one);
  g_clear_pointer (&one->harness, engine_harness_free);
  crowd.running--;
  crowd.finished++;
  fill_crowd ();
}

static void
set_up (Case *one)
{
  g_autoptr (GStrvBuilder) images = g_strv_builder_new ();

  one->harness = engine_harness_new (100);
  engine_harness_close_engine (one->harness);
  for (guint i = 0; i < one->n_images; i++)
    g_strv_builder_take (images, engine_harness_find_image (one->harness, "cn-north-1", names[i]));
  one->images = g_strv_builder_end (images);
  if (one->trouble->fault != NULL)
    engine_harness_fault (one->harness, one->trouble->fault);
}

static void
start_step (Case *one)
{
  g_autoptr (GPtrArray) args = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *victim = victim_path ();

  if (one->harness == NULL)
    set_up (one);
  g_ptr_array_add (args, victim);
  g_ptr_array_add (args, one->harness->folder);
  g_ptr_array_add (args, (gpointer) emulator_thread_get_uri (one->harness->emulator));
  g_ptr_array_add (args, (gpointer) SETTLE);
  g_ptr_array_add (args, one->step < 2 ? one->kills[one->step] : (gpointer) "never");
  g_ptr_array_add (args, (gpointer) "cn-east-1");
  for (guint i = 0; i < one->n_images; i++)
    g_ptr_array_add (args, one->images[i]);
  g_ptr_array_add (args, NULL);
  process = g_subprocess_newv ((const char *const *) args->pdata, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8_async (process, NULL, NULL, step_ended_cb, one);
}

static void
add_case (GPtrArray *cases, const Trouble *trouble, guint n_images, const char *first, const char *second)
{
  Case *one = g_new0 (Case, 1);

  one->trouble = trouble;
  one->n_images = n_images;
  one->kills[0] = g_strdup (first);
  one->kills[1] = g_strdup (second);
  g_ptr_array_add (cases, one);
}

static char *
make_kill (guint i)
{
  return g_strdup_printf ("%s-%u", i % 2 == 0 ? "before" : "after", i / 2 + 1);
}

static GPtrArray *
make_cases (gboolean nightly)
{
  g_autoptr (GPtrArray) cases = g_ptr_array_new_with_free_func ((GDestroyNotify) case_free);

  for (guint t = 0; t < G_N_ELEMENTS (troubles); t++)
    for (guint k = 0; k < 8; k++)
      {
        g_autofree char *first = make_kill (k);

        add_case (cases, &troubles[t], k % 3 == 0 ? 5 : 1, first, "never");
        for (guint j = 0; nightly && j < 8; j++)
          {
            g_autofree char *second = make_kill (j);

            add_case (cases, &troubles[t], j % 2 == 0 ? 5 : 1, first, second);
          }
      }
  for (guint t = 0; t < G_N_ELEMENTS (troubles); t++)
    for (guint i = 0; i < (nightly ? 12 : 2); i++)
      {
        g_autofree char *first = g_strdup_printf ("at-%d", g_test_rand_int_range (0, 1500));
        g_autofree char *second = g_strdup_printf ("at-%d", g_test_rand_int_range (0, 3000));

        add_case (cases, &troubles[t], i % 2 == 0 ? 5 : 1, first, second);
      }
  return g_steal_pointer (&cases);
}

static void
test_crash (void)
{
  g_autoptr (GPtrArray) cases = make_cases (g_getenv ("IMAGE_FERRY_NIGHTLY") != NULL);

  crowd.cases = cases;
  fill_crowd ();
  while (crowd.finished < cases->len)
    g_main_context_iteration (NULL, TRUE);
  g_test_message ("%u runs", crowd.finished);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/crash", test_crash);
  return g_test_run ();
}
