/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* One SQLite connection of the journal. It belongs to the thread that opened it. Not for use outside the journal. */
typedef struct _FerryJournalDatabase FerryJournalDatabase;

typedef void (*FerryJournalDatabaseProbe) (guint number, gboolean committed, gpointer user_data);

/* A value for a `?` of a statement. */
typedef struct
{
  gboolean is_text;
  gint64 integer;
  const char *text; /* (unowned) (nullable) */
  gboolean is_null;
} FerryJournalValue;

#define FERRY_INT(value) ((FerryJournalValue) { .integer = (value) })
#define FERRY_TEXT(value) ((FerryJournalValue) { .is_text = TRUE, .text = (value) })
/* A row ID, where 0 is stored as NULL. */
#define FERRY_ROW(value) ((FerryJournalValue) { .integer = (value), .is_null = (value) == 0 })
#define FERRY_VALUES(...)                                                                                    \
  ((const FerryJournalValue[]) { __VA_ARGS__ }),                                                             \
    (sizeof ((const FerryJournalValue[]) { __VA_ARGS__ }) / sizeof (FerryJournalValue))

FerryJournalDatabase *ferry_journal_database_open (const char *path, const char *folder, GError **error);
gboolean ferry_journal_database_set_up (FerryJournalDatabase *self, GError **error);
void ferry_journal_database_free (FerryJournalDatabase *self);
gboolean ferry_journal_database_is_damaged (FerryJournalDatabase *self);
const char *ferry_journal_database_get_folder (FerryJournalDatabase *self);
guint ferry_journal_database_get_n_commits (FerryJournalDatabase *self);
void ferry_journal_database_set_probe (FerryJournalDatabase *self,
                                       FerryJournalDatabaseProbe probe,
                                       gpointer user_data);
void ferry_journal_database_set_bell (FerryJournalDatabase *self, const char *path);
void ferry_journal_database_set_busy_timeout (FerryJournalDatabase *self, guint milliseconds);
void ferry_journal_database_keep_untouched (FerryJournalDatabase *self);

gboolean ferry_journal_database_begin (FerryJournalDatabase *self, gboolean durable, GError **error);
gboolean ferry_journal_database_begin_read (FerryJournalDatabase *self, GError **error);
gboolean ferry_journal_database_commit (FerryJournalDatabase *self, GError **error);
void ferry_journal_database_rollback (FerryJournalDatabase *self);
void ferry_journal_database_checkpoint (FerryJournalDatabase *self);

gboolean ferry_journal_database_exec (FerryJournalDatabase *self, const char *sql, GError **error);
sqlite3_stmt *ferry_journal_database_query (FerryJournalDatabase *self,
                                            const char *sql,
                                            const FerryJournalValue *values,
                                            gsize n_values,
                                            GError **error);
gboolean ferry_journal_database_next (FerryJournalDatabase *self, sqlite3_stmt *statement, GError **error);
gboolean ferry_journal_database_run (FerryJournalDatabase *self,
                                     const char *sql,
                                     const FerryJournalValue *values,
                                     gsize n_values,
                                     GError **error);
gboolean ferry_journal_database_get_int (FerryJournalDatabase *self,
                                         const char *sql,
                                         const FerryJournalValue *values,
                                         gsize n_values,
                                         gint64 *value,
                                         GError **error);
gboolean ferry_journal_database_get_text (FerryJournalDatabase *self,
                                          const char *sql,
                                          const FerryJournalValue *values,
                                          gsize n_values,
                                          char **value,
                                          GError **error);
gint64 ferry_journal_database_get_last_row (FerryJournalDatabase *self);
gint64 ferry_journal_database_get_n_changed (FerryJournalDatabase *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryJournalDatabase, ferry_journal_database_free)

G_END_DECLS
