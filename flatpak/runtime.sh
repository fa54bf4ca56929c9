#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Makes a local Flatpak repository with a GNOME runtime and SDK out of Debian 13 packages, where the
# runtime of a store cannot be had. Made once and kept in the cache folder.
#
# Prints two lines: the repository's folder and the branch of the runtime in it.
set -euo pipefail

readonly SUITE=trixie
# Its own label: nothing that a store offers under the plain number is ever replaced.
readonly BRANCH=48-debian13
# Part of the folder's name: raise it when the way the runtime is made changes.
readonly RECIPE=2
readonly LOCALES='en_US zh_CN de_DE ar_EG'
readonly PLATFORM=(
  libgtk-4-1 libadwaita-1-0 libsecret-1-0 libsoup-3.0-0 libjson-glib-1.0-0 libsqlite3-0 libglib2.0-bin
  glib-networking ca-certificates gsettings-desktop-schemas dconf-gsettings-backend
  adwaita-icon-theme librsvg2-common libgl1-mesa-dri libegl1
  fontconfig fonts-cantarell fonts-dejavu-core fonts-noto-color-emoji shared-mime-info xkb-data tzdata locales
)
readonly SDK=(
  "${PLATFORM[@]}" gcc libc6-dev make meson ninja-build pkgconf gettext patch xz-utils
  libgtk-4-dev libgtk-4-bin libadwaita-1-dev libsecret-1-dev libsoup-3.0-dev libjson-glib-dev libsqlite3-dev
  libglib2.0-dev-bin appstream appstream-util appstream-compose desktop-file-utils elfutils
)

cache=${XDG_CACHE_HOME:-${HOME:?HOME is not set}/.cache}/image-ferry

say ()
{
  printf 'runtime: %s\n' "$*" >&2
}

die ()
{
  say "$*"
  exit 1
}

# Without rights Debian is unpacked by way of a tar, so that every file belongs to the caller.
bootstrap ()
{
  local target=$1 list locale_hook
  local -a options
  shift
  list=$(printf '%s,' "$@")
  # shellcheck disable=SC2016
  locale_hook='for l in '$LOCALES'; do chroot "$1" localedef -i $l -f UTF-8 $l.UTF-8; done'
  options=(
    --variant=essential --components=main --include="${list%,}"
    --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Languages "none"'
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/info/*'
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright'
    --customize-hook="$locale_hook"
  )
  if (( EUID == 0 )); then
    mmdebstrap "${options[@]}" "$SUITE" "$target"
  else
    mkdir -p "$target"
    mmdebstrap --mode=unshare "${options[@]}" "$SUITE" - | tar -x --exclude='./dev/*' -C "$target"
  fi </dev/null >"$target.log" 2>&1
}

# What a runtime may not hold: names of this machine, accounts, set-user-id programs.
clean_tree ()
{
  local usr=$1
  rm -rf "$usr"/etc/{resolv.conf,hostname,mtab,shadow*,gshadow*,apt,.pwd.lock} "$usr"/local/*
  find "$usr" -type f -perm /6000 -exec chmod ug-s {} +
  chmod -R u+rwX "$usr"
}

# The fonts of the system and of the person are needed for scripts that the runtime has no font for.
# GNOME's own font is not in Debian 13; the one it replaced is.
write_font_rules ()
{
  cat >"$1/etc/fonts/conf.d/05-flatpak.conf" <<'CONF'
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>/app/share/fonts</dir>
  <dir>/run/host/fonts</dir>
  <dir>/run/host/user-fonts</dir>
  <alias>
    <family>Adwaita Sans</family>
    <prefer><family>Cantarell</family></prefer>
  </alias>
</fontconfig>
CONF
}

write_metadata ()
{
  local name=$1 arch
  arch=$(flatpak --default-arch)
  cat <<META
[Runtime]
name=$name
runtime=org.gnome.Platform/$arch/$BRANCH
sdk=org.gnome.Sdk/$arch/$BRANCH
META
}

# flatpak wants the tree below usr, an empty "files", and ldconfig in /usr/bin.
export_runtime ()
{
  local tree=$1 name=$2 repo=$3
  local folder=$tree.export
  mkdir -p "$folder/files"
  mv "$tree/usr" "$folder/usr"
  mv "$tree/etc" "$folder/usr/etc"
  ln -sf ../sbin/ldconfig "$folder/usr/bin/ldconfig"
  clean_tree "$folder/usr"
  write_font_rules "$folder/usr"
  write_metadata "$name" >"$folder/metadata"
  flatpak build-export --runtime --no-update-summary --disable-fsync "$repo" "$folder" "$BRANCH" >&2
}

# The two trees are independent: both are unpacked at the same time.
make_trees ()
{
  local work=$1 pid
  bootstrap "$work/platform" "${PLATFORM[@]}" &
  pid=$!
  if ! bootstrap "$work/sdk" "${SDK[@]}"; then
    grep -h '^E: ' "$work/sdk.log" | head -n 2 >&2 || true
    wait "$pid" || true
    return 1
  fi
  wait "$pid"
}

# Runs with the lock held. What a broken earlier call left behind is removed first.
make_repository ()
{
  local repo=$1 work=$1.work start=$SECONDS
  say "making a GNOME runtime from Debian 13 packages, once: about two minutes, 1.5 GB in $repo"
  rm -rf "$work"
  mkdir -p "$work"
  make_trees "$work" || die "the packages could not be unpacked (is there a network?); see $work/*.log"
  ostree init --mode=bare-user-only --repo="$work/repo"
  export_runtime "$work/platform" org.gnome.Platform "$work/repo"
  export_runtime "$work/sdk" org.gnome.Sdk "$work/repo"
  flatpak build-update-repo "$work/repo" >&2
  mv "$work/repo" "$repo"
  chmod -R u+w "$work"
  rm -rf "$work"
  say "done in $((SECONDS - start)) s; to remove it: rm -rf $repo"
}

main ()
{
  local hash repo
  hash=$(printf '%s\n' "$SUITE $BRANCH $RECIPE $LOCALES" "${SDK[@]}" | sha256sum | cut -c1-12)
  repo=$cache/flatpak-runtime-$hash
  mkdir -p "$cache" || die "The cache folder $cache cannot be written; set XDG_CACHE_HOME."
  exec 9>"$cache/flatpak.lock"
  flock 9
  [[ -d $repo ]] || make_repository "$repo"
  exec 9>&-
  printf '%s\n' "$repo" "$BRANCH"
}

main "$@"
