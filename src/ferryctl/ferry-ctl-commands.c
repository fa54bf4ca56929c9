/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ferryctl/ferry-ctl-commands.h"

#include <unistd.h>

#include <glib/gi18n.h>

#define OFFSET(field) G_STRUCT_OFFSET (FerryCtlArguments, field)
#define FLAG(name, field, help) { name, FERRY_CTL_OPTION_FLAG, OFFSET (field), FALSE, NULL, help }
#define TEXT(name, field, value, help) { name, FERRY_CTL_OPTION_TEXT, OFFSET (field), FALSE, value, help }
#define NEEDED(name, field, value, help) { name, FERRY_CTL_OPTION_TEXT, OFFSET (field), TRUE, value, help }
#define SETTLE(help) { "settle", FERRY_CTL_OPTION_SECONDS, OFFSET (settle), FALSE, N_ ("SECONDS"), help }

#define SETTLE_HELP N_ ("How long to look before a request without an answer is sent again")
#define NO_WAIT_HELP N_ ("Return as soon as every request is answered")
#define DRY_RUN_HELP N_ ("Check everything and show the calls, but send none and record nothing")
#define REQUEST_ID_HELP N_ ("A word of yours: the same word never makes a second operation")
#define UNKNOWN_QUOTA_HELP N_ ("Go on although a quota cannot be read")
#define ONE_REGION_HELP N_ ("Region of the image")

static const FerryCtlOption images_options[] = {
  TEXT ("region", region, N_ ("REGION"), N_ ("Region to list; else JDCLOUD_REGION, else the account's own")),
  TEXT ("name", name, N_ ("TEXT"), N_ ("Only images with TEXT in their name")),
  { NULL }
};

static const FerryCtlOption quotas_options[] = {
  TEXT ("from", from, N_ ("REGION"), N_ ("Leave this region out: it is the source")),
  { NULL }
};

static const FerryCtlOption copy_options[] = {
  NEEDED ("from", from, N_ ("REGION"), N_ ("Region of the images")),
  NEEDED ("to", to, N_ ("REGION"), N_ ("Region to copy them to")),
  TEXT ("name", name, N_ ("NAME"), N_ ("Name of every replica; else its source's")),
  TEXT ("description",
        description,
        N_ ("TEXT"),
        N_ ("Description of every replica; its source's region and ID are added to it")),
  FLAG ("dry-run", dry_run, DRY_RUN_HELP),
  FLAG ("no-wait", no_wait, NO_WAIT_HELP),
  FLAG ("if-missing", if_missing, N_ ("Leave out images that have, or may have, a replica there already")),
  TEXT ("request-id", request_id, N_ ("WORD"), REQUEST_ID_HELP),
  FLAG ("allow-unknown-quota", allow_unknown_quota, UNKNOWN_QUOTA_HELP),
  SETTLE (SETTLE_HELP),
  { NULL }
};

static const FerryCtlOption convert_options[] = {
  NEEDED ("region", region, N_ ("REGION"), ONE_REGION_HELP),
  FLAG ("dry-run", dry_run, DRY_RUN_HELP),
  FLAG ("no-wait", no_wait, NO_WAIT_HELP),
  TEXT ("request-id", request_id, N_ ("WORD"), REQUEST_ID_HELP),
  FLAG ("allow-unknown-quota", allow_unknown_quota, UNKNOWN_QUOTA_HELP),
  SETTLE (SETTLE_HELP),
  { NULL }
};

static const FerryCtlOption copies_options[] = { FLAG ("active", active, N_ ("Only what has not ended")),
                                                 { NULL } };

static const FerryCtlOption resume_options[] = {
  FLAG ("no-wait", no_wait, NO_WAIT_HELP),
  SETTLE (SETTLE_HELP),
  FLAG ("take-over",
        take_over,
        N_ ("Drive the journal of another computer, which must not drive it any more")),
  { NULL }
};

static const FerryCtlOption retry_options[] = { FLAG ("no-wait", no_wait, NO_WAIT_HELP),
                                                SETTLE (SETTLE_HELP),
                                                { NULL } };

static const FerryCtlOption resolve_options[] = {
  TEXT ("there", there, N_ ("IMAGE"), N_ ("That image is the replica")),
  FLAG ("send-again", send_again, N_ ("There is no replica: let “ferryctl resume” send the request again")),
  FLAG ("forget", forget, N_ ("Stop looking for it")),
  TEXT ("keep",
        keep,
        N_ ("IMAGE"),
        N_ ("That image, a possible duplicate, is to stay: say no more about it")),
  { NULL }
};

static const FerryCtlOption edit_options[] = {
  NEEDED ("region", region, N_ ("REGION"), ONE_REGION_HELP),
  TEXT ("name", name, N_ ("NAME"), N_ ("Its new name")),
  TEXT ("description", description, N_ ("TEXT"), N_ ("Its new description")),
  { NULL }
};

static const FerryCtlOption delete_options[] = {
  NEEDED ("region", region, N_ ("REGION"), ONE_REGION_HELP),
  FLAG ("with-snapshots",
        with_snapshots,
        N_ ("Delete its snapshots with it, as far as nothing else uses them")),
  FLAG ("yes", yes, N_ ("Do not ask")),
  { NULL }
};

static const FerryCtlOption add_options[] = {
  TEXT ("access-key", access_key, N_ ("KEY"), N_ ("Its AccessKey ID; else it is asked for")),
  FLAG ("token", token, N_ ("The keys are temporary: ask for their session token too")),
  TEXT ("region", region, N_ ("REGION"), N_ ("The region it shows when none is named")),
  FLAG ("read-only", read_only, N_ ("Never change anything with it")),
  FLAG ("no-check", no_check, N_ ("Save the keys without trying them")),
  { NULL }
};

static const FerryCtlOption remove_options[] = { FLAG ("yes", yes, N_ ("Do not ask")), { NULL } };

static const FerryCtlOption import_options[] = {
  TEXT ("file", file, N_ ("FILE"), N_ ("Read this file; else ~/.jdc/config")),
  TEXT ("name", name, N_ ("NAME"), N_ ("What to call the account; else as its profile")),
  FLAG ("read-only", read_only, N_ ("Never change anything with it")),
  FLAG ("no-check", no_check, N_ ("Save the keys without trying them")),
  { NULL }
};

/* A script whose variable is empty means to be safe, and is not: without a word every call is a new one. */
static char *
check_request_id (const FerryCtlArguments *arguments)
{
  const char *word = arguments->request_id;

  if (word == NULL || !g_utf8_validate (word, -1, NULL))
    return NULL;
  while (*word != '\0' && g_unichar_isspace (g_utf8_get_char (word)))
    word = g_utf8_next_char (word);
  return *word == '\0' ? g_strdup (_ ("Option --request-id needs a word, not blanks.")) : NULL;
}

static char *
check_accounts (const FerryCtlArguments *arguments)
{
  if (arguments->demo)
    return g_strdup (_ ("The demo has no accounts to manage."));
  if (arguments->account != NULL)
    return g_strdup (_ ("Option --account does not go with this command."));
  return NULL;
}

static char *
check_remove (const FerryCtlArguments *arguments)
{
  if (!arguments->yes && (!isatty (STDIN_FILENO) || !isatty (STDERR_FILENO)))
    return g_strdup (_ ("Nobody can be asked whether to remove it: use --yes."));
  return check_accounts (arguments);
}

static char *
check_import (const FerryCtlArguments *arguments)
{
  if (arguments->name != NULL && g_strv_length (arguments->words) != 1)
    return g_strdup (_ ("Option --name goes with one profile."));
  return check_accounts (arguments);
}

static char *
check_edit (const FerryCtlArguments *arguments)
{
  if (arguments->name == NULL && arguments->description == NULL)
    return g_strdup (_ ("Nothing to change was given: use --name or --description."));
  return NULL;
}

static char *
check_delete (const FerryCtlArguments *arguments)
{
  if (!arguments->yes && (!isatty (STDIN_FILENO) || !isatty (STDERR_FILENO)))
    return g_strdup (_ ("Nobody can be asked whether to delete it: use --yes."));
  return NULL;
}

static char *
check_resolve (const FerryCtlArguments *arguments)
{
  int n = (arguments->there != NULL ? 1 : 0) + (arguments->send_again ? 1 : 0) + (arguments->forget ? 1 : 0) +
          (arguments->keep != NULL ? 1 : 0);

  if (n != 1)
    return g_strdup (_ ("Choose one of --there, --send-again, --forget and --keep."));
  return NULL;
}

/* In the order of the help. */
static const FerryCtlCommand commands[] = {
  { "images", NULL, 0, 0, FALSE, N_ ("List the private images of a region, and which can be copied"), NULL,
    images_options, NULL, ferry_ctl_images_start },
  { "quotas", NULL, 0, 0, FALSE, N_ ("Show how much room every region has"), NULL, quotas_options, NULL,
    ferry_ctl_quotas_start },
  { "copy", N_ ("IMAGE…"), 1, G_MAXUINT, TRUE, N_ ("Copy one to five images to another region"),
    N_ ("Waits until the replicas are available. Interrupted, the copies go on in the cloud; “ferryctl "
        "resume”\n"
        "follows them and finishes the rest."),
    copy_options, check_request_id, ferry_ctl_copy_start },
  { "copies", NULL, 0, 0, FALSE, N_ ("Show what was copied and what is under way"),
    N_ ("Reads the journal on this computer only: needs neither keys nor network."), copies_options, NULL,
    ferry_ctl_copies_start },
  { "resume", NULL, 0, 0, TRUE, N_ ("Drive all unfinished work to its end"), NULL, resume_options, NULL,
    ferry_ctl_resume_start },
  { "retry", N_ ("[OPERATION…]"), 0, G_MAXUINT, TRUE, N_ ("Try what has failed again"),
    N_ ("Without an operation, everything that has failed."), retry_options, NULL, ferry_ctl_retry_start },
  { "resolve", N_ ("OPERATION [IMAGE]"), 1, 2, FALSE, N_ ("Say what became of a copy that nobody can tell"),
    N_ ("IMAGE is the source image; it can be left out when the operation has but one that is undecided."),
    resolve_options, check_resolve, ferry_ctl_resolve_start },
  { "convert", N_ ("IMAGE"), 1, 1, TRUE, N_ ("Make a Cloud System Disk image of a Local System Disk image"),
    N_ ("The result is a new image in the same region; the old one stays."), convert_options,
    check_request_id, ferry_ctl_convert_start },
  { "edit", N_ ("IMAGE"), 1, 1, FALSE, N_ ("Change the name or the description of an image"), NULL,
    edit_options, check_edit, ferry_ctl_edit_start },
  { "delete", N_ ("IMAGE"), 1, 1, FALSE, N_ ("Delete an image"), NULL, delete_options, check_delete,
    ferry_ctl_delete_start },
  { "accounts list", NULL, 0, 0, FALSE, N_ ("List the accounts in the keyring"), NULL, NULL, check_accounts,
    ferry_ctl_accounts_list_start },
  { "accounts add", N_ ("NAME"), 1, 1, FALSE, N_ ("Add an account to the keyring"),
    N_ ("The SecretKey is asked for. Without a terminal each answer is a line of standard input, so that\n"
        "no secret is ever an argument. The keys are tried by one call before they are saved."),
    add_options, check_accounts, ferry_ctl_accounts_add_start },
  { "accounts remove", N_ ("NAME"), 1, 1, FALSE, N_ ("Remove an account from the keyring"), NULL,
    remove_options, check_remove, ferry_ctl_accounts_remove_start },
  { "accounts import", N_ ("[PROFILE…]"), 0, G_MAXUINT, FALSE,
    N_ ("Add accounts from the configuration of jdc to the keyring"),
    N_ ("Without a profile, shows those there are."), import_options, check_import,
    ferry_ctl_accounts_import_start },
  { NULL }
};

/**
 * ferry_ctl_commands_get:
 *
 * Returns: (transfer none): all commands
 */
const FerryCtlCommand *
ferry_ctl_commands_get (void)
{
  return commands;
}
