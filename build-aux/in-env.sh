#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Runs a command where the libraries of the baseline are: on the system itself when it has them,
# else inside a Debian 13 root that is made once and kept in the cache folder.
set -euo pipefail

readonly RELEASE=trixie
# Part of the root's name: raise it when the way the root is made changes.
readonly RECIPE=1
readonly LOCALES='zh_CN de_DE ar_EG en_US'
readonly LIBRARIES=(
  'gtk4 >= 4.18' 'libadwaita-1 >= 1.7' 'glib-2.0 >= 2.84' 'libsoup-3.0 >= 3.6' 'json-glib-1.0 >= 1.10'
  'libsecret-1 >= 0.21' 'sqlite3 >= 3.46'
)
# The commands that a build needs, and those that only some tests need.
readonly BUILD_TOOLS=(cc meson ninja msgfmt git glib-compile-resources)
readonly TEST_TOOLS=(
  clang clang-format appstreamcli desktop-file-validate mandoc Xvfb import xdotool dbus-run-session
  gnome-keyring-daemon secret-tool valgrind strace curl node npm sqlite3
)

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
checkout=$(dirname "$here")
cache=${XDG_CACHE_HOME:-${HOME:?HOME is not set}/.cache}/image-ferry

usage ()
{
  cat <<END
Usage: build-aux/in-env.sh [--display] COMMAND [ARGUMENT…]
       build-aux/in-env.sh --remove

Runs COMMAND in the build environment. With --display it may open windows on your display
and reach your session bus.
--remove deletes what earlier calls put into $cache.
END
}

say ()
{
  printf 'in-env: %s\n' "$*" >&2
}

die ()
{
  say "$*"
  exit 1
}

packages ()
{
  grep -v '^#' "$here/debian-packages" | tr -s ' \n' '\n'
}

have ()
{
  command -v "$1" >/dev/null 2>&1
}

may_ask ()
{
  [[ -t 0 && -t 2 && -z ${CI:-} ]]
}

# Installs packages with apt: asks on a terminal, goes ahead as root, else fails with one sentence.
apt_install ()
{
  local why=$1 answer
  local -a sudo=()
  shift
  have apt-get || die "$why Install these with your package manager: $*."
  if (( EUID != 0 )); then
    if ! may_ask || ! have sudo; then
      die "$why Install with: sudo apt-get install $*"
    fi
    sudo=(sudo)
  fi
  if may_ask; then
    read -r -p "$why Install $# packages with apt-get ($*)? [y/N] " answer
    [[ $answer == [yYjJ]* ]] || die 'Nothing was installed.'
  fi
  say "installing with apt-get: $*"
  "${sudo[@]}" apt-get update -qq >&2 </dev/null \
    || die 'The package lists could not be read: is there a network?'
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" >&2 </dev/null \
    || die "apt-get could not install $*: is there a network?"
}

# Prints what the system lacks, one a line, of the commands given and all libraries.
missing ()
{
  local item
  for item in "$@"; do
    have "$item" || printf '%s\n' "$item"
  done
  for item in "${LIBRARIES[@]}"; do
    have pkg-config && pkg-config --exists "$item" || printf '%s\n' "$item"
  done
}

# The same for the tests, with what they see the window with: of that, nothing is a command.
missing_for_tests ()
{
  missing "${TEST_TOOLS[@]}"
  [[ -x /usr/libexec/at-spi-bus-launcher || -x /usr/lib/at-spi2-core/at-spi-bus-launcher ]] || printf 'at-spi2-core\n'
  /usr/bin/python3 -c 'import dbus, dbusmock, gi; gi.require_version ("Atspi", "2.0")' 2>/dev/null \
    || printf 'python3-gi python3-dbus python3-dbusmock gir1.2-atspi-2.0\n'
}

# True when apt offers a GTK of the baseline or newer: then the rest is new enough too.
apt_offers_baseline ()
{
  local candidate
  have apt-cache && have dpkg || return 1
  candidate=$(apt-cache policy libgtk-4-dev 2>/dev/null | sed -n 's/^ *Candidate: *//p')
  [[ -n $candidate && $candidate != '(none)' ]] && dpkg --compare-versions "$candidate" ge 4.18
}

# A new release whose package lists were never read has no candidate yet: go by its version.
system_is_new ()
{
  local ID='' VERSION_ID=''
  apt_offers_baseline && return 0
  # shellcheck disable=SC1091
  [[ -r /etc/os-release ]] && . /etc/os-release
  case $ID in
    debian) dpkg --compare-versions "${VERSION_ID:-99}" ge 13 ;;
    ubuntu) dpkg --compare-versions "${VERSION_ID:-0}" ge 25.04 ;;
    *) return 1 ;;
  esac
}

# Unless asked for, the person's display and session bus are hidden from COMMAND.
run_native ()
{
  local display=$1
  local -a hide=()
  shift
  (( display )) || hide=(-u DISPLAY -u WAYLAND_DISPLAY -u XAUTHORITY -u DBUS_SESSION_BUS_ADDRESS)
  exec env "${hide[@]}" IMAGE_FERRY_IN_ENV=native "$@"
}

install_native ()
{
  local package lacking
  local -a wanted=()
  while IFS= read -r package; do
    dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || wanted+=("$package")
  done < <(packages)
  if (( ${#wanted[@]} > 0 )); then
    apt_install 'Some packages for building Image Ferry are missing.' "${wanted[@]}"
  fi
  lacking=$(missing "${BUILD_TOOLS[@]}" | paste -sd ,)
  [[ -z $lacking ]] || die "Still missing after the installation: $lacking."
}

# True when a missing test tool is no reason to stop: the build works, and nobody may install.
can_go_on ()
{
  (( EUID != 0 )) && ! may_ask && [[ -z $(missing "${BUILD_TOOLS[@]}") ]]
}

need_root_tools ()
{
  local -a wanted=()
  have mmdebstrap || wanted+=(mmdebstrap debian-archive-keyring)
  have bwrap || wanted+=(bubblewrap)
  have flock || wanted+=(util-linux)
  (( EUID == 0 )) || have newuidmap || wanted+=(uidmap)
  (( ${#wanted[@]} == 0 )) \
    || apt_install "This system's libraries are older than GTK 4.18, so a Debian 13 root is needed." "${wanted[@]}"
  bwrap --ro-bind / / --dev /dev --proc /proc --unshare-pid true 2>/dev/null \
    || die 'bubblewrap may not make a sandbox here: allow user namespaces, or run as root with CAP_SYS_ADMIN.'
}

root_name ()
{
  local hash
  hash=$( { echo "$RELEASE $RECIPE $LOCALES"; packages; } | sha256sum | cut -c1-12)
  printf 'root-%s-%s' "$RELEASE" "$hash"
}

# What the packages leave open: locales, and places to mount files on.
finish_hook ()
{
  cat <<END
set -eu
for l in $LOCALES; do chroot "\$1" localedef -i \$l -f UTF-8 \$l.UTF-8; done
chroot "\$1" fc-cache -s
rm -f "\$1/etc/resolv.conf" "\$1/etc/hosts" "\$1/etc/passwd-" "\$1/etc/group-"
: > "\$1/etc/resolv.conf"
echo '127.0.0.1 localhost' > "\$1/etc/hosts"
END
}

# Without rights, Debian is unpacked in a user namespace, which takes a range of user numbers.
need_rights ()
{
  (( EUID != 0 )) || return 0
  grep -qs -e "^$(id -un):" -e "^$EUID:" /etc/subuid \
    || die "User $(id -un) has no range in /etc/subuid: run as root 'usermod --add-subuids 100000-165535 \
--add-subgids 100000-165535 $(id -un)'."
}

# Fills a folder with Debian. As root straight into it; else by way of a tar, so that every file
# belongs to the caller and can be removed without rights.
bootstrap ()
{
  local target=$1 log=$2 list
  local -a options
  list=$(packages | paste -sd ,)
  options=(
    --variant=minbase --include="$list"
    --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Languages "none"'
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*'
    --customize-hook="$(finish_hook)"
  )
  if (( EUID == 0 )); then
    mmdebstrap "${options[@]}" "$RELEASE" "$target" </dev/null >"$log" 2>&1
  else
    mmdebstrap --mode=unshare "${options[@]}" "$RELEASE" - </dev/null 2>"$log" | tar -x --exclude='./dev/*' -C "$target" 2>/dev/null
  fi
}

# Runs with the lock held. What a broken earlier call left behind is removed first.
build_root ()
{
  local root=$1 temporary=$1.part log=$cache/root.log start=$SECONDS
  need_rights
  say "making a Debian 13 root for building, once: about a minute, 2 GB in $root"
  rm -rf "$temporary"
  mkdir -p "$temporary"
  if ! bootstrap "$temporary" "$log"; then
    grep '^E: ' "$log" | head -n 2 | cut -c1-200 >&2 || true
    rm -rf "$temporary"
    die "The Debian 13 root could not be made (is there a network?); the whole log is $log."
  fi
  mv "$temporary" "$root"
  say "done in $((SECONDS - start)) s; to remove it: build-aux/in-env.sh --remove"
}

ensure_root ()
{
  local root=$1
  [[ ! -d $root ]] || return 0
  mkdir -p "$cache" 2>/dev/null || die "The cache folder $cache cannot be written; set XDG_CACHE_HOME."
  exec 9>"$cache/lock"
  if ! flock -n 9; then
    say 'another call is making the Debian 13 root; waiting for it'
    flock 9
  fi
  [[ -d $root ]] || build_root "$root"
  exec 9>&-
}

remove_roots ()
{
  if [[ ! -d $cache ]]; then
    say "there is nothing in $cache"
    return 0
  fi
  chmod -R u+w "$cache"
  rm -rf "$cache"
  say "removed $cache"
}

# The folders of git that lie outside the checkout (a worktree, a submodule): readable inside.
git_folders ()
{
  local folder
  have git || return 0
  for folder in --git-common-dir --absolute-git-dir; do
    folder=$(cd "$checkout" && git rev-parse "$folder" 2>/dev/null) || continue
    folder=$(cd "$checkout" && realpath "$folder")
    [[ $folder == "$checkout"/* ]] || printf '%s\n' "$folder"
  done | sort -u
}

# A registry, proxy or certificate authority of this machine must serve npm inside as well.
pass_variables ()
{
  local name value
  for name in CI TERM LANG LANGUAGE G_MESSAGES_DEBUG G_TEST_SLOW NO_COLOR SOURCE_DATE_EPOCH \
    http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY \
    "${!npm_config_@}" "${!NPM_CONFIG_@}" "${!IMAGE_FERRY_@}" "${!MESON_@}" "${!ASAN_@}" "${!LSAN_@}" "${!UBSAN_@}"; do
    [[ -z ${!name+set} ]] || bwrap_arguments+=(--setenv "$name" "${!name}")
  done
  value=$(sed -n 's/^registry *= *//p' /etc/npmrc /usr/etc/npmrc /usr/local/etc/npmrc 2>/dev/null | tail -n 1)
  [[ -z $value || -n ${npm_config_registry:-} ]] || bwrap_arguments+=(--setenv npm_config_registry "$value")
  [[ ! -r ${HOME:-}/.npmrc ]] || bwrap_arguments+=(--ro-bind "$HOME/.npmrc" /tmp/home/.npmrc)
  value=${NODE_EXTRA_CA_CERTS:-${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}}
  if [[ -r $value ]]; then
    bwrap_arguments+=(--ro-bind "$value" /etc/ssl/certs/ca-certificates.crt)
    bwrap_arguments+=(--setenv NODE_EXTRA_CA_CERTS /etc/ssl/certs/ca-certificates.crt)
  fi
}

# The session bus comes along: without it no notification would reach the desktop. Memory is shared
# with the display, so that X11 can use it.
pass_display ()
{
  local socket=${XDG_RUNTIME_DIR:-/nowhere}/${WAYLAND_DISPLAY:-none}
  local bus=${DBUS_SESSION_BUS_ADDRESS:-}
  bus=${bus#unix:path=}
  bus=${bus%%,*}
  [[ ! -S $bus ]] || bwrap_arguments+=(--ro-bind "$bus" "/run/user/$UID/bus"
    --setenv DBUS_SESSION_BUS_ADDRESS "unix:path=/run/user/$UID/bus")
  [[ -z ${XDG_CURRENT_DESKTOP:-} ]] || bwrap_arguments+=(--setenv XDG_CURRENT_DESKTOP "$XDG_CURRENT_DESKTOP")
  [[ ! -d /tmp/.X11-unix ]] || bwrap_arguments+=(--ro-bind /tmp/.X11-unix /tmp/.X11-unix)
  [[ -z ${DISPLAY:-} ]] || bwrap_arguments+=(--setenv DISPLAY "$DISPLAY")
  [[ ! -r ${XAUTHORITY:-${HOME:-}/.Xauthority} ]] \
    || bwrap_arguments+=(--ro-bind "${XAUTHORITY:-$HOME/.Xauthority}" /tmp/home/.Xauthority
                         --setenv XAUTHORITY /tmp/home/.Xauthority)
  [[ ! -S $socket ]] \
    || bwrap_arguments+=(--ro-bind "$socket" "/run/user/$UID/wayland-0" --setenv WAYLAND_DISPLAY wayland-0)
  [[ ! -d /dev/dri ]] || bwrap_arguments+=(--dev-bind /dev/dri /dev/dri)
}

# dbus-daemon and GLib want the caller to have a name.
passwd_text ()
{
  echo 'root:x:0:0:root:/tmp/home:/bin/bash'
  (( EUID == 0 )) || echo "ferry:x:$EUID:$(id -g):ferry:/tmp/home:/bin/bash"
  echo 'messagebus:x:990:990::/nonexistent:/usr/sbin/nologin'
  echo 'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin'
}

# The root itself is read-only; COMMAND can write to the checkout, a private /tmp and npm's cache.
run_in_root ()
{
  local display=$1 root=$2 folder
  local -a bwrap_arguments
  shift 2
  mkdir -p "$cache/npm"
  bwrap_arguments=(
    --ro-bind "$root/usr" /usr --ro-bind "$root/etc" /etc --ro-bind "$root/var" /var
    --symlink usr/bin /bin --symlink usr/sbin /sbin --symlink usr/lib /lib --symlink usr/lib64 /lib64
    --dev /dev --proc /proc --tmpfs /run --tmpfs /tmp --tmpfs /var/tmp
    --perms 1777 --dir /tmp/.X11-unix --perms 0700 --dir /tmp/home --perms 0700 --dir "/run/user/$UID"
    --bind "$cache/npm" /tmp/home/.npm
    --ro-bind-try /etc/resolv.conf /etc/resolv.conf --ro-bind-try /etc/hosts /etc/hosts
    --ro-bind-data 8 /etc/passwd
    --ro-bind-data 7 /etc/machine-id
    --unshare-pid --die-with-parent --clearenv
    --setenv PATH /usr/bin:/usr/sbin --setenv HOME /tmp/home --setenv USER ferry
    --setenv XDG_RUNTIME_DIR "/run/user/$UID" --setenv LANG C.UTF-8
  )
  pass_variables
  if (( display )); then pass_display; else bwrap_arguments+=(--unshare-ipc); fi
  bwrap_arguments+=(--setenv IMAGE_FERRY_IN_ENV "${root##*/}" --bind "$checkout" "$checkout")
  while IFS= read -r folder; do
    bwrap_arguments+=(--ro-bind "$folder" "$folder")
  done < <(git_folders)
  exec bwrap "${bwrap_arguments[@]}" --chdir "$(start_folder)" "$@" \
    8< <(passwd_text) 7< <(sha256sum <<<"$checkout" | cut -c1-32)
}

start_folder ()
{
  case $PWD/ in
    "$checkout"/*) printf '%s' "$PWD" ;;
    *) printf '%s' "$checkout" ;;
  esac
}

main ()
{
  local display=0 root
  while [[ ${1:-} == --* ]]; do
    case $1 in
      --display) display=1 ;;
      --remove) remove_roots; return ;;
      --help) usage; return ;;
      *) usage >&2; exit 2 ;;
    esac
    shift
  done
  (( $# > 0 )) || { usage >&2; exit 2; }
  [[ -z ${IMAGE_FERRY_IN_ENV:-} ]] || exec "$@"

  if [[ -z $(missing "${BUILD_TOOLS[@]}") && -z $(missing_for_tests) ]]; then
    run_native "$display" "$@"
  elif system_is_new && ! can_go_on; then
    install_native
    run_native "$display" "$@"
  elif [[ -z $(missing "${BUILD_TOOLS[@]}") ]]; then
    say "some tests will fail; missing: $(missing_for_tests | paste -sd ' ')"
    run_native "$display" "$@"
  fi
  need_root_tools
  root=$cache/$(root_name)
  ensure_root "$root"
  run_in_root "$display" "$root" "$@"
}

main "$@"
