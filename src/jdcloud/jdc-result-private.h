/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jdc-json-private.h"

G_BEGIN_DECLS

gpointer jdc_result_image_page (JdcReader *reader, const JdcValue *result, gpointer data);
gpointer jdc_result_image (JdcReader *reader, const JdcValue *result, gpointer data);
gpointer jdc_result_snapshot_page (JdcReader *reader, const JdcValue *result, gpointer data);
gpointer jdc_result_copy_pairs (JdcReader *reader, const JdcValue *result, gpointer data);
gpointer jdc_result_image_id (JdcReader *reader, const JdcValue *result, gpointer data);
gpointer jdc_result_image_quota (JdcReader *reader, const JdcValue *result, gpointer data);
gpointer jdc_result_snapshot_quota (JdcReader *reader, const JdcValue *result, gpointer data);

G_END_DECLS
