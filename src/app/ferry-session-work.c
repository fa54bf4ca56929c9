/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What people ask for: passed on to the engine with the keys of the account shown; when it is done, the lists that it
 * changed are brought up to date. */

#include "config.h"

#include "app/ferry-session-private.h"

#include <glib/gi18n-lib.h>

/* An edit or a deletion on its way. */
typedef struct
{
  char *region;
  char *image;
  FerryCatalog *catalog; /* (owned) (nullable): the list that shows it */
  FerryProblem *problem; /* (owned) (nullable) */
} Work;

static void
work_free (Work *work)
{
  g_free (work->region);
  g_free (work->image);
  g_clear_object (&work->catalog);
  g_clear_pointer (&work->problem, ferry_problem_unref);
  g_free (work);
}

/* Without keys or journal nothing may be sent: says which is missing. */
static gboolean
can_work (FerrySession *self, GTask *task)
{
  if (self->engine == NULL && self->journal_problem != NULL)
    g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_FAILED, self->journal_problem->message);
  else if (self->engine == NULL)
    g_task_return_new_error_literal (
      task, G_IO_ERROR, G_IO_ERROR_BUSY,
      _ ("The journal of copies is still being opened. Try again in a moment."));
  else if (ferry_session_get_cloud (self) == NULL)
    g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                                     _ ("There are no keys for this account. Add them first."));
  else
    return TRUE;

  return FALSE;
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;
  FerrySubmission *submission = ferry_engine_check_finish (FERRY_ENGINE (source), result, &error);

  if (submission != NULL)
    g_task_return_pointer (task, submission, (GDestroyNotify) ferry_submission_free);
  else
    g_task_return_error (task, error);
}

static void
requested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;
  FerrySubmission *submission = ferry_engine_request_finish (FERRY_ENGINE (source), result, &error);

  if (submission != NULL)
    g_task_return_pointer (task, submission, (GDestroyNotify) ferry_submission_free);
  else
    g_task_return_error (task, error);
}

static GTask *
make_work (FerrySession *self,
           const char *region,
           const char *image,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Work *work = g_new0 (Work, 1);
  FerryCatalog *catalog = ferry_session_ensure_catalog (self, region);

  work->region = g_strdup (region);
  work->image = g_strdup (image);
  work->catalog = catalog != NULL ? g_object_ref (catalog) : NULL;
  g_task_set_task_data (task, work, (GDestroyNotify) work_free);

  return task;
}

static gboolean
finish_work (GAsyncResult *result, FerryProblem **problem, GError **error)
{
  Work *work = g_task_get_task_data (G_TASK (result));

  if (problem != NULL)
    *problem = g_steal_pointer (&work->problem);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
return_work (GTask *task, gboolean ok, GError *error)
{
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, ok);
}

/* Only a list that has been read shows the change. */
static void
refresh_list (FerrySession *self, FerryCatalog *catalog)
{
  if (catalog == NULL || ferry_catalog_get_refreshed_at (catalog) == NULL)
    return;
  if (catalog == self->catalog)
    ferry_session_refresh (self);
  else
    ferry_catalog_refresh_async (catalog, self->cancellable, NULL, NULL);
}

static void
edited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean ok = ferry_engine_edit_finish (FERRY_ENGINE (source), result, &work->problem, &error);

  if (ok)
    refresh_list (g_task_get_source_object (task), work->catalog);
  return_work (task, ok, error);
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean ok = ferry_engine_delete_finish (FERRY_ENGINE (source), result, &work->problem, &error);

  if (ok)
    refresh_list (g_task_get_source_object (task), work->catalog);
  return_work (task, ok, error);
}

/**
 * ferry_session_check_async:
 * @self: a session
 * @request: what may be asked for
 * @cancellable: (nullable): to stop
 * @callback: called when all is known
 * @user_data: for @callback
 *
 * Holds @request against every rule, and records nothing.
 */
void
ferry_session_check_async (FerrySession *self,
                           const FerryRequest *request,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FERRY_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_session_check_async);
  if (can_work (self, task))
    ferry_engine_check_async (self->engine, ferry_session_get_cloud (self), request, cancellable, checked_cb,
                              g_object_ref (task));
}

/**
 * ferry_session_check_finish:
 * @self: a session
 * @result: from the callback
 * @error: why it could not be checked
 *
 * Returns: (transfer full): what would become of it
 */
FerrySubmission *
ferry_session_check_finish (FerrySession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ferry_session_request_async:
 * @self: a session
 * @request: a copy or a conversion
 * @cancellable: (nullable): to stop, as long as nothing is recorded
 * @callback: called when it is in the journal, or was refused
 * @user_data: for @callback
 *
 * Asks for a copy or a conversion. Once recorded, it happens.
 */
void
ferry_session_request_async (FerrySession *self,
                             const FerryRequest *request,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FERRY_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_session_request_async);
  /* The engine says whether it was stopped in time. */
  g_task_set_check_cancellable (task, FALSE);
  if (can_work (self, task))
    ferry_engine_request_async (self->engine, ferry_session_get_cloud (self), request, cancellable,
                                requested_cb, g_object_ref (task));
}

/**
 * ferry_session_request_finish:
 * @self: a session
 * @result: from the callback
 * @error: why the journal could not take it; refusals are in the submission
 *
 * Returns: (transfer full): what became of it
 */
FerrySubmission *
ferry_session_request_finish (FerrySession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ferry_session_edit_async:
 * @self: a session
 * @region: where the image is
 * @image: its ID
 * @name: (nullable): its new name, %NULL = as it is
 * @description: (nullable): its new description, %NULL = as it is
 * @cancellable: (nullable): to stop, as long as nothing is sent
 * @callback: called when it is done or refused
 * @user_data: for @callback
 *
 * Changes the texts of an image.
 */
void
ferry_session_edit_async (FerrySession *self,
                          const char *region,
                          const char *image,
                          const char *name,
                          const char *description,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FERRY_IS_SESSION (self));
  g_return_if_fail (region != NULL && image != NULL);

  task = make_work (self, region, image, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_session_edit_async);
  if (can_work (self, task))
    ferry_engine_edit_async (self->engine, ferry_session_get_cloud (self), region, image, name, description,
                             cancellable, edited_cb, g_object_ref (task));
}

/**
 * ferry_session_edit_finish:
 * @self: a session
 * @result: from the callback
 * @problem: (out) (nullable) (optional): why it was refused or failed
 * @error: why it could not be tried
 *
 * Returns: whether the texts are changed
 */
gboolean
ferry_session_edit_finish (FerrySession *self, GAsyncResult *result, FerryProblem **problem, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return finish_work (result, problem, error);
}

/**
 * ferry_session_delete_async:
 * @self: a session
 * @region: where the image is
 * @image: its ID
 * @with_snapshots: whether its snapshots go too
 * @cancellable: (nullable): to stop, as long as nothing is sent
 * @callback: called when it is done or refused
 * @user_data: for @callback
 *
 * Deletes an image for good.
 */
void
ferry_session_delete_async (FerrySession *self,
                            const char *region,
                            const char *image,
                            gboolean with_snapshots,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (FERRY_IS_SESSION (self));
  g_return_if_fail (region != NULL && image != NULL);

  task = make_work (self, region, image, cancellable, callback, user_data);
  g_task_set_source_tag (task, ferry_session_delete_async);
  if (can_work (self, task))
    ferry_engine_delete_async (self->engine, ferry_session_get_cloud (self), region, image, with_snapshots,
                               cancellable, deleted_cb, g_object_ref (task));
}

/**
 * ferry_session_delete_finish:
 * @self: a session
 * @result: from the callback
 * @problem: (out) (nullable) (optional): why it was refused or failed
 * @error: why it could not be tried
 *
 * Returns: whether the image is gone or going
 */
gboolean
ferry_session_delete_finish (FerrySession *self, GAsyncResult *result, FerryProblem **problem, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return finish_work (result, problem, error);
}
