/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "ferry-account-list.h"

struct _FerryAccountList
{
  GObject parent_instance;

  GPtrArray *accounts; /* (owned) (element-type FerryAccount): those not kept first */
  gboolean locked;     /* the keyring hides accounts */
  guint serial;        /* counts our own changes, to notice listings that are older than one */
};

static void ferry_account_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FerryAccountList,
                               ferry_account_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, ferry_account_list_model_init))

typedef enum
{
  PROP_LOCKED = 1,
  N_PROPS
} FerryAccountListProperty;

static GParamSpec *pspecs[N_PROPS];

static gboolean
is_kept (FerryAccount *account)
{
  return ferry_account_get_origin (account) == FERRY_ACCOUNT_ORIGIN_KEYRING;
}

static void
set_locked (FerryAccountList *self, gboolean locked)
{
  if (self->locked == locked)
    return;
  self->locked = locked;
  g_object_notify_by_pspec (G_OBJECT (self), pspecs[PROP_LOCKED]);
}

/* Takes @accounts, and tells only of the part that is different. */
static void
replace_accounts (FerryAccountList *self, GPtrArray *accounts)
{
  g_autoptr (GPtrArray) before = self->accounts;
  guint same, tail = 0;

  self->accounts = accounts;
  for (same = 0; same < MIN (before->len, accounts->len); same++)
    {
      if (before->pdata[same] != accounts->pdata[same])
        break;
    }
  while (tail < MIN (before->len, accounts->len) - same &&
         before->pdata[before->len - 1 - tail] == accounts->pdata[accounts->len - 1 - tail])
    tail++;
  if (before->len - same - tail > 0 || accounts->len - same - tail > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), same, before->len - same - tail,
                                accounts->len - same - tail);
}

static GPtrArray *
copy_accounts (FerryAccountList *self, gboolean kept_too)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->accounts->len; i++)
    {
      if (kept_too || !is_kept (self->accounts->pdata[i]))
        g_ptr_array_add (copy, g_object_ref (self->accounts->pdata[i]));
    }
  return copy;
}

static gboolean
has_record (GPtrArray *records, const char *id)
{
  for (guint i = 0; i < records->len; i++)
    {
      if (g_str_equal (((FerryAccountRecord *) records->pdata[i])->id, id))
        return TRUE;
    }
  return FALSE;
}

static int
compare_records (gconstpointer a, gconstpointer b)
{
  return ferry_account_record_compare (a, b);
}

/* While the keyring hides accounts, those seen before stay. */
static void
add_hidden_records (FerryAccountList *self, GPtrArray *records)
{
  for (guint i = 0; i < self->accounts->len; i++)
    {
      FerryAccount *account = self->accounts->pdata[i];

      if (is_kept (account) && !has_record (records, ferry_account_get_id (account)))
        g_ptr_array_add (records, ferry_account_record_copy (ferry_account_get_record (account)));
    }
}

static GType
ferry_account_list_get_item_type (GListModel *model)
{
  return FERRY_TYPE_ACCOUNT;
}

static guint
ferry_account_list_get_n_items (GListModel *model)
{
  return FERRY_ACCOUNT_LIST (model)->accounts->len;
}

static gpointer
ferry_account_list_get_item (GListModel *model, guint position)
{
  GPtrArray *accounts = FERRY_ACCOUNT_LIST (model)->accounts;

  return position < accounts->len ? g_object_ref (accounts->pdata[position]) : NULL;
}

static void
ferry_account_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = ferry_account_list_get_item_type;
  iface->get_n_items = ferry_account_list_get_n_items;
  iface->get_item = ferry_account_list_get_item;
}

static void
ferry_account_list_finalize (GObject *object)
{
  FerryAccountList *self = FERRY_ACCOUNT_LIST (object);

  g_ptr_array_unref (self->accounts);

  G_OBJECT_CLASS (ferry_account_list_parent_class)->finalize (object);
}

static void
ferry_account_list_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  FerryAccountList *self = FERRY_ACCOUNT_LIST (object);

  switch ((FerryAccountListProperty) property_id)
    {
    case PROP_LOCKED:
      g_value_set_boolean (value, self->locked);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ferry_account_list_class_init (FerryAccountListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ferry_account_list_finalize;
  object_class->get_property = ferry_account_list_get_property;

  /**
   * FerryAccountList:locked:
   *
   * Whether the keyring holds accounts that cannot be seen until it is unlocked.
   */
  pspecs[PROP_LOCKED] = g_param_spec_boolean (
    "locked", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, pspecs);
}

static void
ferry_account_list_init (FerryAccountList *self)
{
  self->accounts = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * ferry_account_list_new:
 *
 * Returns: (transfer full): an empty list
 */
FerryAccountList *
ferry_account_list_new (void)
{
  return g_object_new (FERRY_TYPE_ACCOUNT_LIST, NULL);
}

/**
 * ferry_account_list_get_n_accounts:
 * @self: a list
 *
 * Returns: how many accounts there are
 */
guint
ferry_account_list_get_n_accounts (FerryAccountList *self)
{
  g_return_val_if_fail (FERRY_IS_ACCOUNT_LIST (self), 0);

  return self->accounts->len;
}

/**
 * ferry_account_list_get_account:
 * @self: a list
 * @position: below the number of accounts
 *
 * Returns: (transfer none): the account there
 */
FerryAccount *
ferry_account_list_get_account (FerryAccountList *self, guint position)
{
  g_return_val_if_fail (FERRY_IS_ACCOUNT_LIST (self), NULL);
  g_return_val_if_fail (position < self->accounts->len, NULL);

  return self->accounts->pdata[position];
}

/**
 * ferry_account_list_find_id:
 * @self: a list
 * @id: the ID of an account
 *
 * Returns: (transfer none) (nullable): the account
 */
FerryAccount *
ferry_account_list_find_id (FerryAccountList *self, const char *id)
{
  g_return_val_if_fail (FERRY_IS_ACCOUNT_LIST (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  for (guint i = 0; i < self->accounts->len; i++)
    {
      FerryAccount *account = self->accounts->pdata[i];

      if (g_str_equal (ferry_account_get_id (account), id))
        return account;
    }
  return NULL;
}

/**
 * ferry_account_list_find_label:
 * @self: a list
 * @label: a label as typed
 * @except_id: (nullable): the ID of an account that does not count
 *
 * Returns: (transfer none) (nullable): the account with that label, without regard to case and blanks around it
 */
FerryAccount *
ferry_account_list_find_label (FerryAccountList *self, const char *label, const char *except_id)
{
  g_return_val_if_fail (FERRY_IS_ACCOUNT_LIST (self), NULL);
  g_return_val_if_fail (label != NULL, NULL);

  for (guint i = 0; i < self->accounts->len; i++)
    {
      FerryAccount *account = self->accounts->pdata[i];

      if (g_strcmp0 (ferry_account_get_id (account), except_id) != 0 &&
          ferry_account_record_has_label (ferry_account_get_record (account), label))
        return account;
    }
  return NULL;
}

/**
 * ferry_account_list_add:
 * @self: a list
 * @account: (transfer full): an account that is not kept
 *
 * Shows it after the others that are not kept.
 */
void
ferry_account_list_add (FerryAccountList *self, FerryAccount *account)
{
  GPtrArray *accounts;

  g_return_if_fail (FERRY_IS_ACCOUNT_LIST (self));
  g_return_if_fail (FERRY_IS_ACCOUNT (account) && !is_kept (account));

  accounts = copy_accounts (self, FALSE);
  g_ptr_array_add (accounts, account);
  for (guint i = 0; i < self->accounts->len; i++)
    {
      if (is_kept (self->accounts->pdata[i]))
        g_ptr_array_add (accounts, g_object_ref (self->accounts->pdata[i]));
    }
  replace_accounts (self, accounts);
}

/**
 * ferry_account_list_remove:
 * @self: a list
 * @id: the ID of an account
 *
 * Stops showing it, if it is shown.
 */
void
ferry_account_list_remove (FerryAccountList *self, const char *id)
{
  FerryAccount *account;
  GPtrArray *accounts;

  g_return_if_fail (FERRY_IS_ACCOUNT_LIST (self));

  account = ferry_account_list_find_id (self, id);
  if (account == NULL)
    return;
  accounts = copy_accounts (self, TRUE);
  g_ptr_array_remove (accounts, account);
  replace_accounts (self, accounts);
}

/**
 * ferry_account_list_set_kept:
 * @self: a list
 * @records: (element-type FerryAccountRecord): what the keyring shows; may be sorted and added to
 * @hidden: whether it hides others
 *
 * Shows these as the accounts of the keyring. An account that is shown already keeps its object; while the keyring
 * hides accounts, those seen before stay.
 */
void
ferry_account_list_set_kept (FerryAccountList *self, GPtrArray *records, gboolean hidden)
{
  GPtrArray *accounts;

  g_return_if_fail (FERRY_IS_ACCOUNT_LIST (self));
  g_return_if_fail (records != NULL);

  accounts = copy_accounts (self, FALSE);
  if (hidden)
    add_hidden_records (self, records);
  g_ptr_array_sort_values (records, compare_records);
  for (guint i = 0; i < records->len; i++)
    {
      FerryAccountRecord *record = ferry_account_record_copy (records->pdata[i]);
      FerryAccount *account = ferry_account_list_find_id (self, record->id);

      if (account != NULL && is_kept (account))
        ferry_account_take_record (g_object_ref (account), record);
      else
        account = ferry_account_new (record, FERRY_ACCOUNT_ORIGIN_KEYRING);
      g_ptr_array_add (accounts, account);
    }
  replace_accounts (self, accounts);
  set_locked (self, hidden);
}

/**
 * ferry_account_list_get_locked:
 * @self: a list
 *
 * Returns: its #FerryAccountList:locked
 */
gboolean
ferry_account_list_get_locked (FerryAccountList *self)
{
  g_return_val_if_fail (FERRY_IS_ACCOUNT_LIST (self), FALSE);

  return self->locked;
}

/**
 * ferry_account_list_get_serial:
 * @self: a list
 *
 * Returns: a number that is another one after each change of ours to the keyring, so that a listing that began
 *   before it can be told
 */
guint
ferry_account_list_get_serial (FerryAccountList *self)
{
  g_return_val_if_fail (FERRY_IS_ACCOUNT_LIST (self), 0);

  return self->serial;
}

/**
 * ferry_account_list_count_change:
 * @self: a list
 *
 * To be called when a change of ours to the keyring is done.
 */
void
ferry_account_list_count_change (FerryAccountList *self)
{
  g_return_if_fail (FERRY_IS_ACCOUNT_LIST (self));

  self->serial++;
}
