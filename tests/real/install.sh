#!/usr/bin/env bash
# Installs as a newcomer would, in a fresh Debian without any tool of this project, and makes an issue there.
#
#   tests/real/install.sh [wheel|sdist|clone|pipx|uv] …      (default: all five)
#
# Needs root, debootstrap, unshare (util-linux), the package registries and .venv (make .venv/ready).
# Each way starts as a new user in an empty home, and must give an issue within ten minutes.
set -euo pipefail
cd "$(dirname "$0")/../.."
ways=("$@")
[ "$#" -gt 0 ] || ways=(wheel sdist clone pipx uv)
for program in debootstrap unshare git; do
  command -v "$program" >/dev/null || { echo "Error: $program is missing. Hint: apt-get install $program" >&2; exit 1; }
done

work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
root=$work/root
echo "A fresh Debian …"
debootstrap --variant=minbase --include=ca-certificates,git,make,pipx,python3,python3-venv \
  bookworm "$root" >"$work/log" 2>&1 || { tail -20 "$work/log" >&2; exit 1; }
certificates=/etc/ssl/certs/ca-certificates.crt # this machine's: it may sit behind a proxy with one of its own
[ ! -e "$certificates" ] || cp "$certificates" "$root$certificates"

.venv/bin/python -m hatchling build --directory "$work/dist" >/dev/null 2>&1
cp requirements.lock "$work/dist/"
git clone --quiet --no-hardlinks . "$work/clone"

# What a newcomer types, one function a way; each ends in the folder that holds the new issue.
wheel() {
  python3 -m venv .venv
  .venv/bin/pip install --quiet --require-hashes -r ~/dist/requirements.lock
  .venv/bin/pip install --quiet --no-deps ~/dist/*.whl
  PATH=$PWD/.venv/bin:$PATH first_issue
}
sdist() {
  python3 -m venv .venv
  .venv/bin/pip install --quiet --require-hashes -r ~/dist/requirements.lock
  .venv/bin/pip install --quiet --no-deps --no-build-isolation ~/dist/*.tar.gz
  PATH=$PWD/.venv/bin:$PATH first_issue
}
clone() {
  cd ~/clone
  make --silent issue
}
pipx() {
  command pipx install ~/dist/*.whl
  PATH=$HOME/.local/bin:$PATH first_issue
}
uv() {
  python3 -m venv ~/tools
  ~/tools/bin/pip install --quiet uv
  ~/tools/bin/uv tool install --quiet ~/dist/*.whl
  PATH=$HOME/.local/bin:$PATH first_issue
}
first_issue() {
  mkdir newsletter
  cd newsletter
  monday init
  monday run --issue next
  monday status
}

# What every way must leave: the newest issue with five stories, its email within Gmail's limit, no complaint.
looked_at() {
  issue=$(ls -d issues/*/ | tail -1)
  [ "$(grep -c '^\[\[story\]\]' "$issue/issue.toml")" = 5 ]
  [ "$(stat -c %s "$issue/email.html")" -lt 102400 ]
  for name in email.txt email.eml web.html candidates.json; do [ -s "$issue/$name" ]; done
  ! grep -q '"level": "error"' "$issue/checks.json"
}

for way in "${ways[@]}"; do
  home=/home/$way
  mkdir -p "$root$home/empty"
  cp -r "$work/dist" "$work/clone" "$root$home/"
  chown -R 1000:1000 "$root$home"
  began=$SECONDS
  unshare --mount --fork bash -euc 'mount -t proc proc "$1/proc"; shift; exec "$@"' - "$root" \
    chroot --userspec=1000:1000 "$root" env -i HOME="$home" PATH=/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8 \
    PIP_CERT=$certificates SSL_CERT_FILE=$certificates PIP_DISABLE_PIP_VERSION_CHECK=1 \
    bash -euo pipefail -c "$(declare -f wheel sdist clone pipx uv first_issue looked_at); cd ~/empty; $way; looked_at"
  took=$((SECONDS - began))
  echo "$way: an issue in $took s"
  [ "$took" -lt 600 ] || { echo "Error: longer than ten minutes" >&2; exit 1; }
done
