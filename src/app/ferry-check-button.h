/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* FerryCheckButton: a check button, or with a group a radio button, that assistive technologies can press. */
#define FERRY_TYPE_CHECK_BUTTON (ferry_check_button_get_type ())
G_DECLARE_FINAL_TYPE (FerryCheckButton, ferry_check_button, FERRY, CHECK_BUTTON, GtkCheckButton)

GtkWidget *ferry_check_button_new (void);

G_END_DECLS
