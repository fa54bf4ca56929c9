/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One thread that runs jobs one after the other. A task is answered and released on the main context it was asked
 * on, in the order asked, so that the last reference to a source object is never dropped on the worker. */

#include "config.h"

#include "engine/ferry-journal-worker.h"

typedef struct
{
  GTask *task; /* (owned) (nullable): NULL ends the thread */
  FerryJournalWorkerFunc func;
  GDestroyNotify result_free;
  gpointer result; /* (owned) (nullable) */
  GError *error;   /* (owned) (nullable) */
} Job;

struct _FerryJournalWorker
{
  GThread *thread;   /* (owned) */
  GAsyncQueue *jobs; /* (owned): Job */
  gpointer state;    /* (owned): used on the thread alone */
  GDestroyNotify state_free;
};

static void
job_free (gpointer data)
{
  Job *self = data;

  if (self->result != NULL && self->result_free != NULL)
    self->result_free (self->result);

  g_clear_error (&self->error);
  g_clear_object (&self->task);
  g_free (self);
}

static gboolean
job_done_cb (gpointer data)
{
  Job *job = data;

  if (job->error != NULL)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  else
    g_task_return_pointer (job->task, g_steal_pointer (&job->result), job->result_free);

  return G_SOURCE_REMOVE;
}

static void
answer_job (Job *job)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, g_task_get_priority (job->task));
  g_source_set_callback (source, job_done_cb, job, job_free);
  g_source_set_static_name (source, "[Ferry] journal job done");
  g_source_attach (source, g_task_get_context (job->task));
}

static gpointer
run (gpointer data)
{
  FerryJournalWorker *self = data;

  for (;;)
    {
      Job *job = g_async_queue_pop (self->jobs);

      if (job->task == NULL)
        {
          job_free (job);
          break;
        }

      job->result = job->func (self->state, g_task_get_task_data (job->task), &job->error);
      answer_job (job);
    }

  self->state_free (self->state);
  return NULL;
}

/**
 * ferry_journal_worker_new:
 * @state: (transfer full): given to every job
 * @state_free: called on the worker when it ends
 *
 * Returns: (transfer full): a worker whose thread runs
 */
FerryJournalWorker *
ferry_journal_worker_new (gpointer state, GDestroyNotify state_free)
{
  FerryJournalWorker *self = g_new0 (FerryJournalWorker, 1);

  self->jobs = g_async_queue_new ();
  self->state = state;
  self->state_free = state_free;
  self->thread = g_thread_new ("ferry-journal", run, self);

  return self;
}

/**
 * ferry_journal_worker_push:
 * @task: (transfer full): its result is a pointer
 * @result_free: (nullable): frees a result that nobody takes
 *
 * Lets the worker run @func after all that was pushed before.
 */
void
ferry_journal_worker_push (FerryJournalWorker *self,
                           GTask *task,
                           FerryJournalWorkerFunc func,
                           GDestroyNotify result_free)
{
  Job *job = g_new0 (Job, 1);

  job->task = task;
  job->func = func;
  job->result_free = result_free;

  g_async_queue_push (self->jobs, job);
}

/** ferry_journal_worker_free: Waits until all that was pushed is done, then ends the thread. */
void
ferry_journal_worker_free (FerryJournalWorker *self)
{
  g_async_queue_push (self->jobs, g_new0 (Job, 1));
  g_thread_join (self->thread);
  g_async_queue_unref (self->jobs);
  g_free (self);
}
