/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "ferry-account-private.h"

struct _FerryAccount
{
  GObject parent_instance;

  FerryAccountRecord *record; /* (owned) */
  FerryAccountOrigin origin;
};

G_DEFINE_FINAL_TYPE (FerryAccount, ferry_account, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (FerryAccountOrigin,
                    ferry_account_origin,
                    G_DEFINE_ENUM_VALUE (FERRY_ACCOUNT_ORIGIN_KEYRING, "keyring"),
                    G_DEFINE_ENUM_VALUE (FERRY_ACCOUNT_ORIGIN_ENVIRONMENT, "environment"),
                    G_DEFINE_ENUM_VALUE (FERRY_ACCOUNT_ORIGIN_SESSION_ONLY, "session-only"),
                    G_DEFINE_ENUM_VALUE (FERRY_ACCOUNT_ORIGIN_DEMO, "demo"))

typedef enum
{
  PROP_ID = 1,
  PROP_LABEL,
  PROP_ACCESS_KEY,
  PROP_ENDPOINT,
  PROP_DEFAULT_REGION,
  PROP_READ_ONLY,
  PROP_ORIGIN,
  N_PROPS
} FerryAccountProperty;

static GParamSpec *pspecs[N_PROPS];

static void
notify_if_changed (FerryAccount *self, const char *before, const char *after, FerryAccountProperty property)
{
  if (g_strcmp0 (before, after) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), pspecs[property]);
}

static void
ferry_account_finalize (GObject *object)
{
  FerryAccount *self = FERRY_ACCOUNT (object);

  ferry_account_record_free (self->record);

  G_OBJECT_CLASS (ferry_account_parent_class)->finalize (object);
}

static void
ferry_account_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  FerryAccount *self = FERRY_ACCOUNT (object);

  switch ((FerryAccountProperty) property_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->record->id);
      break;
    case PROP_LABEL:
      g_value_set_string (value, self->record->label);
      break;
    case PROP_ACCESS_KEY:
      g_value_set_string (value, self->record->access_key);
      break;
    case PROP_ENDPOINT:
      g_value_set_string (value, self->record->endpoint);
      break;
    case PROP_DEFAULT_REGION:
      g_value_set_string (value, self->record->default_region);
      break;
    case PROP_READ_ONLY:
      g_value_set_boolean (value, self->record->read_only);
      break;
    case PROP_ORIGIN:
      g_value_set_enum (value, self->origin);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static GParamSpec *
string_spec (const char *name)
{
  return g_param_spec_string (name, NULL, NULL, NULL,
                              G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
}

static void
ferry_account_class_init (FerryAccountClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ferry_account_finalize;
  object_class->get_property = ferry_account_get_property;

  /**
   * FerryAccount:id:
   *
   * Made once, random, the same in every program.
   */
  pspecs[PROP_ID] = string_spec ("id");
  /**
   * FerryAccount:label:
   *
   * What the user calls it; no other account of the store has the same.
   */
  pspecs[PROP_LABEL] = string_spec ("label");
  /**
   * FerryAccount:access-key:
   *
   * The public half of the keys.
   */
  pspecs[PROP_ACCESS_KEY] = string_spec ("access-key");
  /**
   * FerryAccount:endpoint:
   *
   * The template of the endpoint, %NULL for the service's own.
   */
  pspecs[PROP_ENDPOINT] = string_spec ("endpoint");
  /**
   * FerryAccount:default-region:
   *
   * The region shown first, or %NULL.
   */
  pspecs[PROP_DEFAULT_REGION] = string_spec ("default-region");
  /**
   * FerryAccount:read-only:
   *
   * Whether nothing may be changed with it.
   */
  pspecs[PROP_READ_ONLY] = g_param_spec_boolean (
    "read-only", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  /**
   * FerryAccount:origin:
   *
   * Where it comes from; never changes.
   */
  pspecs[PROP_ORIGIN] =
    g_param_spec_enum ("origin", NULL, NULL, FERRY_TYPE_ACCOUNT_ORIGIN, FERRY_ACCOUNT_ORIGIN_KEYRING,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, pspecs);
}

static void
ferry_account_init (FerryAccount *self)
{
}

/**
 * ferry_account_origin_to_string:
 * @origin: an origin
 *
 * Returns: its word in the interface of ferryctl: "keyring", "environment", "session-only" or "demo"
 */
const char *
ferry_account_origin_to_string (FerryAccountOrigin origin)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (FERRY_TYPE_ACCOUNT_ORIGIN);
  const GEnumValue *value = g_enum_get_value (klass, origin);

  g_return_val_if_fail (value != NULL, NULL);

  return value->value_nick;
}

/**
 * ferry_account_new:
 * @record: (transfer full): what it is
 * @origin: where it comes from
 *
 * Returns: (transfer full): an account
 */
FerryAccount *
ferry_account_new (FerryAccountRecord *record, FerryAccountOrigin origin)
{
  FerryAccount *self;

  g_return_val_if_fail (record != NULL, NULL);

  self = g_object_new (FERRY_TYPE_ACCOUNT, NULL);
  self->record = record;
  self->origin = origin;
  return self;
}

/**
 * ferry_account_take_record:
 * @self: an account
 * @record: (transfer full): what it is now, with the same ID
 *
 * Notifies what is different.
 */
void
ferry_account_take_record (FerryAccount *self, FerryAccountRecord *record)
{
  g_autoptr (FerryAccountRecord) before = NULL;

  g_return_if_fail (FERRY_IS_ACCOUNT (self));
  g_return_if_fail (record != NULL && g_str_equal (record->id, self->record->id));

  before = self->record;
  self->record = record;
  g_object_freeze_notify (G_OBJECT (self));
  notify_if_changed (self, before->label, record->label, PROP_LABEL);
  notify_if_changed (self, before->access_key, record->access_key, PROP_ACCESS_KEY);
  notify_if_changed (self, before->endpoint, record->endpoint, PROP_ENDPOINT);
  notify_if_changed (self, before->default_region, record->default_region, PROP_DEFAULT_REGION);
  if (before->read_only != record->read_only)
    g_object_notify_by_pspec (G_OBJECT (self), pspecs[PROP_READ_ONLY]);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * ferry_account_get_record:
 * @self: an account
 *
 * Returns: what it is, valid until it changes
 */
const FerryAccountRecord *
ferry_account_get_record (FerryAccount *self)
{
  g_return_val_if_fail (FERRY_IS_ACCOUNT (self), NULL);

  return self->record;
}

/**
 * ferry_account_get_id:
 * @self: an account
 *
 * Returns: its #FerryAccount:id
 */
const char *
ferry_account_get_id (FerryAccount *self)
{
  g_return_val_if_fail (FERRY_IS_ACCOUNT (self), NULL);

  return self->record->id;
}

/**
 * ferry_account_get_label:
 * @self: an account
 *
 * Returns: its #FerryAccount:label
 */
const char *
ferry_account_get_label (FerryAccount *self)
{
  g_return_val_if_fail (FERRY_IS_ACCOUNT (self), NULL);

  return self->record->label;
}

/**
 * ferry_account_get_access_key:
 * @self: an account
 *
 * Returns: its #FerryAccount:access-key
 */
const char *
ferry_account_get_access_key (FerryAccount *self)
{
  g_return_val_if_fail (FERRY_IS_ACCOUNT (self), NULL);

  return self->record->access_key;
}

/**
 * ferry_account_get_endpoint:
 * @self: an account
 *
 * Returns: (nullable): its #FerryAccount:endpoint
 */
const char *
ferry_account_get_endpoint (FerryAccount *self)
{
  g_return_val_if_fail (FERRY_IS_ACCOUNT (self), NULL);

  return self->record->endpoint;
}

/**
 * ferry_account_get_default_region:
 * @self: an account
 *
 * Returns: (nullable): its #FerryAccount:default-region
 */
const char *
ferry_account_get_default_region (FerryAccount *self)
{
  g_return_val_if_fail (FERRY_IS_ACCOUNT (self), NULL);

  return self->record->default_region;
}

/**
 * ferry_account_get_read_only:
 * @self: an account
 *
 * Returns: its #FerryAccount:read-only
 */
gboolean
ferry_account_get_read_only (FerryAccount *self)
{
  g_return_val_if_fail (FERRY_IS_ACCOUNT (self), TRUE);

  return self->record->read_only;
}

/**
 * ferry_account_get_origin:
 * @self: an account
 *
 * Returns: its #FerryAccount:origin
 */
FerryAccountOrigin
ferry_account_get_origin (FerryAccount *self)
{
  g_return_val_if_fail (FERRY_IS_ACCOUNT (self), FERRY_ACCOUNT_ORIGIN_KEYRING);

  return self->origin;
}
