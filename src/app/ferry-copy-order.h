/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* In which order operations are listed. */
int ferry_copy_order_compare_active (gconstpointer a, gconstpointer b, gpointer user_data);
int ferry_copy_order_compare_ended (gconstpointer a, gconstpointer b, gpointer user_data);

G_END_DECLS
