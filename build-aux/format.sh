#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Formats the C code with clang-format. Only the lines changed since the common ancestor with a
# base (main unless given) are touched, so that no change drowns in the reformatting of its surroundings.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage ()
{
  cat <<'END'
Usage: build-aux/format.sh [--check] [--all | BASE]

  --check  print what would change, change nothing, fail if there is something
  --all    whole files instead of the lines changed since BASE
END
}

in_env ()
{
  build-aux/in-env.sh "$@"
}

all_files ()
{
  git ls-files --cached --others --exclude-standard -- 'src/*.[ch]' 'tests/*.[ch]'
}

format_all ()
{
  local -a files
  mapfile -t files < <(all_files)
  (( ${#files[@]} > 0 )) || return 0
  if (( check )); then
    in_env clang-format --dry-run --Werror "${files[@]}"
  else
    in_env clang-format -i "${files[@]}"
  fi
}

format_changes ()
{
  local base=$1 output
  local -a option=(-i)
  base=$(git merge-base HEAD "$base" 2>/dev/null) || base=HEAD
  (( ! check )) || option=()
  output=$(git diff -U0 --no-color --relative "$base" -- 'src/*.[ch]' 'tests/*.[ch]' \
    | in_env clang-format-diff -p1 "${option[@]}") || true
  if [[ -n $output ]]; then
    printf '%s\n' "$output"
    return 1
  fi
}

main ()
{
  local check=0 all=0 base=main
  while (( $# > 0 )); do
    case $1 in
      --check) check=1 ;;
      --all) all=1 ;;
      --help) usage; exit 0 ;;
      -*) usage >&2; exit 2 ;;
      *) base=$1 ;;
    esac
    shift
  done
  if (( all )); then
    format_all
  else
    format_changes "$base"
  fi
}

main "$@"
