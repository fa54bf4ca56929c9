#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Draws every screen and state of the window into PNG files, to be looked at: in several languages, light and dark,
# wide and narrow. The clouds behind them are local.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly BUILD=_build-run
readonly ID=io/github/imageferry/ImageFerry
installed=$(pwd -P)/$BUILD/installed
folder=_build-run/screenshots
languages=(en zh_CN)
schemes=(light dark)
widths=(1280 800 360)
text=1
scale=1
height=''
decoration=''

usage ()
{
  cat <<'END'
Usage: build-aux/screenshots.sh [--folder FOLDER] [--languages en,zh_CN] [--schemes light,dark,contrast]
                                [--widths 1280,800,360] [--text 1] [--scale 1] [SCENE…]
       build-aux/screenshots.sh --publish

Without SCENE all scenes are drawn. --text 1.5 is text at one and a half times its size, --scale 2 the screen
of a finer display. --publish draws the pictures in data/screenshots anew.
END
}

# Each scene is a function scene_NAME that may set `arguments`, `faults`, `keys` (of xdotool, or `pause`), `no_account`,
# `wait`.
scene_images () { keys=(Down Down space Down space Down space); }
scene_limit () { keys=(Down Down space Down space Down space Down space Down space Down Down space); }
scene_place () { keys=(ctrl+l); }
scene_more () { keys=(Down shift+F10); }
scene_menu () { keys=(F10); }
scene_search () { keys=(w e b); }
scene_noresult () { keys=(r e d i s space 8); }
scene_copies () { keys=(ctrl+2); }
scene_copydialog () { keys=(Down space Down space ctrl+shift+c); wait=2; }
scene_order () { scene_images; keys+=(ctrl+shift+c pause space); wait=2; }
scene_progress () { scene_order; keys+=(shift+Tab space pause ctrl+2); wait=20; }
scene_details () { keys=(Down Down Return); }
scene_edit () { keys=(Down Down F2); }
scene_delete () { keys=(Down Down Delete); }
scene_about () { keys=(F10 Up Return); }
scene_preferences () { keys=(ctrl+comma); }
scene_shortcuts () { keys=(ctrl+question); }
scene_first () { no_account=1; }
scene_empty () { faults='{"fault":"replace","member":"result","value":{"images":[],"totalCount":0}}'; }
scene_offline () { faults='{"fault":"reset"}'; }
scene_keys () { faults='{"fault":"error","http":401,"code":401,"status":"UNAUTHENTICATED"}'; }
scene_permission () { faults='{"fault":"error","http":403,"code":403,"status":"PERMISSION_DENIED"}'; }
scene_throttled () { faults='{"fault":"throttle","retryAfter":20}'; wait=8; }
scene_service () { faults='{"fault":"html"}'; wait=8; }
scene_loading () { faults='{"fault":"slow","ms":1500}'; n_images=1240; }
scene_stale () { faults='{"fault":"reset","skip":4}'; keys=(F5); wait=8; }
scene_clock () { clock_offset=86400; wait=3; }

all_scenes ()
{
  declare -F | sed -n 's/^declare -f scene_//p'
}

build ()
{
  if [[ ! -f $BUILD/build.ninja ]]; then
    build-aux/in-env.sh meson setup "$BUILD" --prefix="$installed" -Dtests=false
  fi
  build-aux/in-env.sh meson install -C "$BUILD" --quiet
}

# Settings of GTK and of the program, as a person would have made them.
write_settings ()
{
  local width=$1
  mkdir -p "$XDG_CONFIG_HOME/gtk-4.0" "$XDG_CONFIG_HOME/glib-2.0/settings"
  printf '[Settings]\ngtk-font-name=Cantarell 11\ngtk-enable-animations=false\n%s' "$decoration" \
    >"$XDG_CONFIG_HOME/gtk-4.0/settings.ini"
  xprop -root -f RESOURCE_MANAGER 8s -set RESOURCE_MANAGER "Xft.dpi: $(awk "BEGIN { print int (96 * $text) }")"
  printf '[%s]\nwindow-width=%d\nwindow-height=%d\n' "$ID" "$width" "${height:-$(( width < 500 ? 720 : 760 ))}" \
    >"$XDG_CONFIG_HOME/glib-2.0/settings/keyfile"
}

start_cloud ()
{
  local first=$XDG_RUNTIME_DIR/cloud options=(--port=0)
  printf '[%s]' "${faults:+${faults%\}},\"operation\":\"describeImages\",\"count\":0\}}" >"$XDG_RUNTIME_DIR/faults.json"
  [[ -z $n_images ]] || options+=(--images="$n_images")
  [[ -z $clock_offset ]] || options+=(--clock-offset="$clock_offset")
  rm -f "$first"
  EMULATOR_SECRET_KEY=secret "$installed/bin/image-ferry-emulator" "${options[@]}" --access-key=KEY \
    --faults="$XDG_RUNTIME_DIR/faults.json" >"$first" &
  cloud=$!
  until [[ -s $first ]]; do sleep .1; done
  export JDCLOUD_ACCESS_KEY=KEY JDCLOUD_SECRET_KEY=secret
  arguments=(--endpoint "$(head -n 1 "$first")")
}

environment ()
{
  local language=$1 scheme=$2
  export LANGUAGE=$language GSETTINGS_BACKEND=keyfile
  case $language in
    *_*) export LC_ALL=$language.UTF-8 ;;
    *) export LC_ALL=en_US.UTF-8 ;;
  esac
  export GDK_SCALE=$scale
  unset ADW_DEBUG_COLOR_SCHEME ADW_DEBUG_HIGH_CONTRAST JDCLOUD_ACCESS_KEY JDCLOUD_SECRET_KEY
  case $scheme in
    dark) export ADW_DEBUG_COLOR_SCHEME=prefer-dark ;;
    contrast) export ADW_DEBUG_HIGH_CONTRAST=1 ;;
  esac
}

press ()
{
  if [[ $1 == pause ]]; then
    sleep 2
  else
    xdotool key --delay 30 "$1"
    sleep .15
  fi
}

# draw SCENE LANGUAGE SCHEME WIDTH
draw ()
{
  local scene=$1 language=$2 scheme=$3 width=$4 app='' cloud='' key
  local faults='' no_account='' n_images='' clock_offset='' wait=1
  local -a arguments=(--demo) keys=()
  "scene_$scene"
  rm -rf "$XDG_CONFIG_HOME" "$XDG_DATA_HOME"
  environment "$language" "$scheme"
  write_settings "$width"
  [[ -z $faults$n_images$clock_offset ]] || start_cloud
  [[ -z $no_account ]] || arguments=()
  "$installed/bin/image-ferry" "${arguments[@]}" &
  app=$!
  until xdotool search --onlyvisible --pid "$app" >/dev/null 2>&1; do sleep .1; done
  sleep 1.2
  for key in "${keys[@]}"; do press "$key"; done
  sleep "$wait"
  import -window root -crop "$(( (width + 10) * scale ))x$(( 780 * scale ))+0+0" +repage "$folder/$scene-$language-$scheme-$width.png"
  kill "$app" ${cloud:+"$cloud"}
  wait || true
}

inside ()
{
  local scene language scheme width
  mkdir -p "$folder"
  for scene in "$@"; do
    for language in "${languages[@]}"; do
      for scheme in "${schemes[@]}"; do
        for width in "${widths[@]}"; do
          draw "$scene" "$language" "$scheme" "$width"
        done
      done
    done
    printf '%s\n' "$scene"
  done
}

# publish SCENE LANGUAGE SCHEME NAME: without the edge that X11 draws, with round corners, in 255 colours.
publish ()
{
  local picture=$folder/$1-$2-$3-1000.png
  draw "$1" "$2" "$3" 1000
  convert "$picture" -crop 1976x1376+12+12 +repage +dither -colors 250 \
    \( -size 1976x1376 xc:black -fill white -draw 'roundrectangle 0,0 1975,1375 28,28' \) \
    -alpha off -compose CopyOpacity -composite -strip -define png:compression-level=9 "data/screenshots/$4.png"
}

publish_all ()
{
  folder=$(mktemp -d)
  scale=2 height=700 decoration=$'gtk-decoration-layout=:close\n'
  publish images en light images
  publish order en light copy
  publish progress en light copies
  publish images zh_CN dark chinese
  rm -rf "$folder"
}

main ()
{
  local inside=0 publish=0
  local -a scenes=() options=("$@")
  while (( $# > 0 )); do
    case $1 in
      --inside) inside=1 ;;
      --folder) folder=${2:?}; shift ;;
      --languages) IFS=, read -r -a languages <<<"${2:?}"; shift ;;
      --schemes) IFS=, read -r -a schemes <<<"${2:?}"; shift ;;
      --widths) IFS=, read -r -a widths <<<"${2:?}"; shift ;;
      --text) text=${2:?}; shift ;;
      --scale) scale=${2:?}; shift ;;
      --publish) publish=1 ;;
      --help) usage; exit 0 ;;
      -*) usage >&2; exit 2 ;;
      *) scenes+=("$1") ;;
    esac
    shift
  done
  (( ${#scenes[@]} > 0 )) || mapfile -t scenes < <(all_scenes)
  if (( inside )); then
    if (( publish )); then publish_all; else inside "${scenes[@]}"; fi
    return
  fi
  build
  (( ! publish )) || scale=2
  build-aux/in-env.sh tests/with-session.sh --display --size "$(( 1300 * scale ))x$(( 800 * scale ))" --bus \
    build-aux/screenshots.sh --inside "${options[@]}"
}

main "$@"
