/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/ferry-session.h"

G_BEGIN_DECLS

typedef void (*FerryChosenFunc) (const char *image, gpointer replica, gpointer parent);

/* FerryChooseImageDialog: which image of the target region a replica became, when only a person can tell. */
#define FERRY_TYPE_CHOOSE_IMAGE_DIALOG (ferry_choose_image_dialog_get_type ())
G_DECLARE_FINAL_TYPE (FerryChooseImageDialog,
                      ferry_choose_image_dialog,
                      FERRY,
                      CHOOSE_IMAGE_DIALOG,
                      AdwDialog)

FerryChooseImageDialog *ferry_choose_image_dialog_new (FerrySession *session,
                                                       FerryOperation *operation,
                                                       FerryReplica *replica);
void ferry_choose_image_dialog_present (FerrySession *session,
                                        FerryOperation *operation,
                                        FerryReplica *replica,
                                        FerryChosenFunc chosen,
                                        GtkWidget *parent);

G_END_DECLS
