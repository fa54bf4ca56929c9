/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ferryctl/ferry-ctl-options.h"

#include <string.h>

#include <glib/gi18n.h>

/* Reads the command line. GOptionContext is not used because a mistake must not keep --json from being seen:
 * scripts want every mistake as JSON, wherever --json stands. So reading goes on after the first mistake. */

typedef struct
{
  FerryCtlArguments *arguments; /* what is filled */
  const FerryCtlCommand *commands;
  const FerryCtlCommand *command; /* (nullable): once its name was read */
  const char *group;              /* (nullable): the first word of a name of two, still without the second */
  GPtrArray *words;               /* (owned): borrows its strings */
  GHashTable *seen;               /* (owned): options with a value that were given */
  char *mistake;                  /* (nullable): the first */
} Reader;

#define OFFSET(field) G_STRUCT_OFFSET (FerryCtlArguments, field)

static const FerryCtlOption global_options[] = {
  { "account", FERRY_CTL_OPTION_TEXT, OFFSET (account), FALSE, N_ ("NAME"),
    N_ ("Use this account of the keyring") },
  { "endpoint", FERRY_CTL_OPTION_TEXT, OFFSET (endpoint), FALSE, N_ ("URL"),
    N_ ("Send requests there; {service} in it stands for vm or disk") },
  { "demo", FERRY_CTL_OPTION_FLAG, OFFSET (demo), FALSE, NULL,
    N_ ("Use a make-believe cloud inside the program") },
  { "json", FERRY_CTL_OPTION_FLAG, OFFSET (json), FALSE, NULL, N_ ("Write JSON only") },
  { "help", FERRY_CTL_OPTION_FLAG, OFFSET (help), FALSE, NULL, N_ ("Show this help and exit") },
  { "version", FERRY_CTL_OPTION_FLAG, OFFSET (version), FALSE, NULL, N_ ("Show the version and exit") },
  { NULL }
};

static void G_GNUC_PRINTF (2, 3) note_mistake (Reader *reader, const char *format, ...)
{
  va_list arguments;

  if (reader->mistake != NULL)
    return;
  va_start (arguments, format);
  reader->mistake = g_strdup_vprintf (format, arguments);
  va_end (arguments);
}

static const FerryCtlOption *
find_option (const FerryCtlOption *options, const char *name, gsize length)
{
  for (; options != NULL && options->name != NULL; options++)
    {
      if (strlen (options->name) == length && strncmp (options->name, name, length) == 0)
        return options;
    }
  return NULL;
}

static const FerryCtlOption *
lookup (Reader *reader, const char *name, gsize length)
{
  const FerryCtlOption *option = find_option (global_options, name, length);

  if (option == NULL && reader->command != NULL)
    option = find_option (reader->command->options, name, length);
  return option;
}

/* Is this argument an option, and not the value that a forgetful person left out? */
static gboolean
looks_like_option (Reader *reader, const char *text)
{
  return g_str_has_prefix (text, "--") && lookup (reader, text + 2, strcspn (text + 2, "=")) != NULL;
}

static void
store_seconds (Reader *reader, const FerryCtlOption *option, const char *value)
{
  int *field = G_STRUCT_MEMBER_P (reader->arguments, option->offset);
  guint64 seconds;

  if (!g_ascii_string_to_unsigned (value, 10, 0, FERRY_CTL_SETTLE_MAX, &seconds, NULL))
    note_mistake (reader, _ ("Option --%s takes a number of seconds from 0 to %d, not “%s”."), option->name,
                  FERRY_CTL_SETTLE_MAX, value);
  else
    *field = (int) seconds;
}

static void
store_value (Reader *reader, const FerryCtlOption *option, const char *value)
{
  if (!g_hash_table_add (reader->seen, (gpointer) option->name))
    note_mistake (reader, _ ("Option --%s was given twice."), option->name);
  else if (option->kind == FERRY_CTL_OPTION_SECONDS)
    store_seconds (reader, option, value);
  else
    g_set_str (G_STRUCT_MEMBER_P (reader->arguments, option->offset), value);
}

/* Returns how many arguments were used. */
static int
read_option (Reader *reader, const char *text, const char *next)
{
  gsize length = strcspn (text, "=");
  const char *value = text[length] == '=' ? text + length + 1 : NULL;
  const FerryCtlOption *option = lookup (reader, text, length);

  if (option == NULL)
    {
      note_mistake (reader, _ ("There is no option --%.*s here."), (int) length, text);
      return 1;
    }
  if (option->kind == FERRY_CTL_OPTION_FLAG)
    {
      if (value != NULL)
        note_mistake (reader, _ ("Option --%s takes no value."), option->name);
      else
        G_STRUCT_MEMBER (gboolean, reader->arguments, option->offset) = TRUE;
      return 1;
    }
  if (value == NULL && (next == NULL || looks_like_option (reader, next)))
    {
      note_mistake (reader, _ ("Option --%s needs a value."), option->name);
      return 1;
    }
  store_value (reader, option, value != NULL ? value : next);
  return value != NULL ? 1 : 2;
}

static const FerryCtlCommand *
find_command (const FerryCtlCommand *commands, const char *group, const char *word)
{
  g_autofree char *name = group != NULL ? g_strconcat (group, " ", word, NULL) : g_strdup (word);

  for (; commands->name != NULL; commands++)
    {
      if (g_str_equal (commands->name, name))
        return commands;
    }
  return NULL;
}

static gboolean
is_group (const FerryCtlCommand *commands, const char *word)
{
  g_autofree char *prefix = g_strconcat (word, " ", NULL);

  for (; commands->name != NULL; commands++)
    {
      if (g_str_has_prefix (commands->name, prefix))
        return TRUE;
    }
  return FALSE;
}

static void
read_word (Reader *reader, const char *word)
{
  if (reader->command != NULL)
    {
      g_ptr_array_add (reader->words, (gpointer) word);
      return;
    }
  reader->command = find_command (reader->commands, reader->group, word);
  if (reader->command != NULL)
    return;
  if (reader->group == NULL && is_group (reader->commands, word))
    reader->group = word;
  else if (reader->group != NULL)
    note_mistake (reader, _ ("There is no command “%s %s”."), reader->group, word);
  else
    note_mistake (reader, _ ("There is no command “%s”."), word);
}

static void
read_all (Reader *reader, int argc, char **argv)
{
  gboolean options_end = FALSE;

  for (int i = 1; i < argc;)
    {
      const char *text = argv[i];

      if (!g_utf8_validate (text, -1, NULL))
        note_mistake (reader, _ ("An argument is not valid text."));
      if (options_end || text[0] != '-' || text[1] == '\0')
        read_word (reader, text);
      else if (g_str_equal (text, "--"))
        options_end = TRUE;
      else if (g_str_equal (text, "-h"))
        reader->arguments->help = TRUE;
      else if (text[1] == '-')
        i += read_option (reader, text + 2, i + 1 < argc ? argv[i + 1] : NULL) - 1;
      else
        note_mistake (reader, _ ("There is no option %s here."), text);
      i++;
    }
}

static void
check_required (Reader *reader)
{
  for (const FerryCtlOption *option = reader->command->options; option != NULL && option->name != NULL;
       option++)
    {
      if (option->required && !g_hash_table_contains (reader->seen, option->name))
        note_mistake (reader, _ ("Option --%s is missing."), option->name);
    }
}

static void
check_words (Reader *reader)
{
  const FerryCtlCommand *command = reader->command;

  if (reader->words->len < command->min_words)
    note_mistake (reader, _ ("An argument is missing: “ferryctl %s %s”."), command->name, _ (command->words));
  else if (reader->words->len > command->max_words)
    note_mistake (reader, _ ("“%s” is one argument too many."),
                  (const char *) g_ptr_array_index (reader->words, command->max_words));
}

static void
check_globals (Reader *reader)
{
  const FerryCtlArguments *arguments = reader->arguments;

  if (arguments->demo && arguments->account != NULL)
    note_mistake (reader, _ ("Options --demo and --account do not go together."));
  else if (arguments->demo && arguments->endpoint != NULL)
    note_mistake (reader, _ ("Options --demo and --endpoint do not go together."));
}

static void
check_whole (Reader *reader)
{
  g_autofree char *mistake = NULL;

  if (reader->command == NULL && reader->group != NULL)
    note_mistake (reader, _ ("“%s” needs a second word."), reader->group);
  else if (reader->command == NULL)
    note_mistake (reader, _ ("A command is missing."));
  check_globals (reader);
  if (reader->command == NULL)
    return;
  check_words (reader);
  check_required (reader);
  if (reader->command->check != NULL && (mistake = reader->command->check (reader->arguments)) != NULL)
    note_mistake (reader, "%s", mistake);
}

/**
 * ferry_ctl_arguments_new:
 *
 * Returns: (transfer full): arguments of which none was given
 */
FerryCtlArguments *
ferry_ctl_arguments_new (void)
{
  FerryCtlArguments *self = g_new0 (FerryCtlArguments, 1);

  self->settle = -1;
  self->words = g_new0 (char *, 1);
  return self;
}

/**
 * ferry_ctl_arguments_free:
 * @self: (transfer full): arguments
 */
void
ferry_ctl_arguments_free (FerryCtlArguments *self)
{
  g_free (self->account);
  g_free (self->endpoint);
  g_free (self->region);
  g_free (self->from);
  g_free (self->to);
  g_free (self->name);
  g_free (self->description);
  g_free (self->request_id);
  g_free (self->there);
  g_free (self->keep);
  g_free (self->access_key);
  g_free (self->file);
  g_strfreev (self->words);
  g_free (self);
}

/**
 * ferry_ctl_options_get_global:
 *
 * Returns: (transfer none): the options that every command takes
 */
const FerryCtlOption *
ferry_ctl_options_get_global (void)
{
  return global_options;
}

/**
 * ferry_ctl_options_parse:
 * @arguments: what is filled
 * @commands: all commands
 * @argc: how many arguments, with the program's name
 * @argv: they
 * @mistake: (out) (nullable): the first mistake in a sentence, %NULL if there is none
 *
 * Reads the command line to its end even after a mistake, so that @arguments tells whether JSON or help is wanted.
 * A long option's value stands behind it or behind `=`; `--` ends the options.
 *
 * Returns: (transfer none) (nullable): the command
 */
const FerryCtlCommand *
ferry_ctl_options_parse (FerryCtlArguments *arguments,
                         const FerryCtlCommand *commands,
                         int argc,
                         char **argv,
                         char **mistake)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  Reader reader = { .arguments = arguments, .commands = commands, .words = words, .seen = seen };

  read_all (&reader, argc, argv);
  g_ptr_array_add (words, NULL);
  g_strfreev (arguments->words);
  arguments->words = g_strdupv ((char **) words->pdata);
  g_ptr_array_set_size (words, (int) words->len - 1);
  check_whole (&reader);
  *mistake = reader.mistake;
  return reader.command;
}
