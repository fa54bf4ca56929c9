/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jdc-json-private.h"

G_BEGIN_DECLS

gpointer jdc_result_image_page (JdcReader *reader, JsonObject *result, gpointer data);
gpointer jdc_result_image (JdcReader *reader, JsonObject *result, gpointer data);
gpointer jdc_result_snapshot_page (JdcReader *reader, JsonObject *result, gpointer data);
gpointer jdc_result_copy_pairs (JdcReader *reader, JsonObject *result, gpointer data);
gpointer jdc_result_image_id (JdcReader *reader, JsonObject *result, gpointer data);
gpointer jdc_result_image_quota (JdcReader *reader, JsonObject *result, gpointer data);
gpointer jdc_result_snapshot_quota (JdcReader *reader, JsonObject *result, gpointer data);

G_END_DECLS
