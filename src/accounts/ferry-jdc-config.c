/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads what jdc 1.2 writes to ~/.jdc/config: one section a profile, with access_key, secret_key, region_id, endpoint,
 * scheme and timeout, as Python's configparser understands it. GKeyFile would not: it knows no "name: value", no
 * [DEFAULT], no continued lines, and it leaves copies of secrets on the heap.
 * Source: jdcloud_cli/config.py and controllers/configure_controller.py of github.com/jdcloud-api/jdcloud-cli. */

#include "config.h"

#include "ferry-jdc-config.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ferry-accounts-error.h"
#include "ferry-jdc-profile-private.h"
#include "ferry-pasted-text.h"
#include "ferry-secret-keys.h"

#define SIZE_MAX_BYTES (256 * 1024)
/* More are left out; nobody has so many. */
#define PROFILES_MAX 200
/* The section whose values all others inherit. */
#define DEFAULTS "DEFAULT"

/* A place in the text of the file. */
typedef struct
{
  const char *start;
  gsize length;
} Span;

typedef struct
{
  char *name;          /* (owned) */
  GHashTable *options; /* (owned): name in lower case → Span */
  gboolean is_repeated;
} Section;

/* Where reading has got to. */
typedef struct
{
  GPtrArray *sections; /* (owned) (element-type Section) */
  Section *section;    /* (nullable): the one that lines belong to */
  Span *value;         /* (nullable): what an indented line continues */
} Reader;

struct _FerryJdcConfig
{
  GObject parent_instance;

  char *path;        /* (owned) */
  GListStore *found; /* (owned) */
  char *warning;     /* (owned) */
  gboolean readable_by_others;
};

static void ferry_jdc_config_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FerryJdcConfig,
                               ferry_jdc_config,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, ferry_jdc_config_model_init))

static void
section_free (gpointer data)
{
  Section *section = data;

  g_free (section->name);
  g_hash_table_unref (section->options);
  g_free (section);
}

static Section *
find_section (GPtrArray *sections, const char *name)
{
  for (guint i = 0; i < sections->len; i++)
    {
      Section *section = sections->pdata[i];

      if (g_str_equal (section->name, name))
        return section;
    }
  return NULL;
}

static void
begin_section (Reader *reader, const char *name, gsize length)
{
  Section *section = g_new0 (Section, 1);
  g_autofree char *raw = g_strndup (name, length);

  section->name = g_utf8_make_valid (raw, -1);
  section->options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  section->is_repeated = find_section (reader->sections, section->name) != NULL;
  g_ptr_array_add (reader->sections, section);
  reader->section = section;
  reader->value = NULL;
}

/* An option without a section is not understood, as in jdc itself. */
static void
read_option (Reader *reader, const char *line, gsize length)
{
  gsize name_length, value_length;
  const char *mark = line;
  const char *name, *value;

  while (mark < line + length && *mark != '=' && *mark != ':')
    mark++;
  reader->value = NULL;
  if (reader->section == NULL || mark == line + length)
    return;
  name = ferry_pasted_text_trim (line, mark - line, &name_length);
  value = ferry_pasted_text_trim (mark + 1, line + length - mark - 1, &value_length);
  reader->value = g_new0 (Span, 1);
  reader->value->start = value;
  reader->value->length = value_length;
  g_hash_table_replace (reader->section->options, g_ascii_strdown (name, name_length), reader->value);
}

static void
read_line (Reader *reader, const char *line, gsize length)
{
  gsize trimmed_length;
  const char *trimmed = ferry_pasted_text_trim (line, length, &trimmed_length);
  const char *end;

  if (trimmed_length == 0 || *trimmed == '#' || *trimmed == ';')
    return;
  if (reader->value != NULL && (*line == ' ' || *line == '\t'))
    {
      if (reader->value->length == 0)
        reader->value->start = trimmed;
      reader->value->length = trimmed + trimmed_length - reader->value->start;
      return;
    }
  end = *trimmed == '[' ? memchr (trimmed, ']', trimmed_length) : NULL;
  if (end != NULL)
    begin_section (reader, trimmed + 1, end - trimmed - 1);
  else
    read_option (reader, trimmed, trimmed_length);
}

static GPtrArray *
read_sections (const char *text, gsize length)
{
  Reader reader = { g_ptr_array_new_with_free_func (section_free), NULL, NULL };
  const char *end = text + length;

  while (text < end && reader.sections->len <= PROFILES_MAX)
    {
      const char *line_end = memchr (text, '\n', end - text);

      if (line_end == NULL)
        line_end = end;
      read_line (&reader, text, line_end - text);
      text = line_end + 1;
    }
  return reader.sections;
}

/* "None" is what jdc writes for what was not given. */
static Span
get_option (GPtrArray *sections, Section *section, const char *name)
{
  Section *defaults = find_section (sections, DEFAULTS);
  const Span *value = g_hash_table_lookup (section->options, name);
  Span nothing = { "", 0 };

  if (value == NULL && defaults != NULL)
    value = g_hash_table_lookup (defaults->options, name);
  if (value == NULL || (value->length == 4 && memcmp (value->start, "None", 4) == 0))
    return nothing;
  return *value;
}

static char *
dup_option (GPtrArray *sections, Section *section, const char *name)
{
  Span value = get_option (sections, section, name);

  return g_strndup (value.start, value.length);
}

/* jdc's own default serves all services, and so do the hosts of the two we use. */
static char *
dup_endpoint (GPtrArray *sections, Section *section)
{
  g_autofree char *endpoint = dup_option (sections, section, "endpoint");
  g_autofree char *scheme = dup_option (sections, section, "scheme");
  const char *const own[] = { "", "www.jdcloud-api.com", "vm.jdcloud-api.com", "disk.jdcloud-api.com", NULL };

  if (g_strv_contains (own, endpoint))
    return NULL;
  return g_strdup_printf ("%s://%s", *scheme != '\0' ? scheme : "https", endpoint);
}

static FerryJdcProfile *
make_profile (GPtrArray *sections, Section *section)
{
  g_autofree char *access_key = dup_option (sections, section, "access_key");
  g_autofree char *region = dup_option (sections, section, "region_id");
  g_autofree char *endpoint = dup_endpoint (sections, section);
  FerryAccountInput input = {
    .label = section->name, .access_key = access_key, .endpoint = endpoint, .default_region = region
  };
  Span secret_key = get_option (sections, section, "secret_key");
  g_autoptr (FerryAccountRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  if (section->is_repeated)
    return ferry_jdc_profile_new_broken (
      section->name, _ ("The file has this profile more than once: remove one of them there."));
  record = ferry_account_record_new (&input, &error);
  if (record == NULL || !ferry_secret_keys_check (secret_key.start, secret_key.length, &error))
    return ferry_jdc_profile_new_broken (section->name, error->message);
  return ferry_jdc_profile_new (g_steal_pointer (&record), secret_key.start, secret_key.length);
}

static void
read_profiles (FerryJdcConfig *self, const char *text, gsize length)
{
  g_autoptr (GPtrArray) sections = read_sections (text, length);

  for (guint i = 0; i < MIN (sections->len, PROFILES_MAX); i++)
    {
      Section *section = sections->pdata[i];
      g_autoptr (FerryJdcProfile) profile = NULL;

      if (g_str_equal (section->name, DEFAULTS))
        continue;
      profile = make_profile (sections, section);
      g_list_store_append (self->found, profile);
    }
}

static gboolean
refuse_errno (const char *path, int number, GError **error)
{
  g_set_error (error, FERRY_ACCOUNTS_ERROR,
               number == ENOENT ? FERRY_ACCOUNTS_ERROR_NOT_FOUND : FERRY_ACCOUNTS_ERROR_INVALID_FILE,
               /* Translators: a file name, then the system's reason. */
               _ ("“%s” cannot be read (%s): choose another file."), path, g_strerror (number));
  return FALSE;
}

static gboolean
refuse_file (const char *path, GError **error)
{
  g_set_error (error, FERRY_ACCOUNTS_ERROR, FERRY_ACCOUNTS_ERROR_INVALID_FILE,
               _ ("“%s” is not a configuration file of jdc: choose another file."), path);
  return FALSE;
}

/* Reads up to @size bytes; fewer if the file is shorter. */
static gssize
read_all (int fd, char *buffer, gsize size)
{
  gsize done = 0;

  while (done < size)
    {
      gssize n = read (fd, buffer + done, size - done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return -1;
      if (n == 0)
        break;
      done += n;
    }
  return done;
}

static gboolean
read_open_file (FerryJdcConfig *self, int fd, GError **error)
{
  struct stat status;
  g_autofree char *text = NULL;
  gssize length;
  int number;

  if (fstat (fd, &status) < 0)
    return refuse_errno (self->path, errno, error);
  if (!S_ISREG (status.st_mode) || status.st_size > SIZE_MAX_BYTES)
    return refuse_file (self->path, error);
  self->readable_by_others = (status.st_mode & (S_IRGRP | S_IROTH)) != 0;
  text = g_malloc (SIZE_MAX_BYTES);
  length = read_all (fd, text, SIZE_MAX_BYTES);
  number = errno;
  if (length > 0)
    read_profiles (self, text, length);
  explicit_bzero (text, SIZE_MAX_BYTES);
  if (length < 0)
    return refuse_errno (self->path, number, error);
  return g_list_model_get_n_items (G_LIST_MODEL (self->found)) > 0 || refuse_file (self->path, error);
}

static GType
ferry_jdc_config_get_item_type (GListModel *model)
{
  return FERRY_TYPE_JDC_PROFILE;
}

static guint
ferry_jdc_config_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (FERRY_JDC_CONFIG (model)->found));
}

static gpointer
ferry_jdc_config_get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (FERRY_JDC_CONFIG (model)->found), position);
}

static void
ferry_jdc_config_model_init (GListModelInterface *iface)
{
  iface->get_item_type = ferry_jdc_config_get_item_type;
  iface->get_n_items = ferry_jdc_config_get_n_items;
  iface->get_item = ferry_jdc_config_get_item;
}

static void
ferry_jdc_config_finalize (GObject *object)
{
  FerryJdcConfig *self = FERRY_JDC_CONFIG (object);

  g_free (self->path);
  g_free (self->warning);
  g_object_unref (self->found);

  G_OBJECT_CLASS (ferry_jdc_config_parent_class)->finalize (object);
}

static void
ferry_jdc_config_class_init (FerryJdcConfigClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ferry_jdc_config_finalize;
}

static void
ferry_jdc_config_init (FerryJdcConfig *self)
{
  self->found = g_list_store_new (FERRY_TYPE_JDC_PROFILE);
}

/**
 * ferry_jdc_config_dup_default_path:
 *
 * Returns: (transfer full): where jdc keeps its configuration, whether or not it is there
 */
char *
ferry_jdc_config_dup_default_path (void)
{
  return g_build_filename (g_get_home_dir (), ".jdc", "config", NULL);
}

/**
 * ferry_jdc_config_read:
 * @path: a configuration file of jdc
 * @error: %FERRY_ACCOUNTS_ERROR_NOT_FOUND if there is no such file, else %FERRY_ACCOUNTS_ERROR_INVALID_FILE
 *
 * Reads the profiles. Whatever the file holds, each profile either can be imported or says why not.
 *
 * Returns: (transfer full) (nullable): at least one profile
 */
FerryJdcConfig *
ferry_jdc_config_read (const char *path, GError **error)
{
  g_autoptr (FerryJdcConfig) self = NULL;
  gboolean success;
  int fd;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (FERRY_TYPE_JDC_CONFIG, NULL);
  self->path = g_strdup (path);
  /* A pipe in its place must not block. */
  fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0)
    {
      refuse_errno (path, errno, error);
      return NULL;
    }
  success = read_open_file (self, fd, error);
  close (fd);
  return success ? g_steal_pointer (&self) : NULL;
}

/**
 * ferry_jdc_config_get_path:
 * @self: a configuration
 *
 * Returns: the file it was read from
 */
const char *
ferry_jdc_config_get_path (FerryJdcConfig *self)
{
  g_return_val_if_fail (FERRY_IS_JDC_CONFIG (self), NULL);

  return self->path;
}

/**
 * ferry_jdc_config_get_readable_by_others:
 * @self: a configuration
 *
 * Returns: whether other users of this computer can read the keys in the file
 */
gboolean
ferry_jdc_config_get_readable_by_others (FerryJdcConfig *self)
{
  g_return_val_if_fail (FERRY_IS_JDC_CONFIG (self), FALSE);

  return self->readable_by_others;
}

/**
 * ferry_jdc_config_get_warning:
 * @self: a configuration
 *
 * Returns: what to tell the user: that the keys stay in the file in clear, and who can read them
 */
const char *
ferry_jdc_config_get_warning (FerryJdcConfig *self)
{
  g_return_val_if_fail (FERRY_IS_JDC_CONFIG (self), NULL);

  if (self->warning == NULL && self->readable_by_others)
    self->warning =
      g_strdup_printf (_ ("“%s” holds the keys in clear, and other users of this computer can read it: "
                          "delete it after the import."),
                       self->path);
  else if (self->warning == NULL)
    self->warning =
      g_strdup_printf (_ ("“%s” holds the keys in clear: delete it after the import."), self->path);
  return self->warning;
}

/**
 * ferry_jdc_config_find:
 * @self: a configuration
 * @name: the name of a profile
 *
 * Returns: (transfer none) (nullable): the profile
 */
FerryJdcProfile *
ferry_jdc_config_find (FerryJdcConfig *self, const char *name)
{
  g_return_val_if_fail (FERRY_IS_JDC_CONFIG (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->found)); i++)
    {
      g_autoptr (FerryJdcProfile) profile = g_list_model_get_item (G_LIST_MODEL (self->found), i);

      if (g_str_equal (ferry_jdc_profile_get_name (profile), name))
        return profile;
    }
  return NULL;
}
