/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define EMULATOR_DEFAULT_ACCESS_KEY "DEMOACCESSKEY"
#define EMULATOR_DEFAULT_SECRET_KEY "demo-secret-key"
#define EMULATOR_MAX_IMAGES 20000

typedef enum
{
  EMULATOR_TOKEN_RAW,
  EMULATOR_TOKEN_BASE64,
} EmulatorTokenEncoding;

/* How an emulator is set up. Begin with EMULATOR_OPTIONS_INIT and change what matters; strings are copied by
 * the functions that take the options. */
typedef struct
{
  guint32 seed;      /* same seed, same images, IDs and answers */
  double time_scale; /* speed of the cloud's clock: 1 = copies last a minute or two, 100 = about a second,
                      * 0 = the clock moves by emulator_server_advance() alone */
  guint images;      /* private images in cn-north-1, at most EMULATOR_MAX_IMAGES; 0 = the demo set */
  const char *access_key;    /* (nullable): the demo key */
  const char *secret_key;    /* (nullable): the demo key */
  const char *session_token; /* (nullable): a token that every request must carry */
  EmulatorTokenEncoding token_encoding;
  gint64 clock_offset;    /* seconds by which the server's clock is ahead of the machine's */
  gint64 epoch;           /* Unix time at which the cloud's clock starts; 0 = now */
  gboolean legacy_source; /* imageSource in the older words: self, jcloud, marketplace, share */
  gboolean iso_times;     /* times as 2026-01-02T03:04:05Z instead of local time without a zone */
  gboolean ids_404;       /* an unknown ID fails a whole describeImages by IDs */
} EmulatorOptions;

#define EMULATOR_OPTIONS_INIT { .seed = 1, .time_scale = 1.0 }

G_END_DECLS
