/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Turns a reply into the root of an answer or into an error. All knowledge of how the service says that
 * something went wrong is here: the HTTP status leads, then the status word, then the message.
 */

#include "config.h"

#include "jdc-answer-private.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "jdc-error-private.h"
#include "jdc-json-private.h"

typedef struct
{
  gboolean well_formed;
  gint64 code;            /* 0: absent */
  const char *status;     /* (nullable) */
  const char *message;    /* (nullable) */
  const char *request_id; /* (nullable) */
} Envelope;

typedef struct
{
  const char *text;
  JdcError code;
} Meaning;

/*
 * The texts of the documented refusals (copyImages, convertImage, deleteImage, modifyImageAttribute), without
 * the quoted IDs. In the order they are tried: the two that end a sentence come last.
 */
static const Meaning meanings[] = {
  { "only support clouddisk image", JDC_ERROR_LOCAL_DISK },
  { "only support localdisk image", JDC_ERROR_CLOUD_DISK },
  { "invalid image status", JDC_ERROR_STATUS },
  { "invalid region", JDC_ERROR_REGION },
  { "can't use this image", JDC_ERROR_NOT_PRIVATE },
  { "can't delete this image", JDC_ERROR_NOT_PRIVATE },
  { "can't delete protected image", JDC_ERROR_PROTECTED },
  { "image cannot be deleted if it has been used", JDC_ERROR_PROTECTED },
  { "can't delete shared image", JDC_ERROR_SHARED },
  { "can't delete community image", JDC_ERROR_SHARED },
  { "encrypted snapshot", JDC_ERROR_ENCRYPTED },
  { "conflict with underlay image task", JDC_ERROR_BUSY },
  { "is busy", JDC_ERROR_BUSY },
};

static gboolean
mentions (const char *message, const char *text)
{
  return message != NULL && strcasestr (message, text) != NULL;
}

/* Without a status word nothing tells the service's envelope from any other JSON. */
static void
read_envelope (const JdcValue *root, Envelope *envelope)
{
  JdcReader reader = { NULL };
  const JdcValue *object = jdc_reader_object (&reader, root, "error");

  *envelope = (Envelope) { .request_id = jdc_reader_string (&reader, root, "requestId") };
  if (object != NULL)
    {
      envelope->code = jdc_reader_integer (&reader, object, "code", 0);
      envelope->status = jdc_reader_string (&reader, object, "status");
      envelope->message = jdc_reader_string (&reader, object, "message");
    }
  if (reader.failed != NULL)
    *envelope = (Envelope) { 0 };
  envelope->well_formed = envelope->status != NULL && *envelope->status != '\0';
}

static JdcError
code_for_bad_request (const Envelope *envelope)
{
  for (gsize i = 0; i < G_N_ELEMENTS (meanings); i++)
    {
      if (mentions (envelope->message, meanings[i].text))
        return meanings[i].code;
    }
  return JDC_ERROR_INVALID;
}

/* One status, two meanings: a quota, which waiting does not help, and throttling, which it does. */
static JdcError
code_for_too_many (const Envelope *envelope)
{
  if (envelope->status == NULL || g_ascii_strcasecmp (envelope->status, "QUOTA_EXCEEDED") != 0)
    return JDC_ERROR_THROTTLED;
  if (mentions (envelope->message, "snapshot quota"))
    return JDC_ERROR_QUOTA_SNAPSHOTS;
  if (mentions (envelope->message, "image quota"))
    return JDC_ERROR_QUOTA_IMAGES;
  return JDC_ERROR_QUOTA;
}

/* The gateway's 404 for an unknown address says nothing about the image: it must not look like one that is
 * gone. */
static JdcError
code_for_not_found (const Envelope *envelope)
{
  if (!envelope->well_formed)
    return JDC_ERROR_PROTOCOL;
  return mentions (envelope->message, "no route and no api") ? JDC_ERROR_SERVICE : JDC_ERROR_NOT_FOUND;
}

static JdcError
code_for (guint status, const Envelope *envelope, gint64 clock_offset)
{
  switch (status)
    {
    case 400:
      return envelope->well_formed ? code_for_bad_request (envelope) : JDC_ERROR_PROTOCOL;
    case 401:
      return llabs (clock_offset) > JDC_CLOCK_TOLERANCE_SECONDS ? JDC_ERROR_CLOCK : JDC_ERROR_AUTH;
    case 403:
      return JDC_ERROR_FORBIDDEN;
    case 404:
      return code_for_not_found (envelope);
    case 407:
      return JDC_ERROR_PROXY;
    case 429:
      return code_for_too_many (envelope);
    case 408:
    case 409:
    case 499:
      return JDC_ERROR_SERVICE;
    case 501:
      return envelope->well_formed ? JDC_ERROR_INVALID : JDC_ERROR_SERVICE;
    default:
      break;
    }
  if (status >= 400 && status < 500)
    return envelope->well_formed ? JDC_ERROR_INVALID : JDC_ERROR_PROTOCOL;
  return status >= 300 && status < 600 ? JDC_ERROR_SERVICE : JDC_ERROR_PROTOCOL;
}

/* Whether the service said, in a way that nothing in between would, that it did not act. */
static JdcFate
fate_for (guint status, const Envelope *envelope)
{
  static const guint refusals[] = { 400, 401, 403, 404, 413, 414, 429, 501 };

  if (!envelope->well_formed || (envelope->code != 0 && envelope->code != status))
    return JDC_FATE_UNKNOWN;
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      if (status == refusals[i])
        return JDC_FATE_REFUSED;
    }
  return JDC_FATE_UNKNOWN;
}

/* @offset: the service's clock minus ours, in seconds */
static char *
dup_clock_sentence (gint64 offset)
{
  const gulong minutes = (gulong) (llabs (offset) / 60);

  if (offset > 0)
    return g_strdup_printf (
      ngettext (
        "This computer’s clock is %lu minute slow, so JD Cloud did not accept the keys: set the clock, best "
        "by the network, and try again.",
        "This computer’s clock is %lu minutes slow, so JD Cloud did not accept the keys: set the clock, best "
        "by the network, and try again.",
        minutes),
      minutes);
  return g_strdup_printf (
    ngettext (
      "This computer’s clock is %lu minute fast, so JD Cloud did not accept the keys: set the clock, best by "
      "the network, and try again.",
      "This computer’s clock is %lu minutes fast, so JD Cloud did not accept the keys: set the clock, best "
      "by the network, and try again.",
      minutes),
    minutes);
}

/* Returns: (transfer full) (nullable): a sentence that fits better than the code's own */
static char *
dup_sentence (JdcError code, const Envelope *envelope, gint64 clock_offset)
{
  if (code == JDC_ERROR_CLOCK)
    return dup_clock_sentence (clock_offset);
  if (code == JDC_ERROR_PROTECTED && mentions (envelope->message, "used to create instances"))
    return g_strdup (_ ("Instances were made from this image, so it cannot be deleted: delete them first."));
  if (code == JDC_ERROR_SERVICE && mentions (envelope->message, "no route and no api"))
    return g_strdup (_ ("The endpoint does not know this operation: check the endpoint."));
  return NULL;
}

static GError *
make_error (const JdcReply *reply, const Envelope *envelope, guint status)
{
  const JdcError code = code_for (status, envelope, reply->clock_offset);
  g_autofree char *sentence = dup_sentence (code, envelope, reply->clock_offset);
  const JdcErrorFacts facts = {
    .http_status = reply->http_status,
    .fate = fate_for (reply->http_status, envelope),
    .retry_after = reply->retry_after,
    .clock_offset = reply->clock_offset,
    .service_status = envelope->status,
    .service_message = envelope->message,
    .request_id = envelope->request_id != NULL ? envelope->request_id : reply->request_id,
  };

  return jdc_error_new_from_facts (code, sentence, &facts);
}

static GError *
make_protocol_error (const JdcReply *reply, const char *what)
{
  const JdcErrorFacts facts = {
    .http_status = reply->http_status,
    .fate = JDC_FATE_UNKNOWN,
    .retry_after = reply->retry_after,
    .clock_offset = reply->clock_offset,
    .request_id = reply->request_id,
  };

  g_debug ("answer not understood: %s", what);
  return jdc_error_new_from_facts (JDC_ERROR_PROTOCOL, NULL, &facts);
}

/* A success has no error, and, where they are there, a text as request ID and an object as result. */
static GError *
check_success (const JdcReply *reply, const JdcValue *root)
{
  JdcReader reader = { NULL };
  Envelope envelope;

  jdc_reader_string (&reader, root, "requestId");
  jdc_reader_object (&reader, root, "result");
  if (jdc_reader_object (&reader, root, "error") == NULL)
    return reader.failed != NULL ? make_protocol_error (reply, reader.failed) : NULL;

  read_envelope (root, &envelope);
  if (envelope.code < 400 || envelope.code > 599)
    return make_protocol_error (reply, "error without a code");
  return make_error (reply, &envelope, (guint) envelope.code);
}

/* A body without its NUL was never filled. */
static JdcJson *
parse_body (const JdcReply *reply)
{
  return jdc_json_parse ((const char *) reply->body->data, MAX (reply->body->len, 1) - 1, NULL);
}

static GError *
read_failure (const JdcReply *reply)
{
  g_autoptr (JdcJson) root = parse_body (reply);
  Envelope envelope = { 0 };

  if (root != NULL && jdc_json_get_object (root) != NULL)
    read_envelope (jdc_json_get_object (root), &envelope);
  return make_error (reply, &envelope, reply->http_status);
}

static char *
dup_request_id (const JdcReply *reply, const JdcValue *root)
{
  JdcReader reader = { NULL };
  const char *request_id = jdc_reader_string (&reader, root, "requestId");

  return g_strdup (request_id != NULL ? request_id : reply->request_id);
}

/* Returns: (transfer full): a reply without anything in it */
JdcReply *
jdc_reply_new (void)
{
  JdcReply *self = g_new0 (JdcReply, 1);

  self->retry_after = -1;
  self->body = g_byte_array_new ();
  return self;
}

void
jdc_reply_free (JdcReply *self)
{
  g_free (self->request_id);
  g_byte_array_unref (self->body);
  g_free (self);
}

/*
 * jdc_answer_read:
 * @reply: a whole reply
 * @request_id: (out) (transfer full): the service's ID of the request, of a success
 * @error: set to an error of JDC_ERROR with everything the reply tells
 *
 * Returns: (transfer full) (nullable): the root of a success, always an object
 */
JdcJson *
jdc_answer_read (const JdcReply *reply, char **request_id, GError **error)
{
  g_autoptr (JdcJson) root = NULL;
  GError *problem = NULL;

  if (reply->http_status < 200 || reply->http_status > 299)
    {
      g_propagate_error (error, read_failure (reply));
      return NULL;
    }
  if (reply->http_status == 204)
    root = jdc_json_parse ("{}", 2, NULL);
  else
    root = parse_body (reply);

  if (root == NULL || jdc_json_get_object (root) == NULL)
    problem = make_protocol_error (reply, "no JSON object");
  else
    problem = check_success (reply, jdc_json_get_object (root));
  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return NULL;
    }
  *request_id = dup_request_id (reply, jdc_json_get_object (root));
  return g_steal_pointer (&root);
}
