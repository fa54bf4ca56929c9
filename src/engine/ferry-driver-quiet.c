/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What waits because the service asked for quiet says so, whoever's call the service complained about: otherwise a copy
 * would stand still for minutes without a word. It is said once, in one commit a region, and unsaid by whatever
 * happens next. What the account's own budget holds is not told: the service has nothing against it. */
#include "config.h"

#include "engine/ferry-driver-private.h"

#include "engine/ferry-limiter.h"
#include "jdcloud/jdc-error.h"

/* Less than that is over before it can be read. */
#define LEAST (3 * G_USEC_PER_SEC)

/* Whether a call to @region will be held back for more than a few seconds, since the service asked for it. */
gboolean
ferry_driver_is_quiet (FerryDriver *self, const char *region)
{
  return ferry_limiter_get_quiet (ferry_cloud_get_limiter (self->cloud), "vm", region) > LEAST;
}

/* Nothing is committed when it waits for that already. */
void
ferry_driver_group_put_throttled (FerryDriverGroup *self, FerryFlow *flow, FerryState state)
{
  g_autoptr (GError) error = jdc_error_new (JDC_ERROR_THROTTLED, JDC_FATE_NEVER_SENT, NULL);

  ferry_driver_group_put_waiting (self, flow, state, error);
}

/* The quiet is over, but others are sent first. */
void
ferry_driver_group_put_queued (FerryDriverGroup *self, FerryFlow *flow)
{
  if (ferry_replica_get_waiting_for (flow->replica) == FERRY_WAIT_THROTTLED)
    ferry_driver_group_put (self, flow, ferry_flow_change (flow, FERRY_STATE_QUEUED));
}

/* Replicas of @region that are followed or looked for; what is to be sent is seen to when its turn comes. */
void
ferry_driver_say_quiet (FerryDriver *self, FerryDriverRegion *region)
{
  FerryDriverGroup *group;

  if (!ferry_driver_is_quiet (self, region->region))
    return;
  group = ferry_driver_group_new ();
  for (guint i = 0; i < self->flows->len; i++)
    {
      FerryFlow *flow = g_ptr_array_index (self->flows, i);
      FerryState state = ferry_flow_get_state (flow);

      if ((state == FERRY_STATE_PENDING || state == FERRY_STATE_UNCONFIRMED) &&
          g_strcmp0 (ferry_driver_get_target (flow), region->region) == 0)
        ferry_driver_group_put_throttled (group, flow, state);
    }
  ferry_driver_group_commit (group, self);
}
