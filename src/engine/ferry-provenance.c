/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where a replica comes from stands in its description: the service writes it when none is sent, we write it
 * at the end of a given one. The service's wording is not documented, so reading looks for the IDs and
 * nothing else. */

#include "config.h"

#include "engine/ferry-provenance.h"

#include <string.h>

#include "engine/ferry-regions.h"
#include "engine/ferry-rules.h"

#define IMAGE_PREFIX "img-"

static gboolean
is_token_char (char c)
{
  return g_ascii_isalnum (c) || c == '-' || c == '_';
}

/* An ID is a whole token if none of its own characters touches it. Anything else may, Chinese text above
 * all: bytes outside ASCII are no token characters. */
static const char *
find_token (const char *text, const char *token)
{
  gsize length = strlen (token);

  if (length == 0)
    return NULL;

  for (const char *at = strstr (text, token); at != NULL; at = strstr (at + 1, token))
    if ((at == text || !is_token_char (at[-1])) && !is_token_char (at[length]))
      return at;

  return NULL;
}

/* The next "img-…" token of @text, NULL at the end; @end is set behind it. */
static char *
next_image (const char *text, const char **end)
{
  for (const char *at = text; *at != '\0'; at = *end)
    {
      gsize length = 0;

      while (at[length] != '\0' && is_token_char (at[length]))
        length++;
      *end = at + MAX (length, 1);
      if (length > strlen (IMAGE_PREFIX) && g_str_has_prefix (at, IMAGE_PREFIX))
        return g_strndup (at, length);
    }

  return NULL;
}

/**
 * ferry_provenance_suffix:
 * @source_region: region of the source image
 * @image_id: ID of the source image
 *
 * Returns: (transfer full): what we put at the end of a given description
 */
char *
ferry_provenance_suffix (const char *source_region, const char *image_id)
{
  g_return_val_if_fail (source_region != NULL, NULL);
  g_return_val_if_fail (image_id != NULL, NULL);

  return g_strdup_printf (" (%s %s)", source_region, image_id);
}

/**
 * ferry_provenance_describe:
 * @description: (nullable): what the user wants to say
 * @source_region: region of the source image
 * @image_id: ID of the source image
 * @problem: (out) (optional) (nullable): why the description cannot be used
 *
 * Never shortens: a text that is too long is a problem.
 *
 * Returns: (transfer full) (nullable): the description to send, with region and ID at its end. %NULL without
 *   a problem if @description is %NULL or empty: send none, and the service writes its own. %NULL with one
 *   otherwise.
 */
char *
ferry_provenance_describe (const char *description,
                           const char *source_region,
                           const char *image_id,
                           FerryProblem **problem)
{
  g_autofree char *suffix = NULL;
  g_autofree char *text = NULL;
  g_autoptr (FerryProblem) found = NULL;

  g_return_val_if_fail (source_region != NULL, NULL);
  g_return_val_if_fail (image_id != NULL, NULL);

  if (problem != NULL)
    *problem = NULL;
  if (description == NULL || *description == '\0')
    return NULL;

  suffix = ferry_provenance_suffix (source_region, image_id);
  text = g_strconcat (description, suffix, NULL);
  found = ferry_rules_check_description (text);
  if (found == NULL)
    return g_steal_pointer (&text);

  if (problem != NULL)
    *problem = ferry_problem_new (found->reason, image_id, NULL, found->message);

  return NULL;
}

/**
 * ferry_provenance_names:
 * @description: (nullable): an image's description
 * @image_id: ID of a source image
 *
 * Returns: %TRUE if @description holds @image_id as a whole token: no ASCII letter, digit, `-` or `_` on
 *   either side
 */
gboolean
ferry_provenance_names (const char *description, const char *image_id)
{
  g_return_val_if_fail (image_id != NULL, FALSE);

  return description != NULL && find_token (description, image_id) != NULL;
}

/**
 * ferry_provenance_find_other:
 * @description: (nullable): an image's description
 * @image_id: (nullable): ID of a source image
 *
 * Returns: (transfer full) (nullable): the first image ID in @description that is not @image_id
 */
char *
ferry_provenance_find_other (const char *description, const char *image_id)
{
  const char *rest = description;

  while (rest != NULL)
    {
      g_autofree char *image = next_image (rest, &rest);

      if (image == NULL)
        return NULL;
      if (g_strcmp0 (image, image_id) != 0)
        return g_steal_pointer (&image);
    }

  return NULL;
}

/**
 * ferry_provenance_parse:
 * @description: (nullable): an image's description
 * @region: (out) (optional) (nullable): the first known region ID in it
 * @image: (out) (optional) (nullable): the first image ID in it
 *
 * As good as it can be told: for showing, not for deciding.
 *
 * Returns: %TRUE if there is an image ID
 */
gboolean
ferry_provenance_parse (const char *description, char **region, char **image)
{
  g_autofree char *found_image = NULL;
  const char *first = NULL;
  const char *end;
  guint n;
  const FerryRegion *regions = ferry_regions_get (&n);

  if (description != NULL)
    found_image = next_image (description, &end);
  if (region != NULL)
    *region = NULL;

  for (guint i = 0; region != NULL && found_image != NULL && i < n; i++)
    {
      const char *at = find_token (description, regions[i].id);

      if (at != NULL && (first == NULL || at < first))
        {
          first = at;
          g_set_str (region, regions[i].id);
        }
    }

  if (image != NULL)
    *image = g_strdup (found_image);

  return found_image != NULL;
}
