/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is in the cloud at the start: an account such as an administrator has after some years, with at least
 * one image for every reason why it cannot be copied, and one region short of quota. Or, for measuring, any
 * number of images. */

#include "config.h"

#include "emulator/emulator-seed.h"

#include <stdlib.h>

#include "emulator/emulator-copying.h"
#include "emulator/emulator-job.h"
#include "emulator/emulator-time.h"

#define CREATION_SECONDS 240.0
#define BULK_EPOCH 1735700400 /* 2025-01-01 11:00 +08:00 */

typedef enum
{
  PLAIN = 0,
  LOCAL = 1 << 0,
  SHARED_OUT = 1 << 1,
  PROTECTED = 1 << 2,
  EXPORTED = 1 << 3,
  LOCAL_IN_USE = 1 << 4,
  ARM = 1 << 5,
  UEFI = 1 << 6,
  IN_ERROR = 1 << 7,
  DELETING = 1 << 8,
  BEING_MADE = 1 << 9,
  BEING_COPIED = 1 << 10,
  NO_PROGRESS = 1 << 11,
  NO_DESCRIPTION = 1 << 12,
  IMPORTED = 1 << 13,
  NO_SIZE = 1 << 14,
} Trait;

typedef struct
{
  const char *name;
  const char *platform;
  const char *os_version;
  const char *disks; /* GB of each, the system disk first; e: encrypted, n: without a snapshot */
  guint size_mb;
  const char *created;
  const char *description; /* %NULL in a replica: the words of the service */
  guint traits;
  const char *source; /* not private: its source; a replica: the name of its original in the first region */
} Seed;

static const Seed north[] = {
  { "生产-Web服务器-01", "CentOS", "7.9", "40", 2494, "2025-11-03 14:22:07",
    "华北生产环境基础镜像，含 nginx 1.24" },
  { "数据库整机镜像_2025Q4", "Ubuntu", "22.04", "100,500,200", 81234, "2026-01-15 03:08:59",
    "MySQL 主库整机备份：系统盘 + 2 块数据盘" },
  { "windows-ad-01", "Windows Server", "2019 数据中心版 64位 中文版", "100", 24310, "2025-08-21 11:36:36", "",
    SHARED_OUT | IMPORTED },
  { "旧版应用-本地盘", "CentOS", "6.9", "40", 3244, "2019-12-30 11:05:02", "", LOCAL | NO_PROGRESS },
  { "legacy-local-with-data", "Ubuntu", "16.04", "40,100", 5120, "2020-06-18 09:00:00", "",
    LOCAL | NO_PROGRESS },
  { "加密数据盘镜像", "CentOS", "7.9", "40,100e", 2494, "2025-12-01 20:15:00", "vdb 来自加密云硬盘" },
  { "arm-build-01", "Other Linux", "openEuler 22.03", "40", 0, "2026-02-02 18:40:11", "", IN_ERROR | ARM },
  { "待删除", "CentOS", "7.9", "40", 2494, "2024-05-06 07:08:09", "", DELETING },
  { "空白数据盘", "CentOS", "7.9", "40,200n,50", 2494, "2025-10-10 10:10:10",
    "vdb 没有快照（空盘），vdc 有快照" },
  { "测试镜像🚀 (v2.1)", "CentOS", "7.9", "40", 2494, "2026-03-01 00:00:00",
    "含表情与括号的名称（早于命名规则或由控制台创建）" },
  { "uefi-rocky9", "Other Linux", "9.3", "40", 2494, "2026-03-02 23:59:59", "", UEFI },
  { "web-frontend-2026.02", "Ubuntu", "24.04", "40", 3120, "2026-02-20 16:45:12",
    "Golden image of the storefront, nginx and the certificates agent" },
  { "订单服务-网关", "CentOS", "8.2", "40,100", 6210, "2026-02-11 10:32:40", "订单网关，数据盘为日志" },
  { "redis-cluster-node", "Ubuntu", "20.04", "40,80", 4870, "2025-09-09 08:15:33", "Redis 7 cluster member" },
  { "kafka-broker-3", "Ubuntu", "22.04", "40,1000", 96400, "2025-07-30 22:01:19", "" },
  { "ci-runner-golden", "Ubuntu", "24.04", "80", 17830, "2026-03-05 12:12:12",
    "CI runner with compilers and caches" },
  { "数据分析-GPU", "Ubuntu", "20.04", "100,500", 120400, "2025-06-18 19:20:21", "CUDA 11.8，含模型数据" },
  { "mysql-primary-backup", "CentOS", "7.9", "60,500", 74200, "2026-03-10 02:00:05",
    "Nightly backup of the primary", BEING_COPIED },
  { "合规归档-请勿删除", "CentOS", "7.6", "40", 2810, "2023-12-31 23:30:00", "审计要求保留至 2030 年",
    PROTECTED },
  { "正在导出的镜像", "Ubuntu", "22.04", "40", 3650, "2026-01-28 09:41:00", "导出到 OSS", EXPORTED },
  { "nightly-build-base", "Ubuntu", "24.04", "40", 3300, "2026-03-14 09:50:00", "", BEING_MADE },
  { "openEuler-base-arm64", "Other Linux", "openEuler 24.03", "40", 2960, "2026-01-06 15:16:17",
    "鲲鹏基础镜像", ARM },
  { "本地盘-生产在用", "CentOS", "7.4", "40", 3001, "2021-04-12 13:14:15", "已创建实例",
    LOCAL | LOCAL_IN_USE },
  { "nginx-edge-small", "CentOS", "7.9", "40", 0, "2025-05-05 05:05:05", NULL,
    NO_DESCRIPTION | NO_PROGRESS | NO_SIZE },
  { "CentOS 7.9 64位", "CentOS", "7.9", "40", 1400, "2021-01-28 16:49:05", "", PLAIN, "public" },
  { "Ubuntu 24.04 64位", "Ubuntu", "24.04", "40", 1500, "2024-06-01 10:00:00", "", PLAIN, "public" },
  { "应用市场-面板", "CentOS", "7.9", "40", 2600, "2023-03-03 11:11:11", "", PLAIN, "thirdparty" },
  { "partner-erp-image", "Windows Server", "2016", "100", 30100, "2025-04-01 09:00:00", "", PLAIN, "shared" },
  { "社区-WordPress", "Ubuntu", "22.04", "40", 2900, "2024-10-10 12:00:00", "", PLAIN, "community" },
};

static const Seed east_2[] = {
  { "生产-Web服务器-01", "CentOS", "7.9", "40", 2494, "2025-11-03 15:01:44", NULL, PLAIN,
    "生产-Web服务器-01" },
  { "web-frontend-2026.02", "Ubuntu", "24.04", "40", 3120, "2026-02-20 17:20:03", NULL, PLAIN,
    "web-frontend-2026.02" },
  { "ci-runner-golden", "Ubuntu", "24.04", "80", 17830, "2026-03-05 13:00:59", NULL, PLAIN,
    "ci-runner-golden" },
  { "上海-日志采集", "CentOS", "7.9", "40,200", 9020, "2025-03-18 14:00:00", "Filebeat + Logstash" },
  { "sh-monitoring", "Ubuntu", "22.04", "40,100", 7600, "2025-10-22 18:30:10", "Prometheus and Grafana" },
  { "sh-windows-rdp", "Windows Server", "2022 数据中心版 64位 中文版", "100", 26800, "2025-12-12 12:12:00",
    "" },
  { "容灾-数据库", "Ubuntu", "22.04", "100,500", 70210, "2026-02-28 04:00:00", "上海容灾库" },
  { "sh-batch-worker", "CentOS", "7.9", "40", 0, "2026-01-19 21:07:00", "", IN_ERROR },
};

static const Seed south_1[] = {
  { "生产-Web服务器-01", "CentOS", "7.9", "40", 2494, "2025-11-04 09:12:00", NULL, PLAIN,
    "生产-Web服务器-01" },
  { "广州-前端", "Ubuntu", "22.04", "40", 3020, "2025-08-08 08:08:08", "华南前端" },
  { "gz-edge-cache", "Ubuntu", "24.04", "40,100", 8800, "2026-01-02 03:04:05", "Edge cache, Guangzhou" },
  { "gz-pos-terminal", "Windows Server", "2019", "100", 23050, "2025-11-11 11:11:11", "" },
};

static const Seed east_1[] = {
  { "宿迁-备份服务器", "CentOS", "7.9", "40,500,500,500", 88010, "2025-02-14 01:00:00", "异地备份" },
  { "宿迁-数据仓库", "CentOS", "7.9", "100,1000,1000,1000,1000", 240110, "2025-09-30 23:00:00", "" },
  { "sq-dr-standby", "Ubuntu", "22.04", "40,100,100", 12020, "2026-02-01 07:30:00",
    "Standby for disaster recovery" },
  { "sq-web", "CentOS", "7.9", "40,100", 2750, "2025-12-24 18:00:00", "" },
};

static const struct
{
  const char *id;
  guint image_limit;
  guint snapshot_limit;
  const Seed *seeds;
  guint n_seeds;
} regions[] = {
  { "cn-north-1", 40, 80, north, G_N_ELEMENTS (north) },
  { "cn-east-1", 30, 60, east_1, G_N_ELEMENTS (east_1) },
  { "cn-east-2", 20, 15, east_2, G_N_ELEMENTS (east_2) },
  { "cn-south-1", 6, 20, south_1, G_N_ELEMENTS (south_1) },
};

static void
add_disks (EmulatorImage *image, const char *text, gboolean local)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *mark;
      guint size = (guint) strtoul (parts[i], &mark, 10);
      EmulatorDisk *disk =
        emulator_disk_new (i, local && i == 0, i > 0 && size >= 500 ? "ssd.io1" : "ssd.gp1", size);

      disk->encrypted = *mark == 'e';
      if (!disk->local && *mark != 'n')
        disk->snapshot = g_strdup ("new");
      if (!disk->local && i > 0 && size >= 500)
        disk->iops = 25000;
      g_ptr_array_add (image->disks, disk);
    }
}

static void
set_traits (EmulatorImage *image, guint traits)
{
  if ((traits & ARM) != 0)
    emulator_image_set (image, &image->architecture, "arm64");
  emulator_image_set (image, &image->boot_mode, (traits & (UEFI | ARM)) != 0 ? "uefi" : "bios");
  if ((traits & SHARED_OUT) != 0)
    emulator_image_set (image, &image->permission, "specifiedUsers");
  if ((traits & IN_ERROR) != 0)
    emulator_image_set (image, &image->status, "error");
  if ((traits & DELETING) != 0)
    emulator_image_set (image, &image->status, "deleting");
  if ((traits & IN_ERROR) != 0)
    image->progress = 64;
  if ((traits & NO_PROGRESS) != 0)
    image->progress = -1;
  image->protected_ = (traits & PROTECTED) != 0;
  image->foreign_task = (traits & EXPORTED) != 0;
  image->local_in_use = (traits & LOCAL_IN_USE) != 0;
  image->imported = (traits & IMPORTED) != 0;
}

static EmulatorImage *
find_by_name (EmulatorRegion *region, const char *name)
{
  GPtrArray *list = emulator_region_get_list (region, "private");

  for (guint i = 0; i < list->len; i++)
    {
      EmulatorImage *image = g_ptr_array_index (list, i);

      if (g_str_equal (image->name, name))
        return image;
    }
  return NULL;
}

/* A seed without words of its own tells what the service writes into a replica. */
static char *
make_description (EmulatorCloud *cloud, const Seed *seed)
{
  EmulatorRegion *first = g_ptr_array_index (emulator_cloud_get_regions (cloud), 0);
  EmulatorImage *original;

  if (seed->description != NULL || (seed->traits & NO_DESCRIPTION) != 0)
    return g_strdup (seed->description);
  original = find_by_name (first, seed->source);
  return g_strdup_printf ("Copied from %s %s", first->id, original->id);
}

static EmulatorImage *
make_image (EmulatorCloud *cloud, EmulatorRegion *region, const Seed *seed)
{
  g_autofree char *id = emulator_cloud_make_id (cloud, "img-");
  g_autofree char *description = make_description (cloud, seed);
  EmulatorImage *image = emulator_image_new (id, seed->name);

  emulator_image_set (image, &image->description, description);
  emulator_image_set (image, &image->platform, seed->platform);
  emulator_image_set (image, &image->os_version, seed->os_version);
  if (g_str_has_prefix (seed->platform, "Windows"))
    emulator_image_set (image, &image->os_type, "windows");
  if (seed->source != NULL && seed->description != NULL)
    emulator_image_set (image, &image->source, seed->source);
  image->size_mb = seed->size_mb;
  image->created = emulator_time_parse (seed->created);
  add_disks (image, seed->disks, (seed->traits & LOCAL) != 0);
  set_traits (image, seed->traits);
  if (emulator_image_is_private (image))
    emulator_cloud_give_snapshots (cloud, region, image, G_MAXUINT);
  return image;
}

static void
plant (EmulatorCloud *cloud, EmulatorRegion *region, const Seed *seed)
{
  EmulatorImage *image = make_image (cloud, region, seed);

  if ((seed->traits & BEING_MADE) == 0)
    {
      emulator_region_add_image (region, image, emulator_cloud_get_now (cloud));
      return;
    }
  image->incomplete = TRUE;
  image->created = emulator_cloud_get_now (cloud) / G_USEC_PER_SEC;
  emulator_job_start (cloud, region, image, region, image, CREATION_SECONDS, FALSE, NULL);
}

static void
start_colleagues_copy (EmulatorCloud *cloud)
{
  EmulatorRegion *from = emulator_cloud_get_region (cloud, "cn-north-1");

  for (guint i = 0; i < G_N_ELEMENTS (north); i++)
    {
      if ((north[i].traits & BEING_COPIED) != 0)
        emulator_copying_start (cloud, from, find_by_name (from, north[i].name),
                                emulator_cloud_get_region (cloud, "cn-south-1"), NULL);
    }
}

static void
plant_bulk (EmulatorCloud *cloud, EmulatorRegion *region, guint index)
{
  static const char *const platforms[] = { "CentOS", "Ubuntu", "Other Linux" };
  static const char *const versions[] = { "7.9", "22.04", "9.3" };
  static const char *const disks[] = { "40", "40,100", "100,500,200", "40" };
  g_autofree char *id = emulator_cloud_make_id (cloud, "img-");
  g_autofree char *name = g_strdup_printf (index % 2 == 0 ? "service-%05u" : "业务镜像-%05u", index);
  EmulatorImage *image = emulator_image_new (id, name);

  emulator_image_set (image, &image->description, index % 3 == 0 ? "基础镜像，含 nginx 1.24" : "Base image");
  emulator_image_set (image, &image->platform, platforms[index % 3]);
  emulator_image_set (image, &image->os_version, versions[index % 3]);
  image->size_mb = 2000 + index % 9000;
  image->created = BULK_EPOCH + index * 60;
  add_disks (image, index % 20 == 7 ? "40,100e" : disks[index % 4], index % 10 == 3);
  set_traits (image, index % 40 == 11 ? IN_ERROR : PLAIN);
  emulator_cloud_give_snapshots (cloud, region, image, G_MAXUINT);
  emulator_region_add_image (region, image, image->created * G_USEC_PER_SEC);
}

static void
fill_bulk (EmulatorCloud *cloud, guint images)
{
  for (guint i = 0; i < G_N_ELEMENTS (regions); i++)
    {
      EmulatorRegion *region = emulator_cloud_add_region (cloud, regions[i].id);

      region->image_limit = images + 1000;
      region->snapshot_limit = 3 * images + 1000;
    }
  for (guint i = 0; i < images; i++)
    plant_bulk (cloud, g_ptr_array_index (emulator_cloud_get_regions (cloud), 0), i);
}

static void
fill_demo (EmulatorCloud *cloud)
{
  for (guint i = 0; i < G_N_ELEMENTS (regions); i++)
    {
      EmulatorRegion *region = emulator_cloud_add_region (cloud, regions[i].id);

      region->image_limit = regions[i].image_limit;
      region->snapshot_limit = regions[i].snapshot_limit;
      for (guint j = 0; j < regions[i].n_seeds; j++)
        plant (cloud, region, &regions[i].seeds[j]);
    }
  start_colleagues_copy (cloud);
}

/* Fills an empty cloud: with the demo set, or with @images images in the first of the four regions. */
void
emulator_seed_fill (EmulatorCloud *cloud, guint images)
{
  GPtrArray *filled = emulator_cloud_get_regions (cloud);

  if (images > 0)
    fill_bulk (cloud, MIN (images, EMULATOR_MAX_IMAGES));
  else
    fill_demo (cloud);
  for (guint i = 0; i < filled->len; i++)
    emulator_region_forget_past (g_ptr_array_index (filled, i));
}
