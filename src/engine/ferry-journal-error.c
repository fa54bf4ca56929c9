/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What can go wrong with a journal, in sentences that say what to do. */

#include "config.h"

#include "engine/ferry-journal-error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (ferry - journal - error - quark, ferry_journal_error)

/* Internal: the message of @code about @folder; @detail is the technical cause, in English. */
void
ferry_journal_error_set (GError **error, FerryJournalError code, const char *folder, const char *detail)
{
  g_autofree char *name = g_filename_display_name (folder);

  switch (code)
    {
    case FERRY_JOURNAL_ERROR_NO_SPACE:
      g_set_error (error, FERRY_JOURNAL_ERROR, code,
                   _ ("There is no space left for the journal in “%s”. Free some space and try again."),
                   name);
      break;
    case FERRY_JOURNAL_ERROR_READ_ONLY:
      g_set_error (error, FERRY_JOURNAL_ERROR, code,
                   _ ("The journal in “%s” cannot be written. Make the folder writable and try again."),
                   name);
      break;
    case FERRY_JOURNAL_ERROR_LOCKED:
      g_set_error (error, FERRY_JOURNAL_ERROR, code,
                   _ ("Another program keeps the journal in “%s” locked. Close it and try again."), name);
      break;
    case FERRY_JOURNAL_ERROR_TOO_NEW:
      g_set_error (
        error, FERRY_JOURNAL_ERROR, code,
        _ ("The journal in “%s” was written by a newer version of Image Ferry. Install that version."), name);
      break;
    case FERRY_JOURNAL_ERROR_FAILED:
    default:
      g_set_error (
        error, FERRY_JOURNAL_ERROR, FERRY_JOURNAL_ERROR_FAILED,
        _ ("The journal in “%s” cannot be used. Check the folder and the disk, then start again (%s)."), name,
        detail);
      break;
    }
}

/* Internal: what the person can do about a failed system call. */
FerryJournalError
ferry_journal_error_from_errno (int saved_errno)
{
  switch (saved_errno)
    {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return FERRY_JOURNAL_ERROR_NO_SPACE;
    case EACCES:
    case EPERM:
    case EROFS:
      return FERRY_JOURNAL_ERROR_READ_ONLY;
    default:
      return FERRY_JOURNAL_ERROR_FAILED;
    }
}

/* Internal: ferry_journal_error_set() for a failed system call. */
void
ferry_journal_error_set_errno (GError **error, int saved_errno, const char *folder)
{
  ferry_journal_error_set (error, ferry_journal_error_from_errno (saved_errno), folder,
                           g_strerror (saved_errno));
}
