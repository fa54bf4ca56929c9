/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/ferry-demo.h"
#include "app/ferry-session.h"

G_BEGIN_DECLS

struct _FerrySession
{
  GObject parent_instance;

  GSettings *settings;         /* (owned) */
  FerryAccountStore *accounts; /* (owned) */
  FerryEngine *engine;         /* (owned) (nullable) */
  char *folder;                /* (owned) (nullable): where the journal is; the demo's own in a demo */
  char *endpoint;              /* (owned) (nullable): instead of the accounts' */
  FerryDemo *demo;             /* (owned) (nullable) */
  gboolean is_demo;
  GCancellable *cancellable; /* (owned): everything that is only read */
  gboolean accounts_loaded;

  GHashTable *clouds;            /* (owned): account ID → FerryCloud */
  GHashTable *cloud_problems;    /* (owned): account ID → FerryProblem: its keys cannot be used */
  GHashTable *clouds_loading;    /* (owned): set of account IDs */
  GHashTable *catalogs;          /* (owned): "account ID/region" → FerryCatalog, kept while the account is */
  FerryAccount *account;         /* (owned) (nullable) */
  char *region;                  /* (owned) */
  FerryCatalog *catalog;         /* (owned) (nullable) */
  GSignalGroup *catalog_signals; /* (owned) */

  FerryReplicaIndex *replicas; /* (owned) */
  GHashTable *expected;        /* (owned): set of "region/image": replicas that lists should show soon */
  guint expected_id;
  guint others_id;           /* an idle that reads the next of the other regions */
  gint64 others_after;       /* real time: what was read before is old */
  GHashTable *others_failed; /* (owned): set of region IDs */

  FerrySessionState state;
  FerryProblem *problem;          /* (owned) (nullable) */
  FerryProblem *patience;         /* (owned): what is told while the service asks for it */
  FerryProblem *accounts_problem; /* (owned) (nullable) */
  FerryProblem *journal_problem;  /* (owned) (nullable) */
  gboolean asked;                 /* a person waits for the refresh that is running */
  guint failures;                 /* of refreshes in a row */
  guint retry_id;
  gint64 retry_at;    /* monotonic, 0 = not planned */
  guint follow_id;    /* reads the list again while something in it is under way */
  guint follow_delay; /* seconds */
  guint n_under_way;  /* images shown that are being made or deleted */
  guint journal_id;   /* an idle that passes on what the journal has changed */
  guint belief_id;    /* looks again at what others copy: an old list is not believed for ever */
  guint n_adding;     /* keys that the engine is being told about */
};

void ferry_session_update_state (FerrySession *self);
void ferry_session_use_catalog (FerrySession *self);
void ferry_session_set_retry_at (FerrySession *self, gint64 retry_at);
void ferry_session_set_journal_problem (FerrySession *self, FerryProblem *problem);
void ferry_session_emit_busy_changed (FerrySession *self);
void ferry_session_take_engine (FerrySession *self, FerryEngine *engine);
void ferry_session_update_settled (FerrySession *self);

/* ferry-session-accounts.c: the accounts and their keys. */
void ferry_session_accounts_changed (FerrySession *self);
void ferry_session_add_environment (FerrySession *self);
void ferry_session_forget_cloud (FerrySession *self, const char *account_id);
void ferry_session_set_accounts_problem (FerrySession *self, const GError *error);

/* ferry-session-journal.c: what the journal knows reaches the lists. */
void ferry_session_open_journal (FerrySession *self);
void ferry_session_close_journal (FerrySession *self);
void ferry_session_add_cloud (FerrySession *self, FerryCloud *cloud);
void ferry_session_queue_journal (FerrySession *self);

/* ferry-session-refresh.c: when the list shown is read. */
void ferry_session_refresh_shown (FerrySession *self);
void ferry_session_refresh_quietly (FerrySession *self);
void ferry_session_forget_retry (FerrySession *self);
void ferry_session_update_retry_at (FerrySession *self);
void ferry_session_watch_network (FerrySession *self);
void ferry_session_stop_following (FerrySession *self);
guint ferry_session_count_under_way (FerryCatalog *catalog);

/* ferry-session-others.c: the regions that are not shown. */
void ferry_session_read_others (FerrySession *self);
guint ferry_session_count_others_under_way (FerrySession *self);
void ferry_session_renew_others (FerrySession *self);
void ferry_session_stop_others (FerrySession *self);

G_END_DECLS
