#!/usr/bin/env bash
# The soak test puts nginx before the server. Found, or installed where apt-get may; else said, never skipped.
set -euo pipefail
PATH="$PATH:/usr/sbin"
command -v nginx >/dev/null && exit 0
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  echo "Installing nginx with apt-get for the soak test."
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nginx-light >/dev/null
  command -v nginx >/dev/null && exit 0
fi
echo "The soak test needs nginx and found none." >&2
echo "Install it (Debian, Ubuntu: sudo apt-get install nginx-light)." >&2
exit 1
