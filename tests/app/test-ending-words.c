/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-ending-words.h"

#include <string.h>

static FerryOperation *
make_operation (FerryKind kind, const FerryState *states, guint n)
{
  FerryOperationRecord record = { .id = 1,
                                  .uid = (char *) "op-1",
                                  .kind = kind,
                                  .account = (char *) "Production",
                                  .source_region = (char *) "cn-north-1",
                                  .target_region =
                                    (char *) (kind == FERRY_KIND_COPY ? "cn-east-1" : "cn-north-1") };
  FerryOperation *operation = ferry_operation_new (&record);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *source = g_strdup_printf ("img-%u", i);
      FerryReplicaRecord row = {
        .id = i + 1, .operation = 1, .position = i, .source = source, .state = states[i]
      };
      g_autoptr (FerryReplica) replica = NULL;

      if (states[i] == FERRY_STATE_ERROR)
        {
          row.reason = FERRY_REASON_REPLICA_ERROR;
          row.message = (char *) "It ended in Error.";
        }
      replica = ferry_replica_new (&row);
      ferry_operation_add_replica (operation, replica);
    }

  return operation;
}

#define V FERRY_STATE_VERIFIED
#define A FERRY_STATE_AVAILABLE
#define D FERRY_STATE_DIFFERS
#define E FERRY_STATE_ERROR
#define U FERRY_STATE_UNDECIDED
#define C FERRY_STATE_CANCELLED

static const struct
{
  FerryKind kind;
  guint n;
  FerryState states[3];
  const char *title;
  const char *in_body;
  gboolean retry;
} cases[] = {
  { FERRY_KIND_COPY, 1, { V }, "“img-0” was copied to Suqian", "Verified", FALSE },
  { FERRY_KIND_COPY, 1, { A }, "“img-0” was copied to Suqian", "not compared", FALSE },
  { FERRY_KIND_COPY, 3, { V, V, V }, "3 images were copied to Suqian", "Production", FALSE },
  { FERRY_KIND_COPY, 3, { V, C, V }, "2 images were copied to Suqian", "Verified", FALSE },
  { FERRY_KIND_COPY, 2, { C, V }, "“img-1” was copied to Suqian", "Verified", FALSE },
  { FERRY_KIND_COPY, 2, { C, C }, NULL, "Production", FALSE },
  { FERRY_KIND_COPY, 1, { E }, "“img-0” was not copied to Suqian", "It ended in Error.", TRUE },
  { FERRY_KIND_COPY, 2, { E, E }, "2 images were not copied to Suqian", "It ended in Error.", TRUE },
  { FERRY_KIND_COPY, 3, { V, E, D }, "1 of 3 images was not copied to Suqian", "It ended in Error.", TRUE },
  { FERRY_KIND_COPY, 3, { E, V, E }, "2 of 3 images were not copied to Suqian", "It ended in Error.", TRUE },
  { FERRY_KIND_COPY, 1, { D }, "“img-0” was copied to Suqian, but differs from its source", "", FALSE },
  { FERRY_KIND_COPY, 3, { V, D, D }, "2 of 3 images copied to Suqian differ from their sources", "", FALSE },
  { FERRY_KIND_COPY, 1, { U }, "Not clear whether “img-0” was copied to Suqian", "Choose", FALSE },
  { FERRY_KIND_COPY, 3, { U, E, V }, "Not clear whether 1 image was copied to Suqian", "Choose", FALSE },
  { FERRY_KIND_CONVERT, 1, { V }, "“img-0” was converted in Beijing", "still there", FALSE },
  { FERRY_KIND_CONVERT, 1, { E }, "“img-0” was not converted in Beijing", "It ended in Error.", TRUE },
  { FERRY_KIND_CONVERT, 1, { U }, "Not clear whether “img-0” was converted in Beijing", "Choose", FALSE },
};

static void
test_words (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (FerryOperation) operation = make_operation (cases[i].kind, cases[i].states, cases[i].n);
      g_autofree char *title = ferry_ending_words_dup_title (operation);
      g_autofree char *body = ferry_ending_words_dup_body (operation);

      g_assert_cmpstr (title, ==, cases[i].title);
      g_assert_nonnull (strstr (body, cases[i].in_body));
      g_assert_cmpint (ferry_ending_words_can_retry (operation), ==, cases[i].retry);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ending-words/words", test_words);

  return g_test_run ();
}
