/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/ferry-session.h"

G_BEGIN_DECLS

/**
 * FerryStateWords:
 * @icon: an icon name
 * @title: a few words
 * @description: (owned): a sentence or two, without markup
 * @request: (owned) (nullable): what to quote to the support of JD Cloud, to be copied
 * @button: what to do about it, with a mnemonic
 * @action: the action of the button
 * @suggested: whether the button is what most people want
 *
 * What is shown instead of a list.
 */
typedef struct
{
  const char *icon;
  const char *title;
  char *description;
  char *request;
  const char *button;
  const char *action;
  gboolean suggested;
} FerryStateWords;

void ferry_state_words_clear (FerryStateWords *self);
void ferry_state_words_for_session (FerryStateWords *self, FerrySession *session);
void ferry_state_words_for_empty (FerryStateWords *self);
void ferry_state_words_for_no_results (FerryStateWords *self, const char *region, const char *text);

G_END_DECLS
