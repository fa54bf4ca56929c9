#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Builds the Flatpak from this checkout, writes it to a bundle, installs the bundle and tries it.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
checkout=$(dirname "$here")
readonly APP=io.github.imageferry.ImageFerry
readonly MANIFEST=$here/$APP.json
readonly LOCAL_REMOTE=image-ferry-runtime
# What the sandbox lets in; the README says why. Nothing else may ever appear.
readonly PERMISSIONS='shared=ipc;network;
sockets=fallback-x11;wayland;x11;
devices=dri;'
readonly PACKAGES=(flatpak flatpak-builder ostree bubblewrap appstream elfutils)
# Needed only to make the local runtime.
readonly RUNTIME_PACKAGES=(mmdebstrap debian-archive-keyring)

usage ()
{
  cat <<'END'
Usage: flatpak/build.sh [--remote NAME] [--no-install] [--output FOLDER]

  --remote NAME    take the GNOME runtime that the manifest names from this Flatpak remote (flathub);
                   without it a runtime is made of Debian 13 packages, once
  --no-install     only write the bundle
  --output FOLDER  where the build and the bundle go; _flatpak by default
END
}

say ()
{
  printf 'flatpak: %s\n' "$*"
}

die ()
{
  printf 'flatpak: %s\n' "$*" >&2
  exit 1
}

have ()
{
  command -v "$1" >/dev/null 2>&1
}

# Root installs what is missing; everybody else is told what to install.
need_packages ()
{
  local package
  local -a lacking=()
  if ! have dpkg-query; then
    have flatpak-builder || die "Install these with your package manager: $*."
    return 0
  fi
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || lacking+=("$package")
  done
  (( ${#lacking[@]} > 0 )) || return 0
  (( EUID == 0 )) || die "Some packages are missing. Install with: sudo apt-get install ${lacking[*]}"
  say "installing with apt-get: ${lacking[*]}"
  apt-get update -qq >&2 </dev/null || die 'The package lists could not be read: is there a network?'
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${lacking[@]}" >&2 </dev/null \
    || die "apt-get could not install ${lacking[*]}."
}

# flatpak wants a runtime folder, and a server's root may have none.
need_runtime_folder ()
{
  [[ ! -d ${XDG_RUNTIME_DIR:-/nowhere} ]] || return 0
  XDG_RUNTIME_DIR=$output/run
  mkdir -p "$XDG_RUNTIME_DIR"
  chmod 0700 "$XDG_RUNTIME_DIR"
  export XDG_RUNTIME_DIR
}

shipped_branch ()
{
  sed -n 's/.*"runtime-version": *"\([^"]*\)".*/\1/p' "$MANIFEST"
}

# Sets remote and branch.
choose_runtime ()
{
  local -a made
  branch=$(shipped_branch)
  if [[ -n $remote ]]; then
    say "runtime: org.gnome.Platform//$branch from $remote"
    return 0
  fi
  need_packages "${RUNTIME_PACKAGES[@]}"
  mapfile -t made < <("$here/runtime.sh")
  (( ${#made[@]} == 2 )) || die 'There is no runtime.'
  say "runtime: org.gnome.Platform//${made[1]}, made here of Debian packages, in place of //$branch"
  remote=$LOCAL_REMOTE branch=${made[1]}
  flatpak --user remote-add --if-not-exists --no-gpg-verify "$remote" "file://${made[0]}"
  flatpak --user remote-modify --no-gpg-verify --url="file://${made[0]}" "$remote"
}

# A store's runtime is taken as it is; the one made here is brought up to date with its repository.
install_runtime ()
{
  local name
  for name in org.gnome.Platform org.gnome.Sdk; do
    [[ $remote == "$LOCAL_REMOTE" ]] || ! flatpak info "$name//$branch" >/dev/null 2>&1 || continue
    flatpak --user install -y --noninteractive --or-update "$remote" "$name//$branch" \
      || die "$name//$branch could not be installed from $remote."
  done
}

write_manifest ()
{
  sed -e "s|\"runtime-version\": *\"[^\"]*\"|\"runtime-version\": \"$branch\"|" \
      -e "s|\"path\": *\"\.\.\"|\"path\": \"$checkout\"|" "$MANIFEST" >"$output/$APP.json"
}

build ()
{
  mkdir -p "$output"
  write_manifest
  flatpak-builder --user --force-clean --disable-rofiles-fuse --state-dir="$output/state" \
    --repo="$output/repo" --default-branch=stable "$output/build" "$output/$APP.json"
  flatpak build-bundle "$output/repo" "$bundle" "$APP" stable
  say "the bundle is $bundle ($(du -h "$bundle" | cut -f1))"
}

# Order means nothing in a list of permissions.
sort_lists ()
{
  local key value
  while IFS='=' read -r key value; do
    printf '%s=%s;\n' "$key" "$(tr ';' '\n' <<<"$value" | sed '/^$/d' | LC_ALL=C sort | paste -sd ';')"
  done
}

check_permissions ()
{
  local found
  found=$(flatpak --user info --show-permissions "$APP" | sed -e '/^\[Context\]$/d' -e '/^$/d' | sort_lists)
  [[ $found == "$PERMISSIONS" ]] || die "the sandbox is not as tight as it should be:
$found"
}

install_bundle ()
{
  flatpak --user install -y --noninteractive --reinstall --bundle "$bundle"
  check_permissions
  say "installed $(flatpak --user run --command=ferryctl "$APP" --version)"
  say "start it with: flatpak run $APP"
}

main ()
{
  local install=1 start=$SECONDS
  remote='' branch='' output=$checkout/_flatpak
  while (( $# > 0 )); do
    case $1 in
      --remote) remote=${2:?}; shift ;;
      --no-install) install=0 ;;
      --output) mkdir -p "${2:?}"; output=$(cd "$2" && pwd -P); shift ;;
      --help) usage; exit 0 ;;
      *) usage >&2; exit 2 ;;
    esac
    shift
  done
  bundle=$output/image-ferry.flatpak
  need_packages "${PACKAGES[@]}"
  need_runtime_folder
  choose_runtime
  install_runtime
  build
  if (( install )); then install_bundle; fi
  say "done in $((SECONDS - start)) s"
}

main "$@"
