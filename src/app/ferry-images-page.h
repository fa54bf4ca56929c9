/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/ferry-layout.h"
#include "app/ferry-session.h"
#include "app/ferry-tick-model.h"

G_BEGIN_DECLS

/* FerryImagesPage: the images of the account and region shown. Property: search-mode (writable: whether the search bar
 * is open). Actions, each with an image ID: image.copy, image.convert, image.edit, image.copy-id, image.details,
 * image.delete. */
#define FERRY_TYPE_IMAGES_PAGE (ferry_images_page_get_type ())
G_DECLARE_FINAL_TYPE (FerryImagesPage, ferry_images_page, FERRY, IMAGES_PAGE, AdwBin)

void ferry_images_page_set_session (FerryImagesPage *self, FerrySession *session);
FerrySession *ferry_images_page_get_session (FerryImagesPage *self);
void ferry_images_page_set_layout (FerryImagesPage *self, FerryLayout layout);
FerryTickModel *ferry_images_page_get_ticks (FerryImagesPage *self);
void ferry_images_page_copy_ticked (FerryImagesPage *self);
void ferry_images_page_export (FerryImagesPage *self);
GtkWidget *ferry_images_page_get_search_bar (FerryImagesPage *self);
void ferry_images_page_focus_list (FerryImagesPage *self);

G_END_DECLS
