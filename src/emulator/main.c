/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "emulator/emulator-main.h"

int
main (int argc, char **argv)
{
  return emulator_main (argc, argv);
}
