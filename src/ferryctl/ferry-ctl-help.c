/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ferryctl/ferry-ctl-help.h"

#include <glib/gi18n.h>

#include "ferryctl/ferry-ctl-commands.h"
#include "ferryctl/ferry-ctl-table.h"

static char *
dup_option_text (const FerryCtlOption *option)
{
  if (option->value == NULL)
    return g_strconcat ("--", option->name, NULL);
  return g_strconcat ("--", option->name, " ", _ (option->value), NULL);
}

static void
append_options (GString *out, const char *title, const FerryCtlOption *options)
{
  g_autoptr (FerryCtlTable) table = ferry_ctl_table_new (2);

  if (options == NULL || options->name == NULL)
    return;
  g_string_append_printf (out, "\n%s\n", title);
  for (; options->name != NULL; options++)
    {
      g_autofree char *text = dup_option_text (options);

      ferry_ctl_table_add (table, text);
      ferry_ctl_table_add (table, _ (options->help));
    }
  ferry_ctl_table_append (table, out, "  ");
}

static void
append_commands (GString *out)
{
  g_autoptr (FerryCtlTable) table = ferry_ctl_table_new (2);

  g_string_append_printf (out, "\n%s\n", _ ("Commands:"));
  for (const FerryCtlCommand *command = ferry_ctl_commands_get (); command->name != NULL; command++)
    {
      ferry_ctl_table_add (table, command->name);
      ferry_ctl_table_add (table, _ (command->summary));
    }
  ferry_ctl_table_append (table, out, "  ");
}

static void
append_general (GString *out)
{
  g_string_append (out, _ ("Usage: ferryctl [OPTION…] COMMAND …"));
  g_string_append (out, "\n\n");
  g_string_append (out, _ ("Copies private images of JD Cloud from region to region, each exactly once."));
  g_string_append_c (out, '\n');
  append_commands (out);
  append_options (out, _ ("Options of every command:"), ferry_ctl_options_get_global ());
  g_string_append_printf (
    out, "\n%s\n",
    _ ("“ferryctl COMMAND --help” tells more about a command, “man ferryctl” everything.\n"
       "Keys come from JDCLOUD_ACCESS_KEY and JDCLOUD_SECRET_KEY, else from the keyring.\n"
       "Not affiliated with JD Cloud."));
}

static void
append_usage (GString *out, const FerryCtlCommand *command)
{
  g_string_append_printf (out, "%s ferryctl %s", _ ("Usage:"), command->name);
  for (const FerryCtlOption *option = command->options; option != NULL && option->name != NULL; option++)
    {
      g_autofree char *text = option->required ? dup_option_text (option) : NULL;

      if (text != NULL)
        g_string_append_printf (out, " %s", text);
    }
  if (command->words != NULL)
    g_string_append_printf (out, " %s", _ (command->words));
  g_string_append_printf (out, " [%s]\n\n%s\n", _ ("OPTION…"), _ (command->summary));
  if (command->details != NULL)
    g_string_append_printf (out, "\n%s\n", _ (command->details));
}

/**
 * ferry_ctl_help_dup_text:
 * @command: (nullable): the command asked about
 *
 * Returns: (transfer full): the help to @command, or to the program
 */
char *
ferry_ctl_help_dup_text (const FerryCtlCommand *command)
{
  g_autoptr (GString) out = g_string_new (NULL);

  if (command == NULL)
    {
      append_general (out);
    }
  else
    {
      append_usage (out, command);
      append_options (out, _ ("Options:"), command->options);
      append_options (out, _ ("Options of every command:"), ferry_ctl_options_get_global ());
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}
