/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-about.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

#include "app/ferry-portal.h"

#define METAINFO "/io/github/imageferry/ImageFerry/metainfo.xml"

static void
add_version (GString *text, const char *name, guint major, guint minor, guint micro)
{
  g_string_append_printf (text, "%s %u.%u.%u\n", name, major, minor, micro);
}

static void
add_fact (GString *text, const char *name, const char *value)
{
  g_string_append_printf (text, "%s: %s\n", name, value != NULL ? value : "–");
}

static void
add_display (GString *text, GtkWidget *parent)
{
  GtkNative *native = parent != NULL ? gtk_widget_get_native (parent) : NULL;
  GskRenderer *renderer = native != NULL ? gtk_native_get_renderer (native) : NULL;

  add_fact (text, "Display", G_OBJECT_TYPE_NAME (gdk_display_get_default ()));
  add_fact (text, "Renderer", renderer != NULL ? G_OBJECT_TYPE_NAME (renderer) : NULL);
}

/* What a person can copy into a report of a bug: no key, no name, no path. Not translated: developers read it. */
static char *
make_debug_info (GtkWidget *parent)
{
  g_autoptr (GString) text = g_string_new ("Image Ferry " PACKAGE_VERSION "\n\n");
  g_autofree char *system = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);

  add_version (text, "GTK", gtk_get_major_version (), gtk_get_minor_version (), gtk_get_micro_version ());
  add_version (text, "libadwaita", adw_get_major_version (), adw_get_minor_version (),
               adw_get_micro_version ());
  add_version (text, "GLib", glib_major_version, glib_minor_version, glib_micro_version);
  add_version (text, "libsoup", soup_get_major_version (), soup_get_minor_version (),
               soup_get_micro_version ());
  g_string_append_c (text, '\n');
  add_fact (text, "System", system);
  add_fact (text, "Desktop", g_getenv ("XDG_CURRENT_DESKTOP"));
  add_fact (text, "Flatpak", ferry_portal_is_needed () ? "yes" : "no");
  add_fact (text, "Language", g_get_language_names ()[0]);
  add_display (text, parent);

  return g_string_free_and_steal (g_steal_pointer (&text));
}

/**
 * ferry_about_present:
 * @parent: (nullable): the window it belongs to
 *
 * Shows who made this, what is new, and what it is not.
 */
void
ferry_about_present (GtkWidget *parent)
{
  g_autofree char *debug_info = make_debug_info (parent);
  AdwDialog *dialog = adw_about_dialog_new_from_appdata (METAINFO, PACKAGE_VERSION);

  g_object_set (
    dialog, "application-name", _ ("Image Ferry"), "version", PACKAGE_VERSION, "copyright",
    "© 2026 The Image Ferry developers", "comments",
    _ ("Copies private images of virtual machines between regions of JD Cloud.\n\nAn independent program, "
       "not affiliated with JD Cloud."),
    "debug-info", debug_info, "debug-info-filename", "image-ferry.txt",
    /* Translators: your names, one a line. */
    "translator-credits", _ ("translator-credits"), NULL);
  adw_dialog_present (dialog, parent);
}
