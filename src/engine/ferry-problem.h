/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "engine/ferry-reason.h"

G_BEGIN_DECLS

/**
 * FerryProblem:
 * @reason: what kind of problem
 * @message: one translated sentence that says what to do
 * @image: (nullable): the image it is about
 * @region: (nullable): the region it is about
 * @http_status: the service's HTTP status, 0 if it did not answer
 * @service_status: (nullable): the service's own word for it, such as `FAILED_PRECONDITION`
 * @request_id: (nullable): the service's request ID, to quote to its support
 *
 * One thing that stands in the way, immutable and reference counted. Never holds a secret.
 */
typedef struct
{
  FerryReason reason;
  char *message;
  char *image;
  char *region;
  guint http_status;
  char *service_status;
  char *request_id;
} FerryProblem;

#define FERRY_TYPE_PROBLEM (ferry_problem_get_type ())
GType ferry_problem_get_type (void);

FerryProblem *ferry_problem_new (FerryReason reason,
                                 const char *image,
                                 const char *region,
                                 const char *message);
FerryProblem *ferry_problem_new_full (FerryReason reason,
                                      const char *image,
                                      const char *region,
                                      guint http_status,
                                      const char *service_status,
                                      const char *request_id,
                                      const char *message);
FerryProblem *ferry_problem_new_for_error (const GError *error, const char *image, const char *region);
FerryProblem *ferry_problem_ref (FerryProblem *self);
void ferry_problem_unref (FerryProblem *self);
gboolean ferry_problem_is_transient (const FerryProblem *self);
gboolean ferry_problem_equal (const FerryProblem *a, const FerryProblem *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FerryProblem, ferry_problem_unref)

G_END_DECLS
