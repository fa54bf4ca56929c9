/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rotated keys and two labels are one identity; a key is known by its hash alone. */

#include "config.h"

#include "test-journal-common.h"

typedef struct
{
  TestFolder *folder;
  FerryJournal *journal;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = test_folder_new ();
  self->journal = test_open (self->folder->path);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  test_close (self->journal);
  test_folder_free (self->folder);
}

static void
test_key_alone (Fixture *self, gconstpointer data)
{
  g_autofree char *owner = NULL;
  gint64 first = test_identify_full (self->journal, "AK-1", NULL, &owner);

  g_assert_null (owner);
  g_assert_cmpint (test_identify (self->journal, "AK-1", NULL), ==, first);
  g_assert_cmpint (test_identify (self->journal, "AK-2", NULL), !=, first);
}

static void
test_rotated_key (Fixture *self, gconstpointer data)
{
  g_autofree char *owner = NULL;
  gint64 first = test_identify (self->journal, "AK-1", "pin-1");

  g_assert_cmpint (test_identify (self->journal, "AK-2", "pin-1"), ==, first);
  g_assert_cmpint (test_identify (self->journal, "AK-3", "pin-2"), !=, first);

  /* From now on the journal knows whose it is by itself. */
  g_assert_cmpint (test_identify_full (self->journal, "AK-2", NULL, &owner), ==, first);
  g_assert_cmpstr (owner, ==, "pin-1");
}

static void
test_learn_pin (Fixture *self, gconstpointer data)
{
  g_autofree char *owner = NULL;
  gint64 first = test_identify (self->journal, "AK-1", NULL);

  g_assert_cmpint (test_identify_full (self->journal, "AK-1", "pin-1", &owner), ==, first);
  g_assert_cmpstr (owner, ==, "pin-1");
  g_assert_cmpint (test_identify (self->journal, "AK-2", "pin-1"), ==, first);
}

static void
load_aliases_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GArray **place = user_data;

  *place = ferry_journal_load_aliases_finish (FERRY_JOURNAL (object), result, NULL);
}

/* The key that was known alone turns out to be the owner's: what it asked for is the owner's too. */
static void
test_join (Fixture *self, gconstpointer data)
{
  gint64 owner = test_identify (self->journal, "AK-1", "pin-1");
  gint64 alone = test_identify (self->journal, "AK-2", NULL);
  const char *const sources[] = { "img-a", NULL };
  g_autoptr (FerryJournalRequest) by_owner =
    test_request (self->journal, owner, NULL, (const char *[]) { "img-z", NULL });
  g_autoptr (FerryJournalRequest) by_key = test_request (self->journal, alone, "nightly", sources);
  g_autoptr (FerryJournalRequest) again = NULL;
  g_autoptr (FerryJournalRequest) by_old_row = NULL;
  g_autoptr (FerryTransaction) transaction = ferry_transaction_new ();
  g_autoptr (FerryTransaction) stale = ferry_transaction_new ();
  FerrySightingRecord later = { owner, (char *) "cn-south-1", (char *) "img-n", (char *) "edited", NULL, 9 };
  FerrySightingRecord earlier = { alone, (char *) "cn-south-1", (char *) "img-n", (char *) "web", NULL, 3 };
  FerrySightingRecord unaware = { alone, (char *) "cn-south-1", (char *) "img-m", (char *) "db", NULL, 5 };
  g_autoptr (FerryJournalContents) contents = NULL;
  g_autoptr (GArray) aliases = NULL;

  ferry_transaction_put_sighting (transaction, &later);
  ferry_transaction_put_sighting (transaction, &earlier);
  test_commit (self->journal, transaction);

  g_assert_cmpint (alone, !=, owner);
  g_assert_cmpint (test_identify (self->journal, "AK-2", "pin-1"), ==, owner);
  g_assert_cmpint (test_identify (self->journal, "AK-2", NULL), ==, owner);

  again = test_request (self->journal, owner, "nightly", sources);
  g_assert_cmpint (again->same_request, ==, by_key->created);

  /* A process that has not heard of it goes on with the old row. */
  by_old_row = test_request (self->journal, alone, NULL, (const char *[]) { "img-a", "img-z", NULL });
  g_assert_cmpint (by_old_row->created, ==, 0);
  g_assert_cmpuint (by_old_row->attached->len, ==, 2);
  ferry_transaction_put_sighting (stale, &unaware);
  test_commit (self->journal, stale);

  contents = test_load (self->journal, TRUE, 0);

  for (guint i = 0; i < contents->operations->len; i++)
    g_assert_cmpint (((FerryOperationRecord *) g_ptr_array_index (contents->operations, i))->identity, ==,
                     owner);

  g_assert_cmpuint (contents->sightings->len, ==, 2);
  g_assert_cmpstr (((FerrySightingRecord *) g_ptr_array_index (contents->sightings, 0))->name, ==, "web");
  g_assert_cmpint (((FerrySightingRecord *) g_ptr_array_index (contents->sightings, 1))->identity, ==, owner);

  ferry_journal_load_aliases_async (self->journal, owner, load_aliases_cb, &aliases);

  while (aliases == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (aliases->len, ==, 1);
  g_assert_cmpint (g_array_index (aliases, gint64, 0), ==, alone);
}

/* A key that another owner's pin is given for has moved; the owners stay apart. */
static void
test_moved_key (Fixture *self, gconstpointer data)
{
  gint64 first = test_identify (self->journal, "AK-1", "pin-1");
  gint64 second = test_identify (self->journal, "AK-1", "pin-2");

  g_assert_cmpint (first, !=, second);
  g_assert_cmpint (test_identify (self->journal, "AK-1", NULL), ==, second);
  g_assert_cmpint (test_identify (self->journal, "AK-9", "pin-1"), ==, first);
}

static void
test_known_writes_nothing (Fixture *self, gconstpointer data)
{
  guint n_commits;

  test_identify (self->journal, "AK-1", "pin-1");
  n_commits = ferry_journal_get_n_commits (self->journal);
  test_identify (self->journal, "AK-1", "pin-1");
  test_identify (self->journal, "AK-1", NULL);

  g_assert_cmpuint (ferry_journal_get_n_commits (self->journal), ==, n_commits);
}

static gboolean
folder_holds (TestFolder *folder, const char *text)
{
  g_autoptr (GDir) dir = g_dir_open (folder->path, 0, NULL);
  const char *name;
  guint n_files = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = test_folder_build (folder, name);
      g_autofree char *contents = NULL;
      gsize length = 0;

      g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
      n_files++;

      if (memmem (contents, length, text, strlen (text)) != NULL)
        return TRUE;
    }

  g_assert_cmpuint (n_files, >, 1);
  return FALSE;
}

static void
test_no_key_on_disk (Fixture *self, gconstpointer data)
{
  test_identify (self->journal, "JDC-ACCESSKEYTEXT", "pin-visible");

  g_assert_true (folder_holds (self->folder, "pin-visible"));
  g_assert_false (folder_holds (self->folder, "ACCESSKEYTEXT"));
}

#define ADD(name, func) g_test_add ("/journal/identities/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("key-alone", test_key_alone);
  ADD ("rotated-key", test_rotated_key);
  ADD ("learn-pin", test_learn_pin);
  ADD ("join", test_join);
  ADD ("moved-key", test_moved_key);
  ADD ("known-writes-nothing", test_known_writes_nothing);
  ADD ("no-key-on-disk", test_no_key_on_disk);

  return g_test_run ();
}
