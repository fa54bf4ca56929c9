/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-replica-index.h"

#include "app-harness.h"
#include "app/ferry-words.h"
#include "engine/ferry-operation.h"

#define REPLICA_OF(id) "\"desc\":\"copied (cn-north-1 " id ")\""

static void
changed_cb (FerryReplicaIndex *index, guint *n)
{
  ++*n;
}

static void
assert_cities (FerryReplicaIndex *index, const char *image, const char *expected)
{
  g_autoptr (GPtrArray) found = ferry_replica_index_lookup (index, "cn-north-1", image);
  g_autofree char *cities = ferry_words_dup_cities (found);

  g_assert_cmpstr (cities, ==, expected);
}

/* Follows a list as it changes. */
static void
test_catalogs (void)
{
  FerryReplicaIndex *index = ferry_replica_index_new ();
  FerryCatalog *shanghai = app_catalog ("cn-east-2");
  FerryCatalog *suqian = app_catalog ("cn-east-1");
  guint n_changed = 0;

  g_signal_connect (index, "changed", G_CALLBACK (changed_cb), &n_changed);
  app_put (shanghai, "img-s1", REPLICA_OF ("img-1"));
  app_put (suqian, "img-q1", REPLICA_OF ("img-1") ",\"status\":\"pending\",\"progress\":\"68\"");
  app_put (suqian, "img-q2", REPLICA_OF ("img-2") ",\"status\":\"error\"");
  ferry_replica_index_add_catalog (index, shanghai);
  ferry_replica_index_add_catalog (index, suqian);
  app_wait_until (n_changed > 0);
  app_settle ();
  assert_cities (index, "img-1", "Suqian 68%, Shanghai");
  assert_cities (index, "img-2", "");
  assert_cities (index, "img-3", "");
  g_assert_cmpuint (ferry_replica_index_count (index, "cn-north-1", "img-1"), ==, 2);

  n_changed = 0;
  app_put (shanghai, "img-s3", REPLICA_OF ("img-3"));
  ferry_catalog_remove (shanghai, "img-s1");
  app_wait_until (n_changed > 0);
  assert_cities (index, "img-1", "Suqian 68%");
  assert_cities (index, "img-3", "Shanghai");

  ferry_replica_index_clear_catalogs (index);
  assert_cities (index, "img-1", "");
  app_settle ();
  g_assert_finalize_object (index);
  g_assert_finalize_object (shanghai);
  g_assert_finalize_object (suqian);
}

static FerryOperation *
make_operation (FerryState state, int progress, const char *image)
{
  FerryOperationRecord record = { .id = 1,
                                  .uid = (char *) "op-1",
                                  .kind = FERRY_KIND_COPY,
                                  .account = (char *) "Production",
                                  .source_region = (char *) "cn-north-1",
                                  .target_region = (char *) "cn-south-1" };
  g_autoptr (FerryReplicaRecord) replica = ferry_replica_record_new ();
  g_autoptr (FerryReplica) object = NULL;
  FerryOperation *operation = ferry_operation_new (&record);

  replica->id = 1;
  replica->operation = 1;
  replica->source = g_strdup ("img-1");
  replica->image = g_strdup (image);
  replica->state = state;
  replica->progress = progress;
  object = ferry_replica_new (replica);
  ferry_operation_add_replica (operation, object);

  return operation;
}

static void
look_at_journal (FerryReplicaIndex *index, FerryOperation *operation)
{
  g_autoptr (GListStore) operations = g_list_store_new (FERRY_TYPE_OPERATION);

  g_list_store_append (operations, operation);
  ferry_replica_index_set_operations (index, G_LIST_MODEL (operations));
  app_settle ();
}

/* The journal knows what runs, and what lists that were not read would show. */
static void
test_journal (void)
{
  g_autoptr (FerryReplicaIndex) index = ferry_replica_index_new ();
  g_autoptr (FerryCatalog) guangzhou = app_catalog ("cn-south-1");
  g_autoptr (FerryOperation) running = make_operation (FERRY_STATE_PENDING, 34, "img-g1");
  g_autoptr (FerryOperation) ended = make_operation (FERRY_STATE_VERIFIED, 100, "img-g1");
  g_autoptr (FerryOperation) refused = make_operation (FERRY_STATE_REFUSED, -1, NULL);

  look_at_journal (index, running);
  assert_cities (index, "img-1", "Guangzhou 34%");
  g_assert_cmpuint (ferry_replica_index_count (index, "cn-north-1", "img-1"), ==, 1);
  look_at_journal (index, refused);
  assert_cities (index, "img-1", "");
  look_at_journal (index, ended);
  assert_cities (index, "img-1", "Guangzhou");

  /* It is in both, and shown once; then it is deleted. */
  app_put (guangzhou, "img-g1", REPLICA_OF ("img-1"));
  ferry_replica_index_add_catalog (index, guangzhou);
  app_settle ();
  assert_cities (index, "img-1", "Guangzhou");
  ferry_catalog_remove (guangzhou, "img-g1");
  app_settle ();
  assert_cities (index, "img-1", "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/replica-index/catalogs", test_catalogs);
  g_test_add_func ("/replica-index/journal", test_journal);

  return g_test_run ();
}
