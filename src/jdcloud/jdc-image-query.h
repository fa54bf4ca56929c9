/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* The most IDs or images one page holds. */
#define JDC_PAGE_SIZE_MAX 100
#define JDC_PAGE_SIZE_MIN 10

#define JDC_TYPE_IMAGE_QUERY (jdc_image_query_get_type ())

G_DECLARE_FINAL_TYPE (JdcImageQuery, jdc_image_query, JDC, IMAGE_QUERY, GObject)

JdcImageQuery *jdc_image_query_new (void);

void jdc_image_query_set_source (JdcImageQuery *self, const char *image_source);
void jdc_image_query_set_ids (JdcImageQuery *self, const char *const *image_ids);
void jdc_image_query_set_name (JdcImageQuery *self, const char *name);
void jdc_image_query_set_status (JdcImageQuery *self, const char *status);
void jdc_image_query_set_root_device_type (JdcImageQuery *self, const char *root_device_type);
void jdc_image_query_set_launch_permission (JdcImageQuery *self, const char *launch_permission);
void jdc_image_query_set_platform (JdcImageQuery *self, const char *platform);
void jdc_image_query_set_architecture (JdcImageQuery *self, const char *architecture);
void jdc_image_query_set_page (JdcImageQuery *self, guint page_number, guint page_size);

const char *const *jdc_image_query_get_ids (JdcImageQuery *self);
guint jdc_image_query_get_page_number (JdcImageQuery *self);
guint jdc_image_query_get_page_size (JdcImageQuery *self);
JdcImageQuery *jdc_image_query_next (JdcImageQuery *self);

G_END_DECLS
