/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "jdc-params-private.h"

static void
pair_clear (gpointer data)
{
  JdcPair *pair = data;

  g_free ((char *) pair->name);
  g_free ((char *) pair->value);
}

static void
take (JdcParams *self, char *name, char *value)
{
  const JdcPair pair = { name, value };

  g_array_append_val (self, pair);
}

/* Returns: (transfer full): no parameters yet; free with g_array_unref() */
JdcParams *
jdc_params_new (void)
{
  GArray *self = g_array_new (FALSE, FALSE, sizeof (JdcPair));

  g_array_set_clear_func (self, pair_clear);
  return self;
}

/* Adds a parameter, unless @value is %NULL. */
void
jdc_params_add (JdcParams *self, const char *name, const char *value)
{
  if (value != NULL)
    take (self, g_strdup (name), g_strdup (value));
}

/* Adds a number. */
void
jdc_params_add_uint (JdcParams *self, const char *name, guint value)
{
  take (self, g_strdup (name), g_strdup_printf ("%u", value));
}

/* Adds a list the service's way: name.1, name.2 and so on. @values: (nullable) */
void
jdc_params_add_list (JdcParams *self, const char *name, const char *const *values)
{
  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    take (self, g_strdup_printf ("%s.%u", name, i + 1), g_strdup (values[i]));
}

/* Adds a filter that any of @values passes; none when there are no values. Filters count from 1 too. */
void
jdc_params_add_filter (JdcParams *self, guint *n_filters, const char *name, const char *const *values)
{
  g_autofree char *prefix = NULL;

  if (values == NULL || values[0] == NULL)
    return;
  *n_filters += 1;
  take (self, g_strdup_printf ("filters.%u.name", *n_filters), g_strdup (name));
  prefix = g_strdup_printf ("filters.%u.values", *n_filters);
  jdc_params_add_list (self, prefix, values);
}
