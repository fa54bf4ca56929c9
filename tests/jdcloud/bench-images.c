/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * How much processor time the client takes for 100 pages of 100 images, over what json-glib alone takes to parse the
 * same bytes: to make objects of them, and to fetch them, which signs requests and goes through libsoup. Medians of
 * interleaved runs, of this thread alone: the server has its own.
 */

#include "config.h"

#include <json-glib/json-glib.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "jdcloud/jdc-answer-private.h"
#include "jdcloud/jdc-client.h"
#include "jdcloud/jdc-image-page-private.h"
#include "raw-server.h"

#define N_PAGES 100
#define N_IMAGES 100
#define N_RUNS 15

static void
append_image (GString *text, guint n)
{
  static const char *const platforms[] = { "CentOS", "Ubuntu", "Windows Server", "Other Linux" };
  static const char *const versions[] = { "7.9", "22.04", "2019", "9.3" };

  g_string_append_printf (
    text,
    "{\"imageId\":\"img-%010u\",\"name\":\"生产-Web服务器-%u\",\"platform\":\"%s\",\"osVersion\":\"%s\","
    "\"architecture\":\"x86_64\",\"systemDiskSizeGB\":40,\"imageSource\":\"private\",\"osType\":\"linux\","
    "\"status\":\"ready\",\"createTime\":\"2026-03-%02u %02u:00:00\",\"sizeMB\":2494,\"desc\":\"nightly "
    "image %u\","
    "\"ownerPin\":\"demo_pin\",\"launchPermission\":\"ownerOnly\",\"systemDisk\":{\"diskCategory\":\"cloud\","
    "\"autoDelete\":true,\"cloudDisk\":{\"diskType\":\"ssd.gp1\",\"diskSizeGB\":40,\"encrypt\":false,"
    "\"encrypted\":false,\"snapshotId\":\"snapshot-%010u\"},\"deviceName\":\"vda\"},",
    n, n, platforms[n % 4], versions[n % 4], n % 28 + 1, n % 24, n, n);
  if (n % 2 == 0)
    g_string_append_printf (
      text,
      "\"dataDisks\":[{\"diskCategory\":\"cloud\",\"autoDelete\":true,\"cloudDisk\":"
      "{\"diskType\":\"ssd.io1\",\"diskSizeGB\":500,\"encrypt\":false,\"encrypted\":false,"
      "\"snapshotId\":\"snapshot-d%09u\",\"iops\":25000},\"deviceName\":\"vdb\"}],",
      n);
  g_string_append_printf (
    text,
    "\"snapshotId\":\"snapshot-%010u\",\"rootDeviceType\":\"cloudDisk\",\"progress\":\"100\","
    "\"offline\":false,\"imported\":false,\"bootMode\":\"bios\"}",
    n);
}

static GByteArray *
make_page (guint page)
{
  g_autoptr (GString) text =
    g_string_new ("{\"requestId\":\"kw19y9wyltxl396gt62z3e3fxml7zubi\",\"result\":{\"images\":[");
  GByteArray *bytes = g_byte_array_new ();

  for (guint i = 0; i < N_IMAGES; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      append_image (text, page * N_IMAGES + i);
    }
  g_string_append_printf (text, "],\"totalCount\":%d}}", N_PAGES * N_IMAGES);
  return g_byte_array_append (bytes, (const guint8 *) text->str, (guint) text->len + 1);
}

static double
get_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

static double
run_floor (GPtrArray *pages)
{
  double begin = get_seconds ();

  for (guint i = 0; i < pages->len; i++)
    {
      const GByteArray *page = g_ptr_array_index (pages, i);
      g_autoptr (JsonParser) parser = json_parser_new ();
      g_autoptr (JsonNode) root = NULL;

      if (!json_parser_load_from_data (parser, (const char *) page->data, (gssize) page->len - 1, NULL))
        abort ();
      root = json_parser_steal_root (parser);
    }
  return get_seconds () - begin;
}

static double
run_parse (GPtrArray *pages)
{
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (JdcImageQuery) query = jdc_image_query_new ();
  double begin = get_seconds ();

  for (guint i = 0; i < pages->len; i++)
    {
      g_autoptr (JdcReply) reply = jdc_reply_new ();
      g_autofree char *request_id = NULL;
      g_autoptr (JdcJson) root = NULL;
      JdcReader reader = { NULL };
      const JdcValue *result;

      reply->http_status = 200;
      g_byte_array_unref (reply->body);
      reply->body = g_byte_array_ref (g_ptr_array_index (pages, i));
      root = jdc_answer_read (reply, &request_id, NULL);
      if (root == NULL)
        abort ();
      result = jdc_reader_object (&reader, jdc_json_get_object (root), "result");
      g_ptr_array_add (kept, jdc_image_page_new_from_json (&reader, result, query));
      if (reader.failed != NULL)
        abort ();
    }
  return get_seconds () - begin;
}

static void
got_page_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  JdcImagePage **page = user_data;

  *page = jdc_client_describe_images_finish (JDC_CLIENT (source), result, NULL);
  if (*page == NULL)
    abort ();
}

static double
run_fetch (GPtrArray *pages)
{
  g_autoptr (RawServer) server = raw_server_new ();
  g_autoptr (JdcEndpoint) endpoint = jdc_endpoint_new (raw_server_get_url (server), NULL);
  g_autoptr (JdcCredentials) keys = jdc_credentials_new ("AKTEST", "SKTEST", NULL);
  g_autoptr (JdcClient) client = jdc_client_new (endpoint, keys, NULL);
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (JdcImageQuery) query = jdc_image_query_new ();
  double begin;

  for (guint i = 0; i < pages->len; i++)
    raw_server_reply (server, 200, (const char *) ((GByteArray *) g_ptr_array_index (pages, i))->data);
  begin = get_seconds ();
  for (guint i = 0; i < pages->len; i++)
    {
      JdcImagePage *page = NULL;

      jdc_client_describe_images_async (client, "cn-north-1", query, NULL, got_page_cb, &page);
      while (page == NULL)
        g_main_context_iteration (NULL, TRUE);
      g_ptr_array_add (kept, page);
    }
  return get_seconds () - begin;
}

static int
compare_doubles (const void *a, const void *b)
{
  double left = *(const double *) a;
  double right = *(const double *) b;

  return left < right ? -1 : left > right;
}

static double
get_median (double *values)
{
  qsort (values, N_RUNS, sizeof *values, compare_doubles);
  return values[N_RUNS / 2];
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) g_byte_array_unref);
  double floors[N_RUNS];
  double parsed[N_RUNS];
  double fetched[N_RUNS];
  double floor_median;
  double parse_median;
  double fetch_median;

  for (guint i = 0; i < N_PAGES; i++)
    g_ptr_array_add (pages, make_page (i));
  for (int i = 0; i < N_RUNS; i++)
    {
      floors[i] = run_floor (pages);
      parsed[i] = run_parse (pages);
      fetched[i] = run_fetch (pages);
    }
  floor_median = get_median (floors);
  parse_median = get_median (parsed);
  fetch_median = get_median (fetched);
  g_print ("each image: json-glib %.2f us, parsed %.2f us, fetched %.2f us; ratios %.2f and %.2f\n",
           floor_median * 1e6 / (N_PAGES * N_IMAGES), parse_median * 1e6 / (N_PAGES * N_IMAGES),
           fetch_median * 1e6 / (N_PAGES * N_IMAGES), parse_median / floor_median,
           fetch_median / floor_median);
  return EXIT_SUCCESS;
}
