#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# with-keyring.sh COMMAND…: runs a test of the keyring with all debugging output on, then looks for its secrets
# in that output and in every file below the throwaway folders. To be run by tests/with-session.sh.
set -uo pipefail

# All secrets of the test begin so. Also as base64 at its three offsets: a keyring that does not encrypt may write that.
readonly PATTERNS=('hush-4711' 'aHVzaC00NzEx' 'h1c2gtNDcxM' 'odXNoLTQ3MT')

session=$(dirname "$HOME")

is_found ()
{
  local pattern
  for pattern in "${PATTERNS[@]}"; do
    if grep -rqsaF "$pattern" "$session"; then
      return 0
    fi
  done
  return 1
}

fail ()
{
  echo "# $*"
  exit 1
}

G_MESSAGES_DEBUG=all "$@" 2>"$session/errors" | tee "$session/output"
status=${PIPESTATUS[0]}
if (( status != 0 )); then
  tail -n 20 "$session/errors" >&2
  exit "$status"
fi
grep -qs 'DEBUG: ' "$session/output" "$session/errors" || fail 'there is no debugging output to look into'
if is_found; then
  fail "a secret was found in: $(grep -rlsaF "${PATTERNS[@]/#/-e}" "$session" | tr '\n' ' ')"
fi
# The search itself works.
printf 'x%s' "$(printf 'ahush-4711' | base64)" >"$session/planted"
is_found || fail 'a planted secret was not found'
