#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Builds the Flatpak, installs it into a place of its own, and shows that it does its work inside its sandbox.
# Nothing of the person's own Flatpak installation, settings or session is seen or touched. Exit 0: passed.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
checkout=$(dirname "$here")
readonly APP=io.github.imageferry.ImageFerry
readonly PACKAGES=(
  xvfb weston xdotool imagemagick dbus-daemon libglib2.0-bin python3 fonts-noto-cjk
  at-spi2-core gir1.2-atspi-2.0 python3-gi python3-dbus
)
readonly SOURCE=cn-north-1 TARGET=cn-east-1
output=$checkout/_flatpak/test
cache=${XDG_CACHE_HOME:-${HOME:?HOME is not set}/.cache}/image-ferry
# Kept between runs, for the runtime in it; the application is installed anew each time.
export FLATPAK_USER_DIR=$cache/flatpak-test
failed=0

step ()
{
  printf '\n== %s\n' "$*"
}

# check WHAT COMMAND…: says how it went, and goes on.
check ()
{
  local what=$1 log=$output/check.log
  shift
  if "$@" >"$log" 2>&1; then
    printf 'ok   %s\n' "$what"
  else
    printf 'FAIL %s\n' "$what"
    sed 's/^/     /' "$log" | tail -n 20
    failed=$((failed + 1))
  fi
}

# A session of its own, with a display and a bus; see tests/with-session.sh.
session ()
{
  "$checkout/tests/with-session.sh" "$@"
}

ferryctl ()
{
  session --bus flatpak run --command=ferryctl "$APP" "$@"
}

need_packages ()
{
  local package
  local -a lacking=()
  command -v dpkg-query >/dev/null 2>&1 || return 0
  for package in "${PACKAGES[@]}"; do
    dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || lacking+=("$package")
  done
  (( ${#lacking[@]} > 0 )) || return 0
  if (( EUID != 0 )); then
    echo "Some packages are missing. Install with: sudo apt-get install ${lacking[*]}" >&2
    exit 1
  fi
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${lacking[@]}" >/dev/null </dev/null
}

# Exactly the five lines of the manifest arrive in the installed application, and no more.
permissions_are_exact ()
{
  local metadata
  metadata=$(flatpak --user info --show-metadata "$APP" | grep -v '^$')
  python3 - "$metadata" <<'END'
import configparser, sys
parser = configparser.ConfigParser(delimiters="=", strict=True)
parser.read_string(sys.argv[1])
wanted = {
    "shared": {"network", "ipc"},
    "sockets": {"x11", "wayland", "fallback-x11"},
    "devices": {"dri"},
}
found = {key: set(filter(None, value.split(";"))) for key, value in parser["Context"].items()}
print(found, parser.sections())
debug = "Extension " + parser["Application"]["name"] + ".Debug"
extra = set(parser.sections()) - {"Application", "Context", "Build", debug}
sys.exit(found != wanted or bool(extra))
END
}

# The host's files are not there, not even the home folder.
host_is_hidden ()
{
  local secret=$output/secret
  echo secret >"$secret"
  flatpak run --command=ls "$APP" /app/bin/ferryctl || return 1
  ! flatpak run --command=cat "$APP" "$secret" && ! flatpak run --command=ls "$APP" "$checkout"
}

# The same under Wayland alone: then the sandbox has no X11 at all.
# shellcheck disable=SC2016
draw_wayland ()
{
  session --bus bash -c '
    app=$1 picture=$2
    unset GDK_BACKEND
    cd "$HOME"
    printf "[shell]\nbackground-color=0xff000000\npanel-position=none\n" >weston.ini
    weston --backend=headless-backend.so --use-pixman --width=1280 --height=840 --socket=ferry-test --debug \
      --idle-time=0 --config="$HOME/weston.ini" >"$HOME/weston.log" 2>&1 &
    weston=$!
    for tries in $(seq 50); do [[ -S $XDG_RUNTIME_DIR/ferry-test ]] && break; sleep 0.1; done
    export WAYLAND_DISPLAY=ferry-test
    flatpak run --env=GSK_RENDERER=cairo "$app" --demo >"$picture.log" 2>&1 &
    pid=$!
    for tries in $(seq 30); do
      sleep 1
      kill -0 "$pid" || { cat "$picture.log"; break; }
      weston-screenshooter && mv wayland-screenshot-*.png "$picture"
      colours=$(identify -format %k "$picture")
      (( colours <= 200 || tries < 8 )) || break
    done
    flatpak run --command=sh "$app" -c "test -z \"\$DISPLAY\"" || colours=0
    flatpak kill "$app" || true
    kill "$weston"
    wait "$pid" "$weston" || true
    echo "${colours:-0} colours"
    (( ${colours:-0} > 200 ))' draw "$APP" "$1"
}

# Started by its name on the bus, as a notification or a launcher does it, and ended by its own action.
# shellcheck disable=SC2016
is_activatable ()
{
  session --display --bus bash -c '
    app=$1 path=/${1//./\/}
    cp "$2/exports/share/dbus-1/services/$app.service" "$HOME/../services/"
    gdbus call --session -d org.freedesktop.DBus -o / -m org.freedesktop.DBus.ReloadConfig
    gdbus call --session -d "$app" -o "$path" -m org.freedesktop.Application.Activate "{}"
    gdbus call --session -d "$app" -o "$path" -m org.freedesktop.Application.ActivateAction quit "[]" "{}"
    flatpak kill "$app" || true' activate "$APP" "$FLATPAK_USER_DIR"
}

# From ticking an image to the replica that is available, with the keyboard.
copies_in_window ()
{
  E2E_PATIENCE=240 session --display --size 1280x840 --a11y /usr/bin/python3 "$here/demo-copy.py" "$APP" "$1"
}

exports_are_complete ()
{
  local exports=$FLATPAK_USER_DIR/exports/share
  test -e "$exports/icons/hicolor/scalable/apps/$APP.svg"
  test -e "$exports/icons/hicolor/symbolic/apps/$APP-symbolic.svg"
  test -e "$exports/applications/$APP.desktop"
  test -e "$exports/dbus-1/services/$APP.service"
  grep -q '^Name\[zh_CN\]\|^Comment\[zh_CN\]' "$exports/applications/$APP.desktop"
}

licence_is_inside ()
{
  flatpak run --command=sh "$APP" -c "cat /app/share/licenses/$APP/image-ferry/LICENSE" | grep -q 'GNU GENERAL PUBLIC LICENSE'
}

lists_images ()
{
  ferryctl --demo images --region "$SOURCE" --json >"$output/images.json"
  python3 -c '
import json, sys
images = json.load(open(sys.argv[1], encoding="utf-8"))["images"]
chosen = [image["id"] for image in images if image["eligible"]][:2]
open(sys.argv[2], "w").write("\n".join(chosen) + "\n")
sys.exit(len(chosen) != 2)' "$output/images.json" "$output/chosen"
}

copies_images ()
{
  local -a images
  mapfile -t images <"$output/chosen"
  ferryctl --demo --json copy --from "$SOURCE" --to "$TARGET" "${images[@]}" >"$output/copy.jsonl" || return 1
  python3 -c '
import json, sys
last = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")][-1]
states = [replica["state"] for operation in last["operations"] for replica in operation["replicas"]]
print(last["exit"], states)
sys.exit(last["event"] != "finished" or last["exit"] != 0 or states != ["verified"] * 2)' "$output/copy.jsonl"
}

# speaks LOCALE TEXT: the usage text of ferryctl is in that language.
speaks ()
{
  session --bus flatpak run --env=LC_ALL="$1" --env=LANGUAGE= --command=ferryctl "$APP" --help | grep -qF "$2"
}

# draw LOCALE PICTURE: starts the window on the demo cloud and keeps a picture of it. A finished picture
# is one that does not change any more; an empty window would have few colours.
# shellcheck disable=SC2016
draw ()
{
  session --display --size 1280x840 --bus bash -c '
    app=$1 locale=$2 picture=$3 last= now=
    flatpak run --env=LC_ALL="$locale" --env=GSK_RENDERER=cairo "$app" --demo >"$picture.log" 2>&1 &
    pid=$!
    for tries in $(seq 40); do
      sleep 1
      kill -0 "$pid" || { cat "$picture.log"; exit 1; }
      xdotool search --onlyvisible --name . >/dev/null 2>&1 || continue
      import -window root "$picture"
      last=$now
      now=$(sha256sum <"$picture")
      [[ $now != "$last" || $tries -lt 5 ]] || break
    done
    flatpak kill "$app" || kill "$pid"
    wait "$pid" || true
    colours=$(identify -format %k "$picture")
    echo "$colours colours"
    (( colours > 200 ))' draw "$APP" "$1" "$2"
}

test_command ()
{
  step 'the command in the sandbox'
  check 'the permissions are exactly those of the manifest' permissions_are_exact
  check 'the files of the host are hidden' host_is_hidden
  check 'menu entry, icons and D-Bus service are exported' exports_are_complete
  check 'the licence is inside' licence_is_inside
  check "ferryctl --demo lists the images of $SOURCE" lists_images
  check "ferryctl --demo copies two images to $TARGET" copies_images
  check 'ferryctl speaks Chinese' speaks zh_CN.UTF-8 '用法'
  check 'ferryctl speaks German' speaks de_DE.UTF-8 'Aufruf'
}

test_window ()
{
  step 'the window in the sandbox'
  check 'the window opens' draw en_US.UTF-8 "$output/window-en.png"
  check 'the window opens in Chinese' draw zh_CN.UTF-8 "$output/window-zh_CN.png"
  check 'the window opens under Wayland' draw_wayland "$output/window-wayland.png"
  check 'it can be started over D-Bus' is_activatable
  check 'the window copies an image of the demo cloud' copies_in_window "$output/window-copy.png"
  echo "pictures are in $output"
}

main ()
{
  local start=$SECONDS
  mkdir -p "$output"
  need_packages
  step 'building and installing the bundle'
  if ! "$here/build.sh" --output "$output/.." >"$output/build.log" 2>&1; then
    tail -n 20 "$output/build.log"
    exit 1
  fi
  grep '^flatpak: ' "$output/build.log"
  test_command
  test_window
  printf '\nFlatpak: %d failed, %d s\n' "$failed" "$((SECONDS - start))"
  (( failed == 0 ))
}

main "$@"
