/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/ferry-session.h"

G_BEGIN_DECLS

/* One real call with keys that are not saved yet. */
void ferry_key_trial_async (FerrySession *session,
                            FerryAccount *account,
                            const FerryAccountInput *input,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean ferry_key_trial_finish (FerrySession *session, GAsyncResult *result, GError **error);

G_END_DECLS
