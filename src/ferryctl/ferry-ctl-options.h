/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _FerryCtl FerryCtl;

/* The most seconds that --settle takes. */
#define FERRY_CTL_SETTLE_MAX 86400

/* What was asked for on the command line. Plain fields, all owned; NULL, FALSE or -1 = not given. */
typedef struct
{
  char *account;
  char *endpoint;
  gboolean demo;
  gboolean json;
  gboolean help;
  gboolean version;
  char *region;
  char *from;
  char *to;
  char *name;
  char *description;
  char *request_id;
  char *there;
  char *keep;
  char *access_key;
  char *file;
  int settle;
  gboolean dry_run;
  gboolean no_wait;
  gboolean if_missing;
  gboolean allow_unknown_quota;
  gboolean active;
  gboolean with_snapshots;
  gboolean yes;
  gboolean send_again;
  gboolean forget;
  gboolean take_over;
  gboolean read_only;
  gboolean token;
  gboolean no_check;
  char **words; /* what follows the command's name: never NULL */
} FerryCtlArguments;

typedef enum
{
  FERRY_CTL_OPTION_FLAG,
  FERRY_CTL_OPTION_TEXT,
  FERRY_CTL_OPTION_SECONDS,
} FerryCtlOptionKind;

/* One option of a table that ends with a NULL name. */
typedef struct
{
  const char *name; /* without the dashes */
  FerryCtlOptionKind kind;
  gsize offset; /* of its field in FerryCtlArguments */
  gboolean required;
  const char *value; /* (nullable): what the help calls its value, marked for translation */
  const char *help;  /* one line, marked for translation */
} FerryCtlOption;

/* One command of a table that ends with a NULL name. */
typedef struct
{
  const char *name;  /* one word, or two: "accounts add" */
  const char *words; /* (nullable): what the help calls its words, marked for translation */
  guint min_words;
  guint max_words;
  gboolean streams;    /* with --json: JSON Lines that end with "finished"; else one document */
  const char *summary; /* one line, marked for translation */
  const char *details; /* (nullable): for the command's own help, marked for translation */
  const FerryCtlOption *options;
  /* Returns: (transfer full) (nullable): what is wrong with options that do not go together. */
  char *(*check) (const FerryCtlArguments *arguments);
  void (*start) (FerryCtl *ctl);
} FerryCtlCommand;

FerryCtlArguments *ferry_ctl_arguments_new (void);
void ferry_ctl_arguments_free (FerryCtlArguments *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryCtlArguments, ferry_ctl_arguments_free)

const FerryCtlOption *ferry_ctl_options_get_global (void);

const FerryCtlCommand *ferry_ctl_options_parse (FerryCtlArguments *arguments,
                                                const FerryCtlCommand *commands,
                                                int argc,
                                                char **argv,
                                                char **mistake);

G_END_DECLS
