/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "jdc-gate.h"

G_DEFINE_INTERFACE (JdcGate, jdc_gate, G_TYPE_OBJECT)

static void
jdc_gate_default_init (JdcGateInterface *iface)
{
}
