#!/usr/bin/env bash
# Installs what the tests use besides Node and npm: real clients, a real upstream and a browser.
# Does nothing when all is there.
set -euo pipefail

packages=(curl openssl nginx-light python3-requests python3-httpx python3-h2 chromium redis-server)

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query --show --showformat '${db:Status-Status}' "$package" 2>/dev/null || true)
  [[ $status == installed ]] || missing+=("$package")
done
((${#missing[@]})) || exit 0

as_root=()
((EUID == 0)) || as_root=(sudo)
export DEBIAN_FRONTEND=noninteractive
echo "installing Debian packages: ${missing[*]}"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null
