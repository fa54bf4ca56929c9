/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the images of a target region say about an attempt: which are new to it, and what they prove. */
#include "config.h"

#include "engine/ferry-driver-private.h"

#include "jdcloud/jdc-image.h"

/* Texts decide as they were when first seen, because people edit them; a description that came late counts as
 * first. Changes are recorded in @transaction. */
static const FerrySightingRecord *
note_sighting (FerryDriver *self, const char *region, JdcImage *image, FerryTransaction *transaction)
{
  const char *id = jdc_image_get_id (image);
  const char *description = jdc_image_get_description (image);
  g_autofree char *key = g_strdup_printf ("%s/%s", region, id);
  FerrySightingRecord *record = g_hash_table_lookup (self->sightings, key);
  gboolean late = record != NULL && (record->description == NULL || *record->description == '\0') &&
                  description != NULL && *description != '\0';

  if (record == NULL)
    {
      record = g_new0 (FerrySightingRecord, 1);
      record->identity = self->identity;
      record->region = g_strdup (region);
      record->image = g_strdup (id);
      record->name = g_strdup (jdc_image_get_name (image));
      record->description = g_strdup (description);
      record->first_seen = ferry_clock_get_real (self->clock);
      g_hash_table_insert (self->sightings, g_steal_pointer (&key), record);
      ferry_transaction_put_sighting (transaction, record);
    }
  else if (late)
    {
      g_set_str (&record->description, description);
      ferry_transaction_put_sighting (transaction, record);
    }
  return record;
}

/* @image is new to @flow. What the user said is not it is no weak candidate, but proof would still count. */
static FerryEvidence
grade_image (FerryDriver *self, FerryFlow *flow, JdcImage *image, FerryTransaction *transaction)
{
  const char *region = ferry_driver_get_target (flow);
  const char *id = jdc_image_get_id (image);
  g_autofree char *key = g_strdup_printf ("%s/%s", region, id);
  const FerrySightingRecord *sighting = note_sighting (self, region, image, transaction);
  FerryCandidate candidate = { 0 };
  FerryEvidence grade;

  candidate.is_new = TRUE;
  candidate.claimed =
    g_hash_table_contains (self->claimed, key) || g_hash_table_contains (self->duplicates, key);
  candidate.name = sighting->name;
  candidate.description = sighting->description;
  candidate.compatible = flow->facts == NULL || ferry_image_facts_compatible_image (flow->facts, image);
  grade = ferry_protocol_grade (&candidate, ferry_replica_get_source (flow->replica),
                                ferry_flow_get_expected_name (flow), flow->look.blind);
  if (grade == FERRY_EVIDENCE_WEAK && ferry_flow_is_dismissed (flow, id))
    return FERRY_EVIDENCE_NONE;
  return grade;
}

/* The earliest of two strong ones is the replica; texts of the service break a tie. */
static gboolean
is_earlier (JdcImage *a, JdcImage *b)
{
  int order = g_strcmp0 (jdc_image_get_create_time (a), jdc_image_get_create_time (b));

  return order != 0 ? order < 0 : g_strcmp0 (jdc_image_get_id (a), jdc_image_get_id (b)) < 0;
}

static void
take_candidate (FerryDriverEvidence *evidence, FerryEvidence grade, JdcImage *image)
{
  gboolean strong = grade == FERRY_EVIDENCE_STRONG;

  if (grade == FERRY_EVIDENCE_NONE)
    return;
  if (grade > evidence->best || (grade == evidence->best && is_earlier (image, evidence->image)))
    {
      if (strong && evidence->best == FERRY_EVIDENCE_STRONG)
        g_ptr_array_add (evidence->others, evidence->image);
      evidence->best = grade;
      evidence->image = image;
    }
  else if (strong)
    g_ptr_array_add (evidence->others, image);
}

/* The images of @listing that are not in @baseline, found once for all flows with that baseline. */
static GPtrArray *
find_news (FerryDriverRegion *region, FerryListing *listing, GHashTable *baseline)
{
  GPtrArray *images = ferry_listing_get_images (listing);
  GPtrArray *news = region->news != NULL ? g_hash_table_lookup (region->news, baseline) : NULL;

  if (news != NULL)
    return g_ptr_array_ref (news);

  news = g_ptr_array_new ();
  for (guint i = 0; i < images->len; i++)
    if (!g_hash_table_contains (baseline, jdc_image_get_id (g_ptr_array_index (images, i))))
      g_ptr_array_add (news, g_ptr_array_index (images, i));
  if (region->news != NULL)
    g_hash_table_insert (region->news, g_hash_table_ref (baseline), g_ptr_array_ref (news));
  return news;
}

static gboolean
was_judged (FerryFlow *flow, guint attempt, const char *id)
{
  for (guint i = 0; i < attempt; i++)
    if (ferry_flow_is_candidate_of (flow, i, id))
      return TRUE;
  return FALSE;
}

static void
judge_news (FerryDriver *self,
            FerryFlow *flow,
            guint attempt,
            GPtrArray *news,
            FerryTransaction *transaction,
            FerryDriverEvidence *evidence)
{
  for (guint i = 0; i < news->len; i++)
    {
      JdcImage *image = g_ptr_array_index (news, i);
      const char *id = jdc_image_get_id (image);
      FerryEvidence grade;

      if (!ferry_flow_is_candidate_of (flow, attempt, id) || was_judged (flow, attempt, id))
        continue;
      grade = grade_image (self, flow, image, transaction);
      take_candidate (evidence, grade, image);
      if (grade == FERRY_EVIDENCE_WEAK)
        g_hash_table_replace (flow->weak, g_strdup (id), g_object_ref (image));
    }
}

/* A weak candidate that was seen once and is not in this listing has not explained itself: listings forget. */
static void
recall_weak (FerryDriver *self,
             FerryFlow *flow,
             FerryListing *listing,
             FerryTransaction *transaction,
             FerryDriverEvidence *evidence)
{
  GHashTableIter iter;
  gpointer id, image;

  g_hash_table_iter_init (&iter, flow->weak);
  while (g_hash_table_iter_next (&iter, &id, &image))
    if (ferry_listing_lookup (listing, id) == NULL && ferry_flow_is_new (flow, id) &&
        grade_image (self, flow, image, transaction) == FERRY_EVIDENCE_WEAK)
      take_candidate (evidence, FERRY_EVIDENCE_WEAK, image);
}

void
ferry_driver_evidence_clear (FerryDriverEvidence *self)
{
  g_clear_pointer (&self->others, g_ptr_array_unref);
}

/* All images of @listing that may be what an attempt of @flow made, judged. The images belong to @listing. */
void
ferry_driver_gather_evidence (FerryDriver *self,
                              FerryDriverRegion *region,
                              FerryFlow *flow,
                              FerryListing *listing,
                              FerryTransaction *transaction,
                              FerryDriverEvidence *evidence)
{
  evidence->others = g_ptr_array_new ();
  for (guint i = 0; i < flow->attempts->len; i++)
    {
      FerryFlowAttempt *attempt = g_ptr_array_index (flow->attempts, i);
      g_autoptr (GPtrArray) news = NULL;

      if (attempt->baseline == NULL)
        continue;
      news = find_news (region, listing, attempt->baseline);
      judge_news (self, flow, i, news, transaction, evidence);
    }
  recall_weak (self, flow, listing, transaction, evidence);
}

/* How many images of @listing are new to @flow. */
guint
ferry_driver_count_new (FerryFlow *flow, FerryListing *listing)
{
  GPtrArray *images = ferry_listing_get_images (listing);
  guint n = 0;

  for (guint i = 0; i < images->len; i++)
    n += ferry_flow_is_new (flow, jdc_image_get_id (g_ptr_array_index (images, i)));
  return n;
}
