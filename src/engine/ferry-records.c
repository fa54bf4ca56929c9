/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows of the journal as plain values: copying, freeing, and the words of their enumerations. */

#include "config.h"

#include "engine/ferry-records.h"

static const char *const kind_words[] = {
  [FERRY_KIND_COPY] = "copy",
  [FERRY_KIND_CONVERT] = "convert",
};

static const char *const state_words[FERRY_N_STATES] = {
  [FERRY_STATE_QUEUED] = "queued",         [FERRY_STATE_WAITING] = "waiting",
  [FERRY_STATE_SUBMITTING] = "submitting", [FERRY_STATE_UNCONFIRMED] = "unconfirmed",
  [FERRY_STATE_UNDECIDED] = "undecided",   [FERRY_STATE_PENDING] = "pending",
  [FERRY_STATE_AVAILABLE] = "available",   [FERRY_STATE_VERIFIED] = "verified",
  [FERRY_STATE_DIFFERS] = "differs",       [FERRY_STATE_REFUSED] = "refused",
  [FERRY_STATE_ERROR] = "error",           [FERRY_STATE_VANISHED] = "vanished",
  [FERRY_STATE_CANCELLED] = "cancelled",   [FERRY_STATE_PLANNED] = "planned",
};

static const char *const wait_words[FERRY_N_WAITS] = {
  [FERRY_WAIT_NONE] = "none",       [FERRY_WAIT_BUSY] = "busy",           [FERRY_WAIT_QUOTA] = "quota",
  [FERRY_WAIT_NETWORK] = "network", [FERRY_WAIT_THROTTLED] = "throttled", [FERRY_WAIT_AUTH] = "auth",
};

static const char *const outcome_words[FERRY_N_OUTCOMES] = {
  [FERRY_OUTCOME_NONE] = "none",
  [FERRY_OUTCOME_ACCEPTED] = "accepted",
  [FERRY_OUTCOME_NEVER_SENT] = "never-sent",
  [FERRY_OUTCOME_REFUSED] = "refused",
  [FERRY_OUTCOME_UNCONFIRMED] = "unconfirmed",
  [FERRY_OUTCOME_SUPERSEDED] = "superseded",
  [FERRY_OUTCOME_BUSY] = "busy",
};

static const char *const verb_words[FERRY_N_VERBS] = {
  [FERRY_VERB_RETRY] = "retry",           [FERRY_VERB_CANCEL] = "cancel", [FERRY_VERB_ADOPT] = "adopt",
  [FERRY_VERB_SEND_AGAIN] = "send-again", [FERRY_VERB_FORGET] = "forget",
};

/* Where the owned strings of each record are. */
static const gsize operation_strings[] = {
  G_STRUCT_OFFSET (FerryOperationRecord, uid),
  G_STRUCT_OFFSET (FerryOperationRecord, account),
  G_STRUCT_OFFSET (FerryOperationRecord, source_region),
  G_STRUCT_OFFSET (FerryOperationRecord, target_region),
  G_STRUCT_OFFSET (FerryOperationRecord, name),
  G_STRUCT_OFFSET (FerryOperationRecord, description),
  G_STRUCT_OFFSET (FerryOperationRecord, request_id),
};

static const gsize replica_strings[] = {
  G_STRUCT_OFFSET (FerryReplicaRecord, source),
  G_STRUCT_OFFSET (FerryReplicaRecord, image),
  G_STRUCT_OFFSET (FerryReplicaRecord, facts),
  G_STRUCT_OFFSET (FerryReplicaRecord, message),
  G_STRUCT_OFFSET (FerryReplicaRecord, service_status),
  G_STRUCT_OFFSET (FerryReplicaRecord, error_request_id),
  G_STRUCT_OFFSET (FerryReplicaRecord, candidate),
  G_STRUCT_OFFSET (FerryReplicaRecord, dismissed),
};

static const gsize attempt_strings[] = {
  G_STRUCT_OFFSET (FerryAttemptRecord, request_id),
};

static const gsize sighting_strings[] = {
  G_STRUCT_OFFSET (FerrySightingRecord, region),
  G_STRUCT_OFFSET (FerrySightingRecord, image),
  G_STRUCT_OFFSET (FerrySightingRecord, name),
  G_STRUCT_OFFSET (FerrySightingRecord, description),
};

static const gsize duplicate_strings[] = {
  G_STRUCT_OFFSET (FerryDuplicateRecord, region),
  G_STRUCT_OFFSET (FerryDuplicateRecord, image),
};

static const gsize wish_strings[] = {
  G_STRUCT_OFFSET (FerryWishRecord, image),
};

static const gsize audit_strings[] = {
  G_STRUCT_OFFSET (FerryAuditRecord, account),   G_STRUCT_OFFSET (FerryAuditRecord, action),
  G_STRUCT_OFFSET (FerryAuditRecord, operation), G_STRUCT_OFFSET (FerryAuditRecord, region),
  G_STRUCT_OFFSET (FerryAuditRecord, image),     G_STRUCT_OFFSET (FerryAuditRecord, request_id),
  G_STRUCT_OFFSET (FerryAuditRecord, outcome),
};

static gpointer
copy_record (gconstpointer record, gsize size, const gsize *strings, gsize n_strings)
{
  gpointer copy = g_memdup2 (record, size);

  for (gsize i = 0; i < n_strings; i++)
    {
      char **string = G_STRUCT_MEMBER_P (copy, strings[i]);

      *string = g_strdup (*string);
    }

  return copy;
}

static void
free_record (gpointer record, const gsize *strings, gsize n_strings)
{
  for (gsize i = 0; record != NULL && i < n_strings; i++)
    g_free (G_STRUCT_MEMBER (char *, record, strings[i]));

  g_free (record);
}

static gboolean
find_word (const char *const *words, gsize n_words, const char *text, gsize *index)
{
  for (gsize i = 0; text != NULL && i < n_words; i++)
    {
      if (g_str_equal (words[i], text))
        {
          *index = i;
          return TRUE;
        }
    }

  return FALSE;
}

/**
 * ferry_operation_record_copy:
 *
 * Returns: (transfer full): a deep copy
 */
FerryOperationRecord *
ferry_operation_record_copy (const FerryOperationRecord *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return copy_record (self, sizeof *self, operation_strings, G_N_ELEMENTS (operation_strings));
}

/** ferry_operation_record_free: Frees a record made with g_new0() or ferry_operation_record_copy(). */
void
ferry_operation_record_free (FerryOperationRecord *self)
{
  free_record (self, operation_strings, G_N_ELEMENTS (operation_strings));
}

/**
 * ferry_replica_record_new:
 *
 * Returns: (transfer full): a queued replica whose progress is unknown
 */
FerryReplicaRecord *
ferry_replica_record_new (void)
{
  FerryReplicaRecord *self = g_new0 (FerryReplicaRecord, 1);

  self->state = FERRY_STATE_QUEUED;
  self->progress = -1;

  return self;
}

/**
 * ferry_replica_record_copy:
 *
 * Returns: (transfer full): a deep copy
 */
FerryReplicaRecord *
ferry_replica_record_copy (const FerryReplicaRecord *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return copy_record (self, sizeof *self, replica_strings, G_N_ELEMENTS (replica_strings));
}

/** ferry_replica_record_free: Frees a record made with ferry_replica_record_new() or …_copy(). */
void
ferry_replica_record_free (FerryReplicaRecord *self)
{
  free_record (self, replica_strings, G_N_ELEMENTS (replica_strings));
}

/**
 * ferry_attempt_record_copy:
 *
 * Returns: (transfer full): a deep copy
 */
FerryAttemptRecord *
ferry_attempt_record_copy (const FerryAttemptRecord *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return copy_record (self, sizeof *self, attempt_strings, G_N_ELEMENTS (attempt_strings));
}

/** ferry_attempt_record_free: Frees a record made with g_new0() or ferry_attempt_record_copy(). */
void
ferry_attempt_record_free (FerryAttemptRecord *self)
{
  free_record (self, attempt_strings, G_N_ELEMENTS (attempt_strings));
}

/**
 * ferry_sighting_record_copy:
 *
 * Returns: (transfer full): a deep copy
 */
FerrySightingRecord *
ferry_sighting_record_copy (const FerrySightingRecord *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return copy_record (self, sizeof *self, sighting_strings, G_N_ELEMENTS (sighting_strings));
}

/** ferry_sighting_record_free: Frees a record made with g_new0() or ferry_sighting_record_copy(). */
void
ferry_sighting_record_free (FerrySightingRecord *self)
{
  free_record (self, sighting_strings, G_N_ELEMENTS (sighting_strings));
}

/**
 * ferry_duplicate_record_copy:
 *
 * Returns: (transfer full): a deep copy
 */
FerryDuplicateRecord *
ferry_duplicate_record_copy (const FerryDuplicateRecord *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return copy_record (self, sizeof *self, duplicate_strings, G_N_ELEMENTS (duplicate_strings));
}

/** ferry_duplicate_record_free: Frees a record made with g_new0() or ferry_duplicate_record_copy(). */
void
ferry_duplicate_record_free (FerryDuplicateRecord *self)
{
  free_record (self, duplicate_strings, G_N_ELEMENTS (duplicate_strings));
}

/**
 * ferry_wish_record_copy:
 *
 * Returns: (transfer full): a deep copy
 */
FerryWishRecord *
ferry_wish_record_copy (const FerryWishRecord *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return copy_record (self, sizeof *self, wish_strings, G_N_ELEMENTS (wish_strings));
}

/** ferry_wish_record_free: Frees a record made with g_new0() or ferry_wish_record_copy(). */
void
ferry_wish_record_free (FerryWishRecord *self)
{
  free_record (self, wish_strings, G_N_ELEMENTS (wish_strings));
}

/**
 * ferry_audit_record_copy:
 *
 * Returns: (transfer full): a deep copy
 */
FerryAuditRecord *
ferry_audit_record_copy (const FerryAuditRecord *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return copy_record (self, sizeof *self, audit_strings, G_N_ELEMENTS (audit_strings));
}

/** ferry_audit_record_free: Frees a record made with g_new0() or ferry_audit_record_copy(). */
void
ferry_audit_record_free (FerryAuditRecord *self)
{
  free_record (self, audit_strings, G_N_ELEMENTS (audit_strings));
}

/**
 * ferry_kind_to_string:
 *
 * Returns: the word of ferryctl and of the journal
 */
const char *
ferry_kind_to_string (FerryKind kind)
{
  g_return_val_if_fail ((gsize) kind < G_N_ELEMENTS (kind_words), "copy");

  return kind_words[kind];
}

/**
 * ferry_kind_from_string:
 * @text: (nullable): a word of ferry_kind_to_string()
 * @kind: (out): left alone if @text is not such a word
 *
 * Returns: whether @text is known
 */
gboolean
ferry_kind_from_string (const char *text, FerryKind *kind)
{
  gsize index = 0;

  if (!find_word (kind_words, G_N_ELEMENTS (kind_words), text, &index))
    return FALSE;

  *kind = (FerryKind) index;
  return TRUE;
}

/**
 * ferry_state_to_string:
 *
 * Returns: the word of ferryctl and of the journal
 */
const char *
ferry_state_to_string (FerryState state)
{
  g_return_val_if_fail ((gsize) state < FERRY_N_STATES, "queued");

  return state_words[state];
}

/**
 * ferry_state_from_string:
 * @text: (nullable): a word of ferry_state_to_string()
 * @state: (out): left alone if @text is not such a word
 *
 * Returns: whether @text is known
 */
gboolean
ferry_state_from_string (const char *text, FerryState *state)
{
  gsize index = 0;

  if (!find_word (state_words, FERRY_N_STATES, text, &index))
    return FALSE;

  *state = (FerryState) index;
  return TRUE;
}

/**
 * ferry_state_is_ended:
 *
 * Whether nothing follows this state unasked. A replica stays pending until it is verified or, if that could not be
 * done, available for good.
 */
gboolean
ferry_state_is_ended (FerryState state)
{
  switch (state)
    {
    case FERRY_STATE_AVAILABLE:
    case FERRY_STATE_VERIFIED:
    case FERRY_STATE_DIFFERS:
    case FERRY_STATE_REFUSED:
    case FERRY_STATE_ERROR:
    case FERRY_STATE_VANISHED:
    case FERRY_STATE_CANCELLED:
      return TRUE;
    case FERRY_STATE_QUEUED:
    case FERRY_STATE_WAITING:
    case FERRY_STATE_SUBMITTING:
    case FERRY_STATE_UNCONFIRMED:
    case FERRY_STATE_UNDECIDED:
    case FERRY_STATE_PENDING:
    case FERRY_STATE_PLANNED:
    case FERRY_N_STATES:
    default:
      return FALSE;
    }
}

/**
 * ferry_wait_to_string:
 *
 * Returns: the word of ferryctl and of the journal, "none" if nothing is waited for
 */
const char *
ferry_wait_to_string (FerryWait wait)
{
  g_return_val_if_fail ((gsize) wait < FERRY_N_WAITS, "none");

  return wait_words[wait];
}

/**
 * ferry_wait_from_string:
 * @text: (nullable): a word of ferry_wait_to_string()
 * @wait: (out): left alone if @text is not such a word
 *
 * Returns: whether @text is known
 */
gboolean
ferry_wait_from_string (const char *text, FerryWait *wait)
{
  gsize index = 0;

  if (!find_word (wait_words, FERRY_N_WAITS, text, &index))
    return FALSE;

  *wait = (FerryWait) index;
  return TRUE;
}

/**
 * ferry_outcome_to_string:
 *
 * Returns: the word of the journal, "none" while the answer is still out
 */
const char *
ferry_outcome_to_string (FerryOutcome outcome)
{
  g_return_val_if_fail ((gsize) outcome < FERRY_N_OUTCOMES, "none");

  return outcome_words[outcome];
}

/**
 * ferry_outcome_from_string:
 * @text: (nullable): a word of ferry_outcome_to_string()
 * @outcome: (out): left alone if @text is not such a word
 *
 * Returns: whether @text is known
 */
gboolean
ferry_outcome_from_string (const char *text, FerryOutcome *outcome)
{
  gsize index = 0;

  if (!find_word (outcome_words, FERRY_N_OUTCOMES, text, &index))
    return FALSE;

  *outcome = (FerryOutcome) index;
  return TRUE;
}

/**
 * ferry_verb_to_string:
 *
 * Returns: the word of the journal
 */
const char *
ferry_verb_to_string (FerryVerb verb)
{
  g_return_val_if_fail ((gsize) verb < FERRY_N_VERBS, "cancel");

  return verb_words[verb];
}

/**
 * ferry_verb_sends:
 * @verb: what is wished
 *
 * Returns: whether it ends in another request to the service; the others only change what is known here
 */
gboolean
ferry_verb_sends (FerryVerb verb)
{
  return verb == FERRY_VERB_RETRY || verb == FERRY_VERB_SEND_AGAIN;
}

/**
 * ferry_verb_from_string:
 * @text: (nullable): a word of ferry_verb_to_string()
 * @verb: (out): left alone if @text is not such a word
 *
 * Returns: whether @text is known
 */
gboolean
ferry_verb_from_string (const char *text, FerryVerb *verb)
{
  gsize index = 0;

  if (!find_word (verb_words, FERRY_N_VERBS, text, &index))
    return FALSE;

  *verb = (FerryVerb) index;
  return TRUE;
}
