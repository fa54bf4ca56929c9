/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "ferry-jdc-profile-private.h"

#include <libsecret/secret.h>

struct _FerryJdcProfile
{
  GObject parent_instance;

  char *name;                 /* (owned) */
  char *problem;              /* (owned) (nullable) */
  FerryAccountRecord *record; /* (owned) (nullable): NULL if there is a problem */
  char *secret_key;           /* (owned) (nullable): in non-pageable memory */
};

G_DEFINE_FINAL_TYPE (FerryJdcProfile, ferry_jdc_profile, G_TYPE_OBJECT)

typedef enum
{
  PROP_NAME = 1,
  PROP_ACCESS_KEY,
  PROP_REGION,
  PROP_ENDPOINT,
  PROP_PROBLEM,
  N_PROPS
} FerryJdcProfileProperty;

static GParamSpec *pspecs[N_PROPS];

static void
ferry_jdc_profile_finalize (GObject *object)
{
  FerryJdcProfile *self = FERRY_JDC_PROFILE (object);

  g_free (self->name);
  g_free (self->problem);
  ferry_account_record_free (self->record);
  secret_password_free (self->secret_key);

  G_OBJECT_CLASS (ferry_jdc_profile_parent_class)->finalize (object);
}

static void
ferry_jdc_profile_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  FerryJdcProfile *self = FERRY_JDC_PROFILE (object);

  switch ((FerryJdcProfileProperty) property_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_ACCESS_KEY:
      g_value_set_string (value, ferry_jdc_profile_get_access_key (self));
      break;
    case PROP_REGION:
      g_value_set_string (value, ferry_jdc_profile_get_region (self));
      break;
    case PROP_ENDPOINT:
      g_value_set_string (value, ferry_jdc_profile_get_endpoint (self));
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
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
ferry_jdc_profile_class_init (FerryJdcProfileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ferry_jdc_profile_finalize;
  object_class->get_property = ferry_jdc_profile_get_property;

  /**
   * FerryJdcProfile:name:
   *
   * The name of its section.
   */
  pspecs[PROP_NAME] = string_spec ("name");
  /**
   * FerryJdcProfile:access-key:
   *
   * The access key; %NULL if there is a problem.
   */
  pspecs[PROP_ACCESS_KEY] = string_spec ("access-key");
  /**
   * FerryJdcProfile:region:
   *
   * The region ID, or %NULL.
   */
  pspecs[PROP_REGION] = string_spec ("region");
  /**
   * FerryJdcProfile:endpoint:
   *
   * The endpoint, %NULL if it is the service's own.
   */
  pspecs[PROP_ENDPOINT] = string_spec ("endpoint");
  /**
   * FerryJdcProfile:problem:
   *
   * Why it cannot be imported, in words, or %NULL.
   */
  pspecs[PROP_PROBLEM] = string_spec ("problem");
  g_object_class_install_properties (object_class, N_PROPS, pspecs);
}

static void
ferry_jdc_profile_init (FerryJdcProfile *self)
{
}

/**
 * ferry_jdc_profile_new:
 * @record: (transfer full): what it is, with its name as label
 * @secret_key: its secret key, checked already
 * @secret_key_length: bytes of it
 *
 * Returns: (transfer full): a profile that can be imported
 */
FerryJdcProfile *
ferry_jdc_profile_new (FerryAccountRecord *record, const char *secret_key, gsize secret_key_length)
{
  FerryJdcProfile *self;

  g_return_val_if_fail (record != NULL, NULL);

  self = g_object_new (FERRY_TYPE_JDC_PROFILE, NULL);
  self->name = g_strdup (record->label);
  self->record = record;
  self->secret_key =
    secret_value_unref_to_password (secret_value_new (secret_key, secret_key_length, "text/plain"), NULL);
  return self;
}

/**
 * ferry_jdc_profile_new_broken:
 * @name: the name of its section
 * @problem: why it cannot be imported
 *
 * Returns: (transfer full): a profile to be shown only
 */
FerryJdcProfile *
ferry_jdc_profile_new_broken (const char *name, const char *problem)
{
  FerryJdcProfile *self;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (problem != NULL, NULL);

  self = g_object_new (FERRY_TYPE_JDC_PROFILE, NULL);
  self->name = g_strdup (name);
  self->problem = g_strdup (problem);
  return self;
}

/**
 * ferry_jdc_profile_get_name:
 * @self: a profile
 *
 * Returns: its #FerryJdcProfile:name
 */
const char *
ferry_jdc_profile_get_name (FerryJdcProfile *self)
{
  g_return_val_if_fail (FERRY_IS_JDC_PROFILE (self), NULL);

  return self->name;
}

/**
 * ferry_jdc_profile_get_access_key:
 * @self: a profile
 *
 * Returns: (nullable): its #FerryJdcProfile:access-key
 */
const char *
ferry_jdc_profile_get_access_key (FerryJdcProfile *self)
{
  g_return_val_if_fail (FERRY_IS_JDC_PROFILE (self), NULL);

  return self->record != NULL ? self->record->access_key : NULL;
}

/**
 * ferry_jdc_profile_get_region:
 * @self: a profile
 *
 * Returns: (nullable): its #FerryJdcProfile:region
 */
const char *
ferry_jdc_profile_get_region (FerryJdcProfile *self)
{
  g_return_val_if_fail (FERRY_IS_JDC_PROFILE (self), NULL);

  return self->record != NULL ? self->record->default_region : NULL;
}

/**
 * ferry_jdc_profile_get_endpoint:
 * @self: a profile
 *
 * Returns: (nullable): its #FerryJdcProfile:endpoint
 */
const char *
ferry_jdc_profile_get_endpoint (FerryJdcProfile *self)
{
  g_return_val_if_fail (FERRY_IS_JDC_PROFILE (self), NULL);

  return self->record != NULL ? self->record->endpoint : NULL;
}

/**
 * ferry_jdc_profile_get_problem:
 * @self: a profile
 *
 * Returns: (nullable): its #FerryJdcProfile:problem
 */
const char *
ferry_jdc_profile_get_problem (FerryJdcProfile *self)
{
  g_return_val_if_fail (FERRY_IS_JDC_PROFILE (self), NULL);

  return self->problem;
}

/**
 * ferry_jdc_profile_fill_input:
 * @self: a profile
 * @input: (out): the account to add, with the profile's name as label; valid as long as @self
 *
 * Returns: whether it can be imported
 */
gboolean
ferry_jdc_profile_fill_input (FerryJdcProfile *self, FerryAccountInput *input)
{
  g_return_val_if_fail (FERRY_IS_JDC_PROFILE (self), FALSE);
  g_return_val_if_fail (input != NULL, FALSE);

  if (self->record == NULL)
    return FALSE;
  *input = (FerryAccountInput) { .label = self->name,
                                 .access_key = self->record->access_key,
                                 .secret_key = self->secret_key,
                                 .endpoint = self->record->endpoint,
                                 .default_region = self->record->default_region };
  return TRUE;
}
