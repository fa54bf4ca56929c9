/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-catalog.h"
#include "engine/ferry-listing.h"

G_BEGIN_DECLS

struct _FerryCatalog
{
  GObject parent_instance;

  JdcClient *client;     /* (owned) */
  FerryLimiter *limiter; /* (owned) (nullable) */
  char *region;          /* (owned) */
  GPtrArray *items;      /* (element-type FerryImage) (owned) */
  GHashTable *by_id;     /* (owned): ID → FerryImage, of items and of coming */
  GHashTable *busy;      /* (owned) (nullable): ID → text */
  GPtrArray *unread;     /* (element-type JdcImage) (owned): fetched images to look at */
  guint n_read;          /* how many of unread were looked at */
  GPtrArray *coming;     /* (element-type FerryImage) (owned): new rows that nobody was told of */
  FerryListing *listing; /* (owned) (nullable): of which unread are the images, once it is whole */
  GHashTable *newer;     /* (owned) (nullable): IDs of what was learnt otherwise since then */
  guint step_id;
  GQueue refreshes; /* (element-type GTask) (owned): all who wait for the running fetch */
  guint loaded;
  guint total;
  gint64 waiting_until;    /* real time, 0 = not waiting */
  GDateTime *refreshed_at; /* (owned) (nullable) */
  gboolean complete;
  FerryProblem *problem; /* (owned) (nullable) */
};

void ferry_catalog_items_changed (FerryCatalog *self, guint position, guint removed, guint added);
FerryImage *ferry_catalog_make_item (FerryCatalog *self, JdcImage *image);
void ferry_catalog_remove_run (FerryCatalog *self, guint position, guint n);

void ferry_catalog_set_unread (FerryCatalog *self, GPtrArray *images);
gboolean ferry_catalog_read_some (FerryCatalog *self);
void ferry_catalog_remove_gone (FerryCatalog *self);
void ferry_catalog_add_coming (FerryCatalog *self);
void ferry_catalog_forget_listing (FerryCatalog *self);
void ferry_catalog_drop_unfinished (FerryCatalog *self);

G_END_DECLS
