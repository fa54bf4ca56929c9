/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ferryctl/ferry-ctl-options.h"

G_BEGIN_DECLS

const FerryCtlCommand *ferry_ctl_commands_get (void);

/* One file each: ferry-ctl-NAME.c. */
void ferry_ctl_images_start (FerryCtl *ctl);
void ferry_ctl_quotas_start (FerryCtl *ctl);
void ferry_ctl_copy_start (FerryCtl *ctl);
void ferry_ctl_convert_start (FerryCtl *ctl);
void ferry_ctl_copies_start (FerryCtl *ctl);
void ferry_ctl_resume_start (FerryCtl *ctl);
void ferry_ctl_retry_start (FerryCtl *ctl);
void ferry_ctl_resolve_start (FerryCtl *ctl);
void ferry_ctl_edit_start (FerryCtl *ctl);
void ferry_ctl_delete_start (FerryCtl *ctl);
void ferry_ctl_accounts_list_start (FerryCtl *ctl);
void ferry_ctl_accounts_add_start (FerryCtl *ctl);
void ferry_ctl_accounts_remove_start (FerryCtl *ctl);
void ferry_ctl_accounts_import_start (FerryCtl *ctl);

G_END_DECLS
