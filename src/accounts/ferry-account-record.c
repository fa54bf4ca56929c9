/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The one place where the fields of an account are trimmed and checked. */

#include "config.h"

#include "ferry-account-record.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ferry-accounts-error.h"
#include "ferry-pasted-text.h"

#define LABEL_MAX 64
#define ACCESS_KEY_MAX 256
#define ENDPOINT_MAX 512
#define REGION_MAX 32

static gboolean
refuse (FerryAccountsError code, const char *message, GError **error)
{
  g_set_error_literal (error, FERRY_ACCOUNTS_ERROR, code, message);
  return FALSE;
}

static char *
dup_trimmed (const char *text)
{
  gsize length;
  const char *start = ferry_pasted_text_trim (text, -1, &length);

  return length > 0 ? g_strndup (start, length) : NULL;
}

static gboolean
has_control_character (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      GUnicodeType type = g_unichar_type (g_utf8_get_char (p));

      if (type == G_UNICODE_CONTROL || type == G_UNICODE_LINE_SEPARATOR ||
          type == G_UNICODE_PARAGRAPH_SEPARATOR)
        return TRUE;
    }
  return FALSE;
}

static char *
normalize_label (const char *text, GError **error)
{
  g_autofree char *label = dup_trimmed (text);

  if (label == NULL)
    refuse (FERRY_ACCOUNTS_ERROR_INVALID_LABEL, _ ("The account has no name: enter one."), error);
  else if (!g_utf8_validate (label, -1, NULL) || has_control_character (label))
    refuse (FERRY_ACCOUNTS_ERROR_INVALID_LABEL,
            _ ("The name of the account has a character that cannot be shown: type the name again."), error);
  else if (g_utf8_strlen (label, -1) > LABEL_MAX)
    refuse (FERRY_ACCOUNTS_ERROR_INVALID_LABEL,
            _ ("The name of the account is longer than 64 characters: shorten it."), error);
  else
    return g_steal_pointer (&label);
  return NULL;
}

static char *
normalize_access_key (const char *text, GError **error)
{
  g_autofree char *key = dup_trimmed (text);

  if (key == NULL)
    refuse (FERRY_ACCOUNTS_ERROR_INVALID_ACCESS_KEY, _ ("The AccessKey ID is missing: enter it."), error);
  /* A slash would end the key in the Authorization header, a comma the field. */
  else if (!ferry_pasted_text_is_key (key, strlen (key), ACCESS_KEY_MAX) || strpbrk (key, "/,") != NULL)
    refuse (
      FERRY_ACCOUNTS_ERROR_INVALID_ACCESS_KEY,
      _ ("The AccessKey ID has a blank or a character inside that no AccessKey ID has: copy it again from "
         "the console."),
      error);
  else
    return g_steal_pointer (&key);
  return NULL;
}

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return address != NULL ? g_inet_address_get_is_loopback (address)
                         : g_ascii_strcasecmp (host, "localhost") == 0;
}

/* GUri takes nearly anything for a host. */
static gboolean
is_host (const char *host)
{
  const char *const allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";

  return host != NULL && *host != '\0' &&
         (g_hostname_is_ip_address (host) || strspn (host, allowed) == strlen (host));
}

/* The template with a name filled in must be a plain address: encrypted, or on this computer. */
static gboolean
is_endpoint (const char *template)
{
  g_autoptr (GString) filled = g_string_new (template);
  g_autoptr (GUri) uri = NULL;
  const char *host;

  g_string_replace (filled, "{service}", "vm", 0);
  uri = g_uri_parse (filled->str, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL)
    return FALSE;
  host = g_uri_get_host (uri);
  if (!is_host (host) || g_uri_get_userinfo (uri) != NULL || g_uri_get_query (uri) != NULL ||
      g_uri_get_fragment (uri) != NULL)
    return FALSE;
  if (g_str_equal (g_uri_get_scheme (uri), "http"))
    return is_loopback (host);
  return g_str_equal (g_uri_get_scheme (uri), "https");
}

/* NULL without @error: the service's own. */
static char *
normalize_endpoint (const char *text, GError **error)
{
  g_autofree char *endpoint = dup_trimmed (text);
  gsize length;

  if (endpoint == NULL)
    return NULL;
  length = strlen (endpoint);
  while (length > 0 && endpoint[length - 1] == '/')
    endpoint[--length] = '\0';
  if (length <= ENDPOINT_MAX && ferry_pasted_text_is_key (endpoint, length, ENDPOINT_MAX) &&
      is_endpoint (endpoint))
    return g_steal_pointer (&endpoint);
  refuse (FERRY_ACCOUNTS_ERROR_INVALID_ENDPOINT,
          _ ("The endpoint is not an address like https://{service}.jdcloud-api.com: correct it, or leave it "
             "empty."),
          error);
  return NULL;
}

/* NULL without @error: none. */
static char *
normalize_region (const char *text, GError **error)
{
  g_autofree char *trimmed = dup_trimmed (text);
  g_autofree char *region = NULL;

  if (trimmed == NULL)
    return NULL;
  region = g_ascii_strdown (trimmed, -1);
  if (strlen (region) <= REGION_MAX &&
      strspn (region, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen (region))
    return g_steal_pointer (&region);
  refuse (FERRY_ACCOUNTS_ERROR_INVALID_REGION,
          _ ("The region is not an ID like cn-north-1: choose one, or leave it empty."), error);
  return NULL;
}

static char *
fold_label (const char *label)
{
  gsize length;
  const char *start = ferry_pasted_text_trim (label, -1, &length);
  g_autofree char *normal = g_utf8_normalize (start, length, G_NORMALIZE_NFKC);

  return normal != NULL ? g_utf8_casefold (normal, -1) : g_strndup (start, length);
}

/**
 * ferry_account_record_new:
 * @input: what was entered
 * @error: where to say which field is wrong, by code and in words
 *
 * Trims and checks all fields but the secrets and gives the account its ID.
 *
 * Returns: (transfer full) (nullable): the record
 */
FerryAccountRecord *
ferry_account_record_new (const FerryAccountInput *input, GError **error)
{
  g_autoptr (FerryAccountRecord) self = g_new0 (FerryAccountRecord, 1);

  if (!ferry_account_record_set_details (self, input, error) ||
      !ferry_account_record_set_access_key (self, input->access_key, error))
    return NULL;
  self->id = g_uuid_string_random ();
  return g_steal_pointer (&self);
}

/**
 * ferry_account_record_copy:
 * @self: a record
 *
 * Returns: (transfer full): a deep copy
 */
FerryAccountRecord *
ferry_account_record_copy (const FerryAccountRecord *self)
{
  FerryAccountRecord *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (FerryAccountRecord, 1);
  copy->id = g_strdup (self->id);
  copy->label = g_strdup (self->label);
  copy->access_key = g_strdup (self->access_key);
  copy->endpoint = g_strdup (self->endpoint);
  copy->default_region = g_strdup (self->default_region);
  copy->read_only = self->read_only;
  return copy;
}

/**
 * ferry_account_record_free:
 * @self: (nullable): a record
 */
void
ferry_account_record_free (FerryAccountRecord *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->label);
  g_free (self->access_key);
  g_free (self->endpoint);
  g_free (self->default_region);
  g_free (self);
}

/**
 * ferry_account_record_set_access_key:
 * @self: a record
 * @access_key: the access key as pasted
 * @error: where to say what is wrong
 *
 * Returns: whether it was set
 */
gboolean
ferry_account_record_set_access_key (FerryAccountRecord *self, const char *access_key, GError **error)
{
  char *normal;

  g_return_val_if_fail (self != NULL, FALSE);

  normal = normalize_access_key (access_key, error);
  if (normal == NULL)
    return FALSE;
  g_free (self->access_key);
  self->access_key = normal;
  return TRUE;
}

/**
 * ferry_account_record_set_details:
 * @self: a record
 * @input: what was entered
 * @error: where to say which field is wrong
 *
 * Sets all fields but the keys, or none.
 *
 * Returns: whether they were set
 */
gboolean
ferry_account_record_set_details (FerryAccountRecord *self, const FerryAccountInput *input, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *normal_label = NULL;
  g_autofree char *normal_endpoint = NULL;
  g_autofree char *normal_region = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (input != NULL, FALSE);

  normal_label = normalize_label (input->label, &local_error);
  if (local_error == NULL)
    normal_endpoint = normalize_endpoint (input->endpoint, &local_error);
  if (local_error == NULL)
    normal_region = normalize_region (input->default_region, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  g_set_str (&self->label, normal_label);
  g_set_str (&self->endpoint, normal_endpoint);
  g_set_str (&self->default_region, normal_region);
  self->read_only = input->read_only;
  return TRUE;
}

/**
 * ferry_account_record_has_label:
 * @self: a record
 * @label: a label as typed
 *
 * Labels are the same when they look the same: case, width and blanks around them do not matter.
 *
 * Returns: whether @label means this account
 */
gboolean
ferry_account_record_has_label (const FerryAccountRecord *self, const char *label)
{
  g_autofree char *own = NULL;
  g_autofree char *other = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (label != NULL, FALSE);

  own = fold_label (self->label);
  other = fold_label (label);
  return g_str_equal (own, other);
}

/**
 * ferry_account_record_compare:
 * @a: a record
 * @b: a record
 *
 * Returns: their order on screen: by label, as people of this locale sort
 */
int
ferry_account_record_compare (const FerryAccountRecord *a, const FerryAccountRecord *b)
{
  int order = g_utf8_collate (a->label, b->label);

  return order != 0 ? order : strcmp (a->id, b->id);
}
