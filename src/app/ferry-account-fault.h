/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define FERRY_ACCESS_KEY_PAGE "https://uc.jdcloud.com/account/accesskey"

/* The row of a form that is to blame. */
typedef enum
{
  FERRY_ACCOUNT_FIELD_NONE,
  FERRY_ACCOUNT_FIELD_LABEL,
  FERRY_ACCOUNT_FIELD_ACCESS_KEY,
  FERRY_ACCOUNT_FIELD_SECRET_KEY,
  FERRY_ACCOUNT_FIELD_SESSION_TOKEN,
  FERRY_ACCOUNT_FIELD_ENDPOINT,
  FERRY_ACCOUNT_FIELD_REGION,
} FerryAccountField;

/**
 * FerryAccountFault:
 * @field: the row to blame
 * @title: what went wrong, in a few words
 * @advice: (nullable): what to do, with the request ID to quote
 * @keyring: whether the keys are right and only the keyring does not keep them
 *
 * Why an account could not be added or changed, in words for people. Never holds a secret.
 */
typedef struct
{
  FerryAccountField field;
  char *title;
  char *advice;
  gboolean keyring;
} FerryAccountFault;

FerryAccountFault *ferry_account_fault_new (const GError *error, gboolean own_endpoint);
void ferry_account_fault_free (FerryAccountFault *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryAccountFault, ferry_account_fault_free)

G_END_DECLS
