#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Builds Image Ferry and opens it on the demo cloud, which runs inside the program: no account, no
# keys, no network. Without a display the same copy is made in the terminal and the window drawn to a file.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly FOLDER=_build-run
readonly SOURCE=cn-north-1 TARGET=cn-east-1
readonly PICTURE=$FOLDER/image-ferry.png
installed=$(pwd -P)/$FOLDER/installed
ferryctl=$installed/bin/ferryctl
app=$installed/bin/image-ferry

say ()
{
  printf '\n== %s\n' "$*"
}

in_env ()
{
  build-aux/in-env.sh "$@"
}

has_display ()
{
  local number=${DISPLAY:-}
  number=${number##*:}
  [[ -n ${WAYLAND_DISPLAY:-} && -S ${XDG_RUNTIME_DIR:-}/${WAYLAND_DISPLAY:-} ]] \
    || [[ -n $number && -S /tmp/.X11-unix/X${number%%.*} ]]
}

# Installed below the build folder, so that translations, icons and settings are found as they
# are after a real installation.
build ()
{
  if [[ ! -f $FOLDER/build.ninja ]]; then
    in_env meson setup "$FOLDER" --prefix="$installed" -Dtests=false
  fi
  in_env meson install -C "$FOLDER" --quiet
}

# The demo's journal and settings live in a folder of their own, never in the person's. As root a bus remarks that it
# may not have as many files as it would like, which nobody needs to read.
# shellcheck disable=SC2016
demo ()
{
  build-aux/in-env.sh "${display_option[@]}" bash -c '
    home=$(mktemp -d)
    trap "rm -rf \"$home\"" EXIT
    export XDG_DATA_HOME=$home/data XDG_CONFIG_HOME=$home/config GSETTINGS_BACKEND=memory
    if [[ -n ${DBUS_SESSION_BUS_ADDRESS:-} ]]; then
      "$@"
    else
      dbus-run-session -- bash -c "\"\$@\" 2>&9 9>&-" demo "$@" 9>&2 2> >(grep -v "Failed to set fd limit" >&2)
    fi' demo "$@"
}

# The demo is the same on every start, so the first two eligible images are always the same, too.
choose_images ()
{
  demo "$ferryctl" --demo --json images --region "$SOURCE" | in_env python3 -c '
import json, sys
images = [image["id"] for image in json.load(sys.stdin)["images"] if image["eligible"]]
print(*images[:2], sep="\n")'
}

copy_in_terminal ()
{
  local -a images
  say "the private images of $SOURCE in the demo cloud"
  demo "$ferryctl" --demo images --region "$SOURCE"
  mapfile -t images < <(choose_images)
  if (( ${#images[@]} == 0 )); then
    echo 'run: the demo cloud offers no image to copy' >&2
    exit 1
  fi
  say "ferryctl --demo copy --from $SOURCE --to $TARGET ${images[*]}"
  demo "$ferryctl" --demo copy --from "$SOURCE" --to "$TARGET" "${images[@]}"
}

# A picture is finished when the window is there and two pictures in a row are the same.
# shellcheck disable=SC2016
draw_window ()
{
  say "drawing the window to $PICTURE"
  in_env tests/with-session.sh --display --bus bash -c '
    app=$1 picture=$2 last= now=
    "$app" --demo &
    pid=$!
    for tries in $(seq 60); do
      sleep 1
      kill -0 "$pid" || exit 1
      xdotool search --onlyvisible --name . >/dev/null 2>&1 || continue
      import -window root "$picture"
      last=$now
      now=$(sha256sum <"$picture")
      [[ $now != "$last" || $tries -lt 4 ]] || break
    done
    kill "$pid"
    wait "$pid" || true
    [[ -s $picture ]]' draw "$app" "$PICTURE"
  echo "The window is in $(pwd -P)/$PICTURE"
}

main ()
{
  display_option=()
  build
  if has_display && [[ -x $app ]]; then
    display_option=(--display)
    demo "$app" --demo
    return
  fi
  copy_in_terminal
  [[ ! -x $app ]] || draw_window
}

main "$@"
