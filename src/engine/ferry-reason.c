/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/ferry-reason.h"

static const char *const words[FERRY_N_REASONS] = {
  [FERRY_REASON_NONE] = "none",
  [FERRY_REASON_LOCAL_SYSTEM_DISK] = "local-system-disk",
  [FERRY_REASON_NOT_AVAILABLE] = "not-available",
  [FERRY_REASON_ENCRYPTED] = "encrypted",
  [FERRY_REASON_BUSY] = "busy",
  [FERRY_REASON_NOT_PRIVATE] = "not-private",
  [FERRY_REASON_NOT_FOUND] = "not-found",
  [FERRY_REASON_TOO_MANY] = "too-many",
  [FERRY_REASON_SAME_REGION] = "same-region",
  [FERRY_REASON_UNKNOWN_REGION] = "unknown-region",
  [FERRY_REASON_DUPLICATE_IMAGE] = "duplicate-image",
  [FERRY_REASON_NAME_INVALID] = "name-invalid",
  [FERRY_REASON_DESCRIPTION_TOO_LONG] = "description-too-long",
  [FERRY_REASON_QUOTA_IMAGES] = "quota-images",
  [FERRY_REASON_QUOTA_SNAPSHOTS] = "quota-snapshots",
  [FERRY_REASON_QUOTA_UNKNOWN] = "quota-unknown",
  [FERRY_REASON_READ_ONLY] = "read-only",
  [FERRY_REASON_NO_ACCOUNT] = "no-account",
  [FERRY_REASON_AUTH] = "auth",
  [FERRY_REASON_FORBIDDEN] = "forbidden",
  [FERRY_REASON_CLOCK] = "clock",
  [FERRY_REASON_NETWORK] = "network",
  [FERRY_REASON_TLS] = "tls",
  [FERRY_REASON_THROTTLED] = "throttled",
  [FERRY_REASON_SERVICE] = "service",
  [FERRY_REASON_PROTOCOL] = "protocol",
  [FERRY_REASON_BAD_ENDPOINT] = "bad-endpoint",
  [FERRY_REASON_ALREADY_PRESENT] = "already-present",
  [FERRY_REASON_REQUEST_ID_REUSED] = "request-id-reused",
  [FERRY_REASON_UNDECIDED] = "undecided",
  [FERRY_REASON_NOT_LOCAL_SYSTEM_DISK] = "not-local-system-disk",
  [FERRY_REASON_SHARED] = "shared",
  [FERRY_REASON_PROTECTED] = "protected",
  [FERRY_REASON_USAGE] = "usage",
  [FERRY_REASON_INTERNAL] = "internal",
  [FERRY_REASON_REPLICA_ERROR] = "replica-error",
  [FERRY_REASON_DIFFERS] = "differs",
  [FERRY_REASON_VANISHED] = "vanished",
  [FERRY_REASON_INTERRUPTED] = "interrupted",
};

G_DEFINE_QUARK (ferry - reason - error - quark, ferry_reason_error)

/**
 * ferry_reason_to_string:
 * @reason: a reason
 *
 * Returns: the word for @reason that ferryctl prints and the journal keeps. Static, never translated.
 */
const char *
ferry_reason_to_string (FerryReason reason)
{
  g_return_val_if_fail ((guint) reason < FERRY_N_REASONS, "internal");

  return words[reason];
}

/**
 * ferry_reason_from_string:
 * @text: (nullable): a word
 *
 * Returns: the reason @text stands for; %FERRY_REASON_NONE for %NULL; %FERRY_REASON_INTERNAL for a word that
 *   this version does not know, so that what a newer one wrote still counts as a failure
 */
FerryReason
ferry_reason_from_string (const char *text)
{
  if (text == NULL)
    return FERRY_REASON_NONE;

  for (guint i = 0; i < FERRY_N_REASONS; i++)
    if (g_str_equal (words[i], text))
      return i;

  return FERRY_REASON_INTERNAL;
}
