/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * FerryStatusFilter:
 *
 * Which statuses are shown, in the order of the drop-down.
 */
typedef enum
{
  FERRY_STATUS_FILTER_ANY,
  FERRY_STATUS_FILTER_ELIGIBLE,
  FERRY_STATUS_FILTER_AVAILABLE,
  FERRY_STATUS_FILTER_PENDING,
  FERRY_STATUS_FILTER_ERROR,
  FERRY_STATUS_FILTER_OTHER,
} FerryStatusFilter;

/**
 * FerryTypeFilter:
 *
 * Which system disks are shown, in the order of the drop-down.
 */
typedef enum
{
  FERRY_TYPE_FILTER_ANY,
  FERRY_TYPE_FILTER_CLOUD,
  FERRY_TYPE_FILTER_LOCAL,
} FerryTypeFilter;

/* FerryImageFilter: which images are shown: those whose name, ID or description holds every word of a text, of one
 * status, of one type. */
#define FERRY_TYPE_IMAGE_FILTER (ferry_image_filter_get_type ())
G_DECLARE_FINAL_TYPE (FerryImageFilter, ferry_image_filter, FERRY, IMAGE_FILTER, GtkFilter)

FerryImageFilter *ferry_image_filter_new (void);
void ferry_image_filter_set_text (FerryImageFilter *self, const char *text);
const char *ferry_image_filter_get_text (FerryImageFilter *self);
void ferry_image_filter_set_status (FerryImageFilter *self, FerryStatusFilter status);
void ferry_image_filter_set_image_type (FerryImageFilter *self, FerryTypeFilter type);
gboolean ferry_image_filter_is_active (FerryImageFilter *self);

G_END_DECLS
