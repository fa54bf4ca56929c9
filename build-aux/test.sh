#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Builds everything with warnings as errors and runs the tests. The last line counts the results.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
checkout=$(pwd -P)
passed=0 failed=0 skipped=0

usage ()
{
  cat <<'END'
Usage: build-aux/test.sh [--asan] [--valgrind] [--suite NAME]… [--nightly] [--flatpak]

  --asan        build with the address and undefined behaviour sanitizers
  --valgrind    run the compiled tests under valgrind
  --suite NAME  only this suite (unit engine emulator ferryctl app e2e packaging …)
  --nightly     all suites, the long ones too, then once more with --asan and with --valgrind
  --flatpak     also build, install and run the Flatpak
END
}

in_env ()
{
  build-aux/in-env.sh "$@"
}

step ()
{
  printf '\n== %s\n' "$*"
}

fail ()
{
  printf 'test: %s\n' "$*"
  failed=$((failed + 1))
}

# A folder configured with other tools (another root, or none) is useless: begin anew.
prepare_folder ()
{
  local folder=$1 environment
  shift
  # shellcheck disable=SC2016
  environment=$(in_env bash -c 'echo "$IMAGE_FERRY_IN_ENV"')
  if [[ $(cat "$folder/.environment" 2>/dev/null) != "$environment" ]]; then
    rm -rf "$folder"
  fi
  if [[ ! -f $folder/build.ninja ]]; then
    in_env meson setup "$folder" -Dwerror=true --auto-features=enabled "$@" || return 1
    echo "$environment" >"$folder/.environment"
  fi
}

# The names of the tests that are compiled programs: the others would put an interpreter under valgrind.
compiled_tests ()
{
  in_env meson introspect --tests "$1" | in_env python3 -c '
import json, sys
for test in json.load(sys.stdin):
    if test["cmd"][0].startswith(sys.argv[1] + "/") and "nightly" not in " ".join(test["suite"]):
        print(test["name"])' "$checkout/$1"
}

add_counts ()
{
  local logs=$1/meson-logs p f s
  if ! read -r p f s < <(in_env python3 build-aux/count-tests.py "$logs"); then
    fail 'the results could not be read'
    return
  fi
  (( p + f > 0 )) || fail 'no test was run'
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
}

# run_tests FOLDER TEST-OPTION… : every way to fail ends in a count, none in a silent success.
run_tests ()
{
  local folder=$1 before=$failed status=0
  shift
  rm -f "$folder"/meson-logs/testlog*
  in_env meson test -C "$folder" --no-rebuild --print-errorlogs "$@" || status=$?
  add_counts "$folder"
  if (( status != 0 && failed == before )); then
    fail "meson test ended with $status"
  fi
}

build ()
{
  local folder=$1
  shift
  step "building in $folder"
  if ! prepare_folder "$folder" "$@" || ! in_env ninja -C "$folder"; then
    fail "the build in $folder failed"
    return 1
  fi
}

test_plain ()
{
  build _build-test || return 0
  step 'testing'
  run_tests _build-test "$@"
}

test_asan ()
{
  build _build-asan -Db_sanitize=address,undefined -Db_lundef=false || return 0
  step 'testing with sanitizers'
  ASAN_OPTIONS=detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1:abort_on_error=1 \
  LSAN_OPTIONS=suppressions=$checkout/tests/lsan.supp:print_suppressions=0 \
  UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1:abort_on_error=1 \
    run_tests _build-asan --timeout-multiplier 4 "$@"
}

test_valgrind ()
{
  local -a names
  build _build-test || return 0
  step 'testing under valgrind'
  mapfile -t names < <(compiled_tests _build-test)
  if (( ${#names[@]} == 0 )); then
    fail 'there is no compiled test'
    return 0
  fi
  run_tests _build-test --timeout-multiplier 30 --wrap "valgrind --quiet --error-exitcode=99 --leak-check=full \
--errors-for-leak-kinds=definite --num-callers=30 --suppressions=/usr/share/glib-2.0/valgrind/glib.supp \
--suppressions=/usr/share/gtk-4.0/valgrind/gtk.supp --suppressions=$checkout/tests/valgrind.supp" \
    "$@" "${names[@]}"
}

# The Flatpak is built with the tools of the system, not inside the build environment.
test_flatpak ()
{
  step 'testing the Flatpak'
  if flatpak/test.sh; then
    passed=$((passed + 1))
  else
    fail 'the Flatpak failed'
  fi
}

finish ()
{
  printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  (( failed == 0 ))
}

main ()
{
  local asan=0 valgrind=0 nightly=0 flatpak=0
  local -a suites=()
  while (( $# > 0 )); do
    case $1 in
      --asan) asan=1 ;;
      --valgrind) valgrind=1 ;;
      --nightly) nightly=1 ;;
      --flatpak) flatpak=1 ;;
      --suite) [[ -n ${2:-} ]] || { usage >&2; exit 2; }; suites+=(--suite "$2"); shift ;;
      --help) usage; exit 0 ;;
      *) usage >&2; exit 2 ;;
    esac
    shift
  done
  if ! in_env true; then
    fail 'there is no build environment'
    finish || exit 1
  fi
  if (( nightly )); then
    export IMAGE_FERRY_NIGHTLY=1
    test_plain "${suites[@]}"
    test_asan "${suites[@]}"
    test_valgrind "${suites[@]}"
  else
    (( ${#suites[@]} > 0 )) || suites=(--no-suite nightly)
    if (( asan )); then test_asan "${suites[@]}"; fi
    if (( valgrind )); then test_valgrind "${suites[@]}"; fi
    if (( ! asan && ! valgrind )); then test_plain "${suites[@]}"; fi
  fi
  if (( flatpak )); then test_flatpak; fi
  finish
}

main "$@"
