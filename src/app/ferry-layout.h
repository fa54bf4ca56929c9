/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* FerryLayout: how wide a window is, told by its breakpoints; each step takes away what the one before still had. */
typedef enum
{
  FERRY_LAYOUT_WIDE,
  FERRY_LAYOUT_MEDIUM, /* at most 1180sp: no System, no Size */
  FERRY_LAYOUT_SMALL,  /* at most 980sp: no Snapshots, no Created */
  FERRY_LAYOUT_NARROW, /* at most 760sp: one column of everything, switcher at the bottom */
} FerryLayout;
