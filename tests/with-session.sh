#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Runs a test in a session of its own: throwaway folders always, and a display, a bus, a keyring,
# accessibility and notifications as asked for. Nothing of the person's session is seen or touched.
set -euo pipefail

usage ()
{
  cat <<'END'
Usage: with-session.sh [--display] [--size WxH] [--bus] [--keyring] [--a11y] [--notifications] COMMAND…

  --display        an Xvfb of 1280x800 (or --size), drawn without GL
  --bus            a session bus that starts no service by itself
  --keyring        a bus and an unlocked gnome-keyring
  --a11y           a bus and the accessibility registry, switched on
  --notifications  a bus and a mock of org.freedesktop.Notifications, read with GetMethodCalls
END
}

die ()
{
  printf 'with-session: %s\n' "$*" >&2
  exit 1
}

session=$(mktemp -d "${TMPDIR:-/tmp}/ferry-session.XXXXXX")
size=1280x800
pids=()

# Ends, in reverse order, only what this script has started.
clean_up ()
{
  local i
  for (( i = ${#pids[@]} - 1; i >= 0; i-- )); do
    kill "${pids[i]}" 2>/dev/null || true
    wait "${pids[i]}" 2>/dev/null || true
  done
  rm -rf "$session"
}
trap clean_up EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

make_folders ()
{
  mkdir -p "$session"/{home,data,config,cache,state,services}
  mkdir -m 0700 "$session/run"
  export HOME=$session/home XDG_DATA_HOME=$session/data XDG_CONFIG_HOME=$session/config
  export XDG_CACHE_HOME=$session/cache XDG_STATE_HOME=$session/state XDG_RUNTIME_DIR=$session/run
  export GDK_BACKEND=x11 GSK_RENDERER=cairo GTK_USE_PORTAL=0 GDK_DEBUG=no-portals LIBGL_ALWAYS_SOFTWARE=1
  unset DISPLAY WAYLAND_DISPLAY XAUTHORITY DESKTOP_STARTUP_ID XDG_CURRENT_DESKTOP
  export DBUS_SESSION_BUS_ADDRESS=disabled: GTK_A11Y=${GTK_A11Y:-none}
}

# read_answer FILE: the first line that a starting program writes; a program that dies is noticed.
read_answer ()
{
  local file=$1 pid=$2 tries
  for (( tries = 0; tries < 300; tries++ )); do
    if [[ -s $file ]]; then
      head -n 1 "$file"
      return 0
    fi
    kill -0 "$pid" 2>/dev/null || return 1
    sleep 0.05
  done
  return 1
}

# Xvfb itself chooses a display whose abstract socket is free: those are shared with sessions in
# other sandboxes, so a lock file in /tmp would not do.
start_display ()
{
  local number
  Xvfb -displayfd 3 -screen 0 "${size}x24" -nolisten tcp -noreset \
    3>"$session/display" >"$session/xvfb.log" 2>&1 &
  pids+=($!)
  number=$(read_answer "$session/display" "$!") || die "Xvfb did not start: $(tail -n 1 "$session/xvfb.log")"
  export DISPLAY=:$number
}

write_bus_configuration ()
{
  cat >"$session/bus.conf" <<END
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=$session/run/bus</listen>
  <auth>EXTERNAL</auth>
  <servicedir>$session/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
END
}

start_bus ()
{
  write_bus_configuration
  dbus-daemon --config-file="$session/bus.conf" --nofork --nopidfile --print-address=3 \
    3>"$session/address" 2>"$session/bus.log" &
  pids+=($!)
  DBUS_SESSION_BUS_ADDRESS=$(read_answer "$session/address" "$!") \
    || die "dbus-daemon did not start: $(tail -n 1 "$session/bus.log")"
  export DBUS_SESSION_BUS_ADDRESS
}

wait_for_name ()
{
  gdbus wait --session --timeout 15 "$1" || die "$1 did not appear on the bus"
}

# A warning of the keyring's, of which a locked one gives many, must not end it.
start_keyring ()
{
  printf test | env -u G_DEBUG -u G_MESSAGES_DEBUG gnome-keyring-daemon --foreground --unlock \
    --components=secrets >"$session/keyring.log" 2>&1 &
  pids+=($!)
  wait_for_name org.freedesktop.secrets
}

start_a11y ()
{
  local launcher
  for launcher in /usr/libexec/at-spi-bus-launcher /usr/lib/at-spi2-core/at-spi-bus-launcher; do
    [[ ! -x $launcher ]] || break
  done
  "$launcher" --launch-immediately >"$session/a11y.log" 2>&1 &
  pids+=($!)
  wait_for_name org.a11y.Bus
  gdbus call --session -d org.a11y.Bus -o /org/a11y/bus -m org.freedesktop.DBus.Properties.Set \
    org.a11y.Status IsEnabled '<true>' >/dev/null
  unset NO_AT_BRIDGE GTK_A11Y
}

start_notifications ()
{
  /usr/bin/python3 -m dbusmock --session --template notification_daemon >"$session/notifications.log" 2>&1 &
  pids+=($!)
  wait_for_name org.freedesktop.Notifications
}

main ()
{
  local display=0 bus=0 keyring=0 a11y=0 notifications=0
  while [[ ${1:-} == --* ]]; do
    case $1 in
      --display) display=1 ;;
      --size) size=${2:?}; shift ;;
      --bus) bus=1 ;;
      --keyring) bus=1 keyring=1 ;;
      --a11y) bus=1 a11y=1 ;;
      --notifications) bus=1 notifications=1 ;;
      --help) usage; exit 0 ;;
      *) usage >&2; exit 2 ;;
    esac
    shift
  done
  (( $# > 0 )) || { usage >&2; exit 2; }
  make_folders
  if (( display )); then start_display; fi
  if (( bus )); then start_bus; fi
  if (( keyring )); then start_keyring; fi
  if (( a11y )); then start_a11y; fi
  if (( notifications )); then start_notifications; fi
  "$@"
}

main "$@"
