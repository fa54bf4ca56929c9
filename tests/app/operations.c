/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "operations.h"

#include "engine/ferry-image-facts.h"
#include "engine/ferry-image.h"

#define MINUTE ((gint64) 60 * G_USEC_PER_SEC)

FerryOperation *
make_operation (FerryKind kind, const char *uid, const char *target, gint64 created)
{
  static gint64 last_id;
  FerryOperationRecord record = { 0 };

  record.id = ++last_id;
  record.uid = (char *) uid;
  record.identity = 1;
  record.kind = kind;
  record.account = (char *) "Production";
  record.source_region = kind == FERRY_KIND_COPY ? (char *) "cn-north-1" : (char *) target;
  record.target_region = (char *) target;
  record.created = created;

  return ferry_operation_new (&record);
}

/* As ferry_image_facts_to_string() writes them. */
static char *
make_facts (const char *source, const char *name)
{
  return g_strdup_printf ("{\"version\":1,\"id\":\"%s\",\"name\":\"%s\",\"snapshots\":2,\"data\":[]}", source,
                          name);
}

FerryReplica *
add_replica (FerryOperation *operation, const char *source, const char *name, FerryState state)
{
  g_autoptr (FerryReplicaRecord) record = ferry_replica_record_new ();
  g_autoptr (FerryReplica) replica = NULL;

  record->id = ferry_operation_get_record (operation)->id * 10 + ferry_operation_get_n_replicas (operation);
  record->operation = ferry_operation_get_record (operation)->id;
  record->position = ferry_operation_get_n_replicas (operation);
  record->source = g_strdup (source);
  record->facts = name != NULL ? make_facts (source, name) : NULL;
  record->state = state;
  record->progress = -1;
  replica = ferry_replica_new (record);
  ferry_operation_add_replica (operation, replica);

  return replica;
}

void
set_image (FerryReplica *replica, const char *image)
{
  g_autoptr (FerryReplicaRecord) record = ferry_replica_record_copy (ferry_replica_get_record (replica));

  g_set_str (&record->image, image);
  ferry_replica_set_record (replica, record);
}

void
set_problem (FerryReplica *replica, FerryReason reason, const char *message, const char *request_id)
{
  g_autoptr (FerryReplicaRecord) record = ferry_replica_record_copy (ferry_replica_get_record (replica));

  record->reason = reason;
  g_set_str (&record->message, message);
  g_set_str (&record->error_request_id, request_id);
  ferry_replica_set_record (replica, record);
}

void
set_times (FerryReplica *replica, gint64 accepted, gint64 ended)
{
  change_replica (replica, accepted, accepted);
  change_replica (replica, ended, ended);
}

FerryDuplicate *
make_duplicate (void)
{
  g_autoptr (FerryOperation) operation = make_operation (FERRY_KIND_COPY, "op-twice", "cn-east-1", 0);
  FerryReplica *replica = add_replica (operation, "img-7c4n0t8fye", "payment-gateway", FERRY_STATE_VERIFIED);
  FerryDuplicateRecord record = { 0 };

  set_image (replica, "img-u4s8c1k6eb");
  record.id = 1;
  record.replica = ferry_replica_get_record (replica)->id;
  record.region = (char *) "cn-east-1";
  record.image = (char *) "img-z9z9z9z9z9";

  return ferry_duplicate_new (&record, operation, replica);
}

static void
add_running (GListStore *list, gint64 now)
{
  g_autoptr (FerryOperation) running =
    make_operation (FERRY_KIND_COPY, "op-running", "cn-east-1", now - 12 * MINUTE);
  g_autoptr (FerryOperation) waiting =
    make_operation (FERRY_KIND_COPY, "op-waiting", "cn-east-2", now - 11 * MINUTE);
  FerryReplica *replica = add_replica (running, "img-7c4n0t8fye", "payment-gateway", FERRY_STATE_PENDING);

  set_image (replica, "img-u4s8c1k6eb");
  change_replica (replica, progress, 78);
  ferry_replica_set_estimate (replica, 60, 120, FALSE);
  replica = add_replica (running, "img-h8d2p5w1zc", "订单服务-生产", FERRY_STATE_PENDING);
  set_image (replica, "img-w9e3x7d0vh");
  change_replica (replica, progress, 34);
  ferry_replica_set_estimate (replica, 400, 520, FALSE);
  replica = add_replica (running, "img-t2r5u9a8ix", "网关-nginx-1.26", FERRY_STATE_VERIFIED);
  set_image (replica, "img-g5q1o8z4my");
  set_times (replica, now - 11 * MINUTE, now - 2 * MINUTE);
  add_replica (waiting, "img-7c4n0t8fye", "payment-gateway", FERRY_STATE_QUEUED);
  g_list_store_append (list, running);
  g_list_store_append (list, waiting);
}

/* What may still come. */
static void
add_unsettled (GListStore *list, gint64 now)
{
  g_autoptr (FerryOperation) operation =
    make_operation (FERRY_KIND_COPY, "op-unsettled", "cn-south-1", now - 40 * MINUTE);
  g_autoptr (FerryOperation) undecided =
    make_operation (FERRY_KIND_COPY, "op-undecided", "cn-east-1", now - 60 * MINUTE);
  FerryReplica *replica =
    add_replica (operation, "img-aaaa111111", "kafka-broker-3.8", FERRY_STATE_SUBMITTING);

  add_replica (operation, "img-bbbb222222", "cache-redis-7.4", FERRY_STATE_UNCONFIRMED);
  replica = add_replica (operation, "img-cccc333333", "ci-runner-base", FERRY_STATE_WAITING);
  change_replica (replica, waiting_for, FERRY_WAIT_THROTTLED);
  replica = add_replica (operation, "img-dddd444444", "hr-vault", FERRY_STATE_PENDING);
  set_image (replica, "img-dddd999999");
  change_replica (replica, progress, 52);
  change_replica (replica, waiting_for, FERRY_WAIT_NETWORK);
  replica = add_replica (operation, "img-eeee555555", "mysql-8.0-主库", FERRY_STATE_PENDING);
  set_image (replica, "img-eeee999999");
  replica = add_replica (undecided, "img-ffff666666", "监控-prometheus", FERRY_STATE_UNDECIDED);
  set_problem (
    replica, FERRY_REASON_UNDECIDED,
    "It cannot be told whether this image was copied. Look at the target region and decide: the replica is "
    "there, send it again, or forget it.",
    "c4l8s0vq2h6p");
  g_list_store_append (list, operation);
  g_list_store_append (list, undecided);
}

static void
add_failed (GListStore *list, gint64 now)
{
  g_autoptr (FerryOperation) partial =
    make_operation (FERRY_KIND_COPY, "op-partial", "cn-south-1", now - 200 * MINUTE);
  g_autoptr (FerryOperation) failed =
    make_operation (FERRY_KIND_COPY, "op-failed", "cn-east-2", now - 300 * MINUTE);
  FerryReplica *replica = add_replica (partial, "img-d1m4t7j2su", "kafka-broker-3.8", FERRY_STATE_ERROR);

  set_image (replica, "img-c7l2f9y5rn");
  change_replica (replica, progress, 61);
  set_problem (replica, FERRY_REASON_REPLICA_ERROR, "The service could not finish this replica.", NULL);
  set_times (replica, now - 199 * MINUTE, now - 190 * MINUTE);
  replica = add_replica (partial, "img-x4v8e1z6tb", "监控-prometheus", FERRY_STATE_VERIFIED);
  set_image (replica, "img-j3b6n0p8ka");
  set_times (replica, now - 199 * MINUTE, now - 178 * MINUTE);
  replica = add_replica (failed, "img-1111aaaaaa", "win2022-jumpbox", FERRY_STATE_REFUSED);
  set_problem (
    replica, FERRY_REASON_QUOTA_SNAPSHOTS,
    "East China-Shanghai is 2 snapshots short: delete some there or open a ticket for a higher quota.",
    "c4l8s0vq2h6p");
  set_times (replica, 0, now - 299 * MINUTE);
  replica = add_replica (failed, "img-2222bbbbbb", "erp-legacy", FERRY_STATE_VANISHED);
  set_image (replica, "img-2222cccccc");
  set_times (replica, now - 299 * MINUTE, now - 280 * MINUTE);
  g_list_store_append (list, partial);
  g_list_store_append (list, failed);
}

static void
add_ended (GListStore *list, gint64 now)
{
  g_autoptr (FerryOperation) done =
    make_operation (FERRY_KIND_COPY, "op-done", "cn-east-1", now - 26 * 60 * MINUTE);
  g_autoptr (FerryOperation) differs =
    make_operation (FERRY_KIND_COPY, "op-differs", "cn-east-1", now - 50 * 60 * MINUTE);
  g_autoptr (FerryOperation) cancelled =
    make_operation (FERRY_KIND_COPY, "op-cancelled", "cn-east-2", now - 90 * 60 * MINUTE);
  g_autoptr (FerryOperation) converted =
    make_operation (FERRY_KIND_CONVERT, "op-converted", "cn-north-1", now - 95 * 60 * MINUTE);
  const char *names[] = { "one", "two", "three", "four" };
  FerryReplica *replica;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      replica = add_replica (done, names[i], names[i], FERRY_STATE_VERIFIED);
      set_image (replica, "img-done999999");
      set_times (replica, now - 26 * 60 * MINUTE, now - 26 * 60 * MINUTE + 24 * MINUTE);
    }
  replica = add_replica (differs, "img-3333dddddd", "ci-runner-base", FERRY_STATE_DIFFERS);
  set_image (replica, "img-3333eeeeee");
  set_problem (replica, FERRY_REASON_DIFFERS,
               "The replica differs from its source: operating system. Compare the two before you use it.",
               NULL);
  set_times (replica, now - 50 * 60 * MINUTE, now - 50 * 60 * MINUTE + 9 * MINUTE);
  replica = add_replica (cancelled, "img-4444ffffff", "cache-redis-7.4", FERRY_STATE_CANCELLED);
  set_times (replica, 0, now - 90 * 60 * MINUTE);
  replica = add_replica (converted, "img-5555gggggg", "erp-legacy-win2016", FERRY_STATE_VERIFIED);
  set_image (replica, "img-5555hhhhhh");
  set_times (replica, now - 95 * 60 * MINUTE, now - 95 * 60 * MINUTE + 4 * MINUTE);
  g_list_store_append (list, done);
  g_list_store_append (list, differs);
  g_list_store_append (list, cancelled);
  g_list_store_append (list, converted);
}

GListStore *
make_all_operations (void)
{
  GListStore *list = g_list_store_new (FERRY_TYPE_OPERATION);
  gint64 now = g_get_real_time ();

  add_ended (list, now);
  add_failed (list, now);
  add_unsettled (list, now);
  add_running (list, now);

  return list;
}
