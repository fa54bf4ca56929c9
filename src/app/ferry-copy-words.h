/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/ferry-operation.h"

G_BEGIN_DECLS

/**
 * FerryCopyWords:
 * @icon_name: its icon
 * @style: (nullable): CSS class of icon and state: `success`, `warning`, `error`, `accent`
 * @state: how it stands, in a few words
 * @time: (nullable): how long still, or how long it took
 * @note: (nullable): a sentence that says more, or what to do
 * @request_id: (nullable): what to quote to the service's support
 * @spoken: what a screen reader says of progress and time
 * @fraction: for a progress bar, below 0 = none to be shown
 *
 * How one replica is shown, in the person's language. A value owned by whoever made it.
 */
typedef struct
{
  const char *icon_name;
  const char *style;
  char *state;
  char *time;
  char *note;
  char *request_id;
  char *spoken;
  double fraction;
} FerryCopyWords;

FerryCopyWords *ferry_copy_words_new (FerryOperation *operation,
                                      FerryReplica *replica,
                                      FerryOperation *blocker,
                                      gint64 monotonic_now);
void ferry_copy_words_free (FerryCopyWords *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryCopyWords, ferry_copy_words_free)

/* Who looks after an operation that is not through: this process; another one; nobody, for want of keys. */
typedef enum
{
  FERRY_FOLLOWED_HERE,
  FERRY_FOLLOWED_ELSEWHERE,
  FERRY_FOLLOWED_BY_NOBODY,
} FerryFollowed;

void ferry_copy_words_set_followed (FerryCopyWords *self, FerryReplica *replica, FerryFollowed followed);

/* Of one replica. */
const char *ferry_copy_words_get_name (FerryReplica *replica);
char *ferry_copy_words_dup_ids (FerryReplica *replica);

/* Of a whole operation. */
const char *ferry_copy_words_get_icon (FerryOperation *operation);
const char *ferry_copy_words_get_style (FerryOperation *operation);
char *ferry_copy_words_dup_title (FerryOperation *operation);
char *ferry_copy_words_dup_subtitle (FerryOperation *operation,
                                     FerryOperation *blocker,
                                     const char *account,
                                     GDateTime *now);
const char *ferry_copy_words_get_followed (FerryFollowed followed);
char *ferry_copy_words_dup_time_left (FerryOperation *operation);

FerryOperation *ferry_copy_words_find_blocker (GListModel *operations,
                                               FerryOperation *operation,
                                               FerryReplica *replica);
guint ferry_copy_words_count_unsent (FerryOperation *operation);
guint ferry_copy_words_count_failed (FerryOperation *operation);

G_END_DECLS
