/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-ending-words.h"

#include <glib/gi18n-lib.h>

#include "app/ferry-copy-words.h"
#include "engine/ferry-regions.h"

typedef struct
{
  guint n; /* without those that were cancelled: nobody waits for them */
  guint good;
  guint verified;
  guint differ;
  guint bad;
  guint undecided;
  FerryReplica *worst; /* (not owned) (nullable): the one to name, or to quote */
} Tally;

static guint
get_weight (FerryState state)
{
  switch (state)
    {
    case FERRY_STATE_UNDECIDED:
      return 4;
    case FERRY_STATE_REFUSED:
    case FERRY_STATE_ERROR:
    case FERRY_STATE_VANISHED:
      return 3;
    case FERRY_STATE_DIFFERS:
      return 2;
    case FERRY_STATE_QUEUED:
    case FERRY_STATE_WAITING:
    case FERRY_STATE_SUBMITTING:
    case FERRY_STATE_UNCONFIRMED:
    case FERRY_STATE_PENDING:
    case FERRY_STATE_AVAILABLE:
    case FERRY_STATE_VERIFIED:
    case FERRY_STATE_CANCELLED:
    case FERRY_STATE_PLANNED:
    case FERRY_N_STATES:
    default:
      return 1;
    }
}

static Tally
count (FerryOperation *operation)
{
  Tally tally = { 0 };

  for (guint i = 0; i < ferry_operation_get_n_replicas (operation); i++)
    {
      FerryReplica *replica = ferry_operation_get_replica (operation, i);
      FerryState state = ferry_replica_get_state (replica);
      guint weight = get_weight (state);

      if (state == FERRY_STATE_CANCELLED)
        continue;
      tally.n++;
      tally.good += state == FERRY_STATE_AVAILABLE || state == FERRY_STATE_VERIFIED;
      tally.verified += state == FERRY_STATE_VERIFIED;
      tally.undecided += weight == 4;
      tally.bad += weight == 3;
      tally.differ += weight == 2;
      if (tally.worst == NULL || weight > get_weight (ferry_replica_get_state (tally.worst)))
        tally.worst = replica;
    }

  return tally;
}

static const char *
get_name (const Tally *tally)
{
  return ferry_copy_words_get_name (tally->worst);
}

/* A conversion is of one image. */
static char *
dup_conversion_title (const Tally *tally, const char *city)
{
  const char *name = get_name (tally);

  if (tally->undecided > 0)
    return g_strdup_printf (_ ("Not clear whether “%s” was converted in %s"), name, city);
  if (tally->bad > 0)
    return g_strdup_printf (_ ("“%s” was not converted in %s"), name, city);
  if (tally->differ > 0)
    return g_strdup_printf (_ ("“%s” was converted in %s, but differs from its source"), name, city);

  return g_strdup_printf (_ ("“%s” was converted in %s"), name, city);
}

static char *
dup_single_title (const Tally *tally, const char *city)
{
  const char *name = get_name (tally);

  if (tally->undecided > 0)
    return g_strdup_printf (_ ("Not clear whether “%s” was copied to %s"), name, city);
  if (tally->bad > 0)
    return g_strdup_printf (_ ("“%s” was not copied to %s"), name, city);
  if (tally->differ > 0)
    return g_strdup_printf (_ ("“%s” was copied to %s, but differs from its source"), name, city);

  return g_strdup_printf (_ ("“%s” was copied to %s"), name, city);
}

static char *
dup_title_of_many (const Tally *tally, const char *city)
{
  if (tally->undecided > 0)
    return g_strdup_printf (ngettext ("Not clear whether %u image was copied to %s",
                                      "Not clear whether %u images were copied to %s", tally->undecided),
                            tally->undecided, city);
  if (tally->bad == tally->n)
    return g_strdup_printf (
      ngettext ("%u image was not copied to %s", "%u images were not copied to %s", tally->n), tally->n,
      city);
  if (tally->bad > 0)
    /* Translators: 1 of 3 images was not copied to Suqian. The plural form follows the first number. */
    return g_strdup_printf (
      ngettext ("%u of %u images was not copied to %s", "%u of %u images were not copied to %s", tally->bad),
      tally->bad, tally->n, city);
  if (tally->differ > 0)
    return g_strdup_printf (ngettext ("%u of %u images copied to %s differs from its source",
                                      "%u of %u images copied to %s differ from their sources",
                                      tally->differ),
                            tally->differ, tally->n, city);

  return g_strdup_printf (ngettext ("%u image was copied to %s", "%u images were copied to %s", tally->n),
                          tally->n, city);
}

/**
 * ferry_ending_words_dup_title:
 * @operation: an operation that has ended or needs a decision
 *
 * Returns: (transfer full) (nullable): what became of it; %NULL if there is nothing to tell: it was cancelled
 */
char *
ferry_ending_words_dup_title (FerryOperation *operation)
{
  Tally tally;
  const char *city;

  g_return_val_if_fail (FERRY_IS_OPERATION (operation), NULL);

  tally = count (operation);
  city = ferry_region_get_city (ferry_operation_get_target_region (operation));
  if (tally.n == 0)
    return NULL;
  if (ferry_operation_get_kind (operation) == FERRY_KIND_CONVERT)
    return dup_conversion_title (&tally, city);
  if (tally.n == 1)
    return dup_single_title (&tally, city);

  return dup_title_of_many (&tally, city);
}

static char *
dup_good_body (FerryOperation *operation, const Tally *tally)
{
  const char *city = ferry_region_get_city (ferry_operation_get_source_region (operation));
  const char *account = ferry_operation_get_account (operation);

  if (ferry_operation_get_kind (operation) == FERRY_KIND_CONVERT)
    return g_strdup_printf (_ ("Account %s. The image with the local system disk is still there."), account);
  if (tally->verified == tally->n)
    return g_strdup_printf (_ ("From %s, account %s. Verified."), city, account);

  return g_strdup_printf (_ ("From %s, account %s. Available, but not compared with the source."), city,
                          account);
}

/**
 * ferry_ending_words_dup_body:
 * @operation: an operation that has ended or needs a decision
 *
 * Returns: (transfer full): where it came from, or why it failed
 */
char *
ferry_ending_words_dup_body (FerryOperation *operation)
{
  Tally tally;
  FerryProblem *problem;

  g_return_val_if_fail (FERRY_IS_OPERATION (operation), NULL);

  tally = count (operation);
  if (tally.n == 0 || tally.good == tally.n)
    return dup_good_body (operation, &tally);
  problem = ferry_replica_get_problem (tally.worst);
  if (problem != NULL && *problem->message != '\0')
    return g_strdup (problem->message);
  if (tally.undecided > 0)
    return g_strdup (_ ("The answer of JD Cloud was lost. Choose in Copies what to do."));

  return g_strdup (_ ("Copies shows what happened."));
}

/**
 * ferry_ending_words_can_retry:
 * @operation: an operation that has ended or needs a decision
 *
 * Returns: whether it makes sense to offer another try
 */
gboolean
ferry_ending_words_can_retry (FerryOperation *operation)
{
  Tally tally;

  g_return_val_if_fail (FERRY_IS_OPERATION (operation), FALSE);

  tally = count (operation);

  return tally.bad > 0 && tally.undecided == 0;
}
