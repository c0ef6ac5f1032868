#!/bin/sh
# The packages' changelog, of the last commit: changelog.sh VERSION MAINTAINER
set -eu
cd "$(dirname "$0")"
when=$(git log -1 --format=%cD 2>/dev/null) || when=$(date -R -r "$(basename "$0")")
printf 'steward (%s) stable; urgency=medium\n\n  * This version: its history is in the repository.\n\n -- %s  %s\n' "$1" "$2" "$when"
