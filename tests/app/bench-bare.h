/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "engine/ferry-catalog.h"

G_BEGIN_DECLS

/* The floor: a window with a plain list of the same cells and the same texts, without anything of ours. */
GtkWidget *bench_bare_new (GtkApplication *application, FerryCatalog *catalog);

G_END_DECLS
