#!/usr/bin/env bash
# The browser tests need a Chromium. Found, or installed where apt-get may; else said, never skipped.
set -euo pipefail
for name in ${CHROMIUM:-} chromium-headless-shell chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null && exit 0
done
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  echo "Installing Chromium with apt-get for the browser tests."
  apt-get update -qq
  export DEBIAN_FRONTEND=noninteractive
  for package in chromium-headless-shell chromium; do  # the first has no windows, and is quicker
    apt-get install -y -qq "$package" >/dev/null 2>&1 || true
    command -v "$package" >/dev/null && exit 0
  done
fi
echo "The browser tests need Chromium and found none." >&2
echo "Install it (Debian, Ubuntu: sudo apt-get install chromium), or name it: CHROMIUM=/path make test" >&2
exit 1
