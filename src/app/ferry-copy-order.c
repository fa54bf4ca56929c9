/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ferry-copy-order.h"

#include "engine/ferry-operation.h"

/* What needs a person comes first, then what runs, then what waits. */
static int
get_rank (FerryOperation *operation)
{
  FerryOperationState state = ferry_operation_get_state (operation);

  if (state == FERRY_OPERATION_UNDECIDED)
    return 0;

  return state == FERRY_OPERATION_RUNNING ? 1 : 2;
}

static int
compare_newest (FerryOperation *a, FerryOperation *b)
{
  gint64 left = ferry_operation_get_record (a)->id;
  gint64 right = ferry_operation_get_record (b)->id;

  return (right > left) - (right < left);
}

/**
 * ferry_copy_order_compare_active:
 * @a: an operation that is not through
 * @b: another one
 * @user_data: not used
 *
 * A #GCompareDataFunc.
 *
 * Returns: below 0 if @a comes first
 */
int
ferry_copy_order_compare_active (gconstpointer a, gconstpointer b, gpointer user_data)
{
  int difference = get_rank ((FerryOperation *) a) - get_rank ((FerryOperation *) b);

  return difference != 0 ? difference : compare_newest ((FerryOperation *) a, (FerryOperation *) b);
}

/**
 * ferry_copy_order_compare_ended:
 * @a: an operation that has ended
 * @b: another one
 * @user_data: not used
 *
 * A #GCompareDataFunc: what ended last comes first.
 *
 * Returns: below 0 if @a comes first
 */
int
ferry_copy_order_compare_ended (gconstpointer a, gconstpointer b, gpointer user_data)
{
  gint64 left = ferry_operation_get_ended ((FerryOperation *) a);
  gint64 right = ferry_operation_get_ended ((FerryOperation *) b);

  return left != right ? (right > left) - (right < left)
                       : compare_newest ((FerryOperation *) a, (FerryOperation *) b);
}
