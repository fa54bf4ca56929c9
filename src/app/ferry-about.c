/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-about.h"

#include <glib/gi18n-lib.h>

#define HOME "https://github.com/imageferry/image-ferry"

/* What a person can copy into a report of a bug: no key, no name. */
static char *
make_debug_info (void)
{
  return g_strdup_printf ("Image Ferry %s\nGTK %u.%u.%u\nlibadwaita %u.%u.%u\nGLib %u.%u.%u\n",
                          PACKAGE_VERSION, gtk_get_major_version (), gtk_get_minor_version (),
                          gtk_get_micro_version (), adw_get_major_version (), adw_get_minor_version (),
                          adw_get_micro_version (), glib_major_version, glib_minor_version,
                          glib_micro_version);
}

/**
 * ferry_about_present:
 * @parent: (nullable): the window it belongs to
 *
 * Shows who made this, and what it is not.
 */
void
ferry_about_present (GtkWidget *parent)
{
  g_autofree char *debug_info = make_debug_info ();
  AdwDialog *dialog = adw_about_dialog_new ();

  g_object_set (
    dialog, "application-name", _ ("Image Ferry"), "application-icon", APPLICATION_ID, "version",
    PACKAGE_VERSION, "developer-name", _ ("The Image Ferry developers"), "license-type", GTK_LICENSE_GPL_3_0,
    "website", HOME, "issue-url", HOME "/issues", "comments",
    _ ("Copies private images of virtual machines between regions of JD Cloud.\n\nAn independent program, "
       "not affiliated with JD Cloud."),
    "debug-info", debug_info, "debug-info-filename", "image-ferry.txt",
    /* Translators: your names, one a line. */
    "translator-credits", _ ("translator-credits"), NULL);
  adw_dialog_present (dialog, parent);
}
