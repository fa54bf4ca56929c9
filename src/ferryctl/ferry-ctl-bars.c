/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ferryctl/ferry-ctl-bars.h"

#include <glib/gi18n.h>

#include "ferryctl/ferry-ctl-known.h"
#include "ferryctl/ferry-ctl-report.h"
#include "ferryctl/ferry-ctl-table.h"

#define LABEL_WIDTH 28
#define BAR_WIDTH 24

/* Sums over all replicas. */
typedef struct
{
  guint n;
  guint n_ended;
  int progress;
  int eta_low; /* of the slowest, -1 = one of them is not known */
  int eta_high;
} Whole;

static char *
dup_eta (int low, int high)
{
  if (low < 0 || high < 0)
    return g_strdup ("");
  if (high < 90)
    return g_strdup_printf (ngettext ("up to %d second left", "up to %d seconds left", (gulong) high), high);
  low = low / 60;
  high = (high + 59) / 60;
  if (low == high)
    return g_strdup_printf (ngettext ("about %d minute left", "about %d minutes left", (gulong) high), high);
  return g_strdup_printf (_ ("%d to %d minutes left"), low, high);
}

static const char *
get_color (FerryState state)
{
  if (state == FERRY_STATE_VERIFIED || state == FERRY_STATE_AVAILABLE)
    return "\033[32m";
  if (state == FERRY_STATE_UNDECIDED || state == FERRY_STATE_WAITING || state == FERRY_STATE_UNCONFIRMED)
    return "\033[33m";
  if (ferry_state_is_ended (state))
    return "\033[31m";
  return "";
}

static void
append_bar (GString *out, int progress)
{
  int filled = CLAMP (progress, 0, 100) * BAR_WIDTH / 100;

  for (int i = 0; i < BAR_WIDTH; i++)
    g_string_append (out, i < filled ? "█" : "░");
}

/* @text is cut to the terminal's width first, since colours take none. */
static void
append_line (GString *out,
             FerryCtlOutput *output,
             const char *label,
             int progress,
             const char *text,
             const char *color)
{
  g_autofree char *clean = ferry_ctl_table_dup_clean (label);
  g_autofree char *cut = ferry_ctl_table_dup_cut (clean, LABEL_WIDTH);
  guint columns = ferry_ctl_output_get_columns (output);
  guint used = LABEL_WIDTH + BAR_WIDTH + 8;
  g_autofree char *rest = ferry_ctl_table_dup_cut (text, columns > used ? columns - used : 0);
  gboolean colored = ferry_ctl_output_has_color (output) && *color != '\0';

  if (columns <= used)
    {
      g_string_append_printf (out, "%3d %%\n", MAX (progress, 0));
      return;
    }
  g_string_append (out, cut);
  g_string_append_printf (out, "%*s", (int) (LABEL_WIDTH - ferry_ctl_table_get_width (cut)) + 1, "");
  append_bar (out, progress);
  g_string_append_printf (out, " %3d %% %s%s%s\n", MAX (progress, 0), colored ? color : "", rest,
                          colored ? "\033[0m" : "");
}

static void
append_replica (GString *out, FerryCtlOutput *output, FerryReplica *replica)
{
  FerryState state = ferry_replica_get_state (replica);
  const char *name = ferry_replica_get_name (replica);
  gboolean ended = ferry_ctl_known_is_ended (replica);
  gboolean good = state == FERRY_STATE_AVAILABLE || state == FERRY_STATE_VERIFIED;
  g_autofree char *words = NULL;
  g_autofree char *eta = NULL;
  g_autofree char *text = NULL;

  /* The bar tells the percentage already. */
  words = state == FERRY_STATE_PENDING ? g_strdup (_ ("pending")) : ferry_ctl_report_state_words (replica);
  if (ended || state != FERRY_STATE_PENDING)
    eta = g_strdup ("");
  else if (ferry_replica_get_slow (replica))
    eta = g_strdup (_ ("slow"));
  else
    eta = dup_eta (ferry_replica_get_eta_low (replica), ferry_replica_get_eta_high (replica));
  text = *eta != '\0' ? g_strdup_printf ("%s, %s", words, eta) : g_strdup (words);
  append_line (out, output, name != NULL ? name : ferry_replica_get_source (replica),
               good ? 100 : ferry_replica_get_progress (replica), text, get_color (state));
}

static void
add_to_whole (Whole *whole, FerryReplica *replica)
{
  gboolean ended = ferry_ctl_known_is_ended (replica);

  whole->n++;
  whole->n_ended += ended ? 1 : 0;
  whole->progress += ended ? 100 : MAX (ferry_replica_get_progress (replica), 0);
  if (ended || whole->eta_high < 0)
    return;
  if (ferry_replica_get_eta_high (replica) < 0)
    {
      whole->eta_low = whole->eta_high = -1;
      return;
    }
  whole->eta_low = MAX (whole->eta_low, ferry_replica_get_eta_low (replica));
  whole->eta_high = MAX (whole->eta_high, ferry_replica_get_eta_high (replica));
}

static void
append_whole (GString *out, FerryCtlOutput *output, const Whole *whole)
{
  g_autofree char *eta =
    whole->n_ended < whole->n ? dup_eta (whole->eta_low, whole->eta_high) : g_strdup ("");
  g_autofree char *done = g_strdup_printf (_ ("%u of %u ended"), whole->n_ended, whole->n);
  g_autofree char *text = *eta != '\0' ? g_strdup_printf ("%s, %s", done, eta) : g_strdup (done);

  append_line (out, output, _ ("All"), whole->progress / (int) whole->n, text, "");
}

/**
 * ferry_ctl_bars_dup_text:
 * @replicas: (element-type FerryReplica): at least one
 * @output: where it will be shown
 *
 * Returns: (transfer full): the bars, whole lines none of which is wider than the terminal
 */
char *
ferry_ctl_bars_dup_text (GPtrArray *replicas, FerryCtlOutput *output)
{
  g_autoptr (GString) out = g_string_new (NULL);
  Whole whole = { 0 };

  for (guint i = 0; i < replicas->len; i++)
    {
      append_replica (out, output, g_ptr_array_index (replicas, i));
      add_to_whole (&whole, g_ptr_array_index (replicas, i));
    }
  if (whole.n > 1)
    append_whole (out, output, &whole);
  return g_string_free (g_steal_pointer (&out), FALSE);
}
