#!/bin/sh
# `redis-server ARGUMENTS`, or the arguments alone, or another program: as the official image.
set -eu
case ${1:-} in
redis-server) shift ;;
-* | '' | *.conf) ;;
*) exec "$@" ;;
esac
exec redis-server --protected-mode no "$@"
