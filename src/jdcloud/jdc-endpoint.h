/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define JDC_ENDPOINT_DEFAULT "https://{service}.jdcloud-api.com"

#define JDC_TYPE_ENDPOINT (jdc_endpoint_get_type ())

G_DECLARE_FINAL_TYPE (JdcEndpoint, jdc_endpoint, JDC, ENDPOINT, GObject)

JdcEndpoint *jdc_endpoint_new (const char *text, GError **error);
const char *jdc_endpoint_get_template (JdcEndpoint *self);
gboolean jdc_endpoint_is_loopback (JdcEndpoint *self);
char *jdc_endpoint_dup_base_path (JdcEndpoint *self, const char *service);
GUri *jdc_endpoint_build_uri (JdcEndpoint *self, const char *service, const char *path, const char *query);

G_END_DECLS
