/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "engine/ferry-problem.h"

G_BEGIN_DECLS

AdwDialog *ferry_problem_dialog_new (const char *heading, const FerryProblem *problem, const GError *error);
void ferry_problem_dialog_present (const char *heading,
                                   const FerryProblem *problem,
                                   const GError *error,
                                   GtkWidget *parent);

G_END_DECLS
