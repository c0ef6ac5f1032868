#!/bin/sh
# Debian packages of the images. packages.sh list FILE GROUP...: a file for each group of FILE (scripts/dev/packages.txt) in
# /lists. packages.sh install FILE: those that FILE names, without what nobody reads in an image; nothing stays behind that
# differs from one day to the next.
set -eu

list() {
    file=$1
    shift
    mkdir -p /lists
    for group in "$@"; do
        awk -v group="$group" '!/^#/ && (","$1",") ~ (","group",") { split($2, one, "|"); print one[1] }' "$file" >"/lists/$group"
        [ -s "/lists/$group" ] || { echo "$file has no group $group" >&2; exit 1; }
    done
}

install() {
    export DEBIAN_FRONTEND=noninteractive
    apt-get -q update
    cat >/etc/dpkg/dpkg.cfg.d/steward <<'EOF'
path-exclude /usr/share/doc/*
path-include /usr/share/doc/*/copyright
path-exclude /usr/share/man/*
path-exclude /usr/share/locale/*
EOF
    xargs apt-get -q install -y --no-install-recommends <"$1"
    apt-get clean
    rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin /var/cache/ldconfig /var/cache/debconf/* /var/lib/dpkg/*-old \
        /var/log/apt /var/log/dpkg.log /var/log/alternatives.log /tmp/*
}

"$@"
