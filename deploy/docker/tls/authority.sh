#!/usr/bin/env bash
# The certificate authority of deploy/docker/tls.yml: made once and kept in /authority, which no other container sees.
# Safe to repeat: what there is stays, until 30 days before its end.
#   authority.sh prepare USER:HOST:UID...   for each a certificate of CN=USER for HOST, in /for/HOST, its key for UID alone
#   authority.sh show USER                  key and certificate of CN=USER, for a client on this machine
set -euo pipefail
umask 077
cd /authority

readonly renew_seconds=$((30 * 86400))
readonly key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes)
# All that the services do with Redis: docs/tls.md.
readonly redis_may='~steward:* resetchannels -@all +ping +select +get +set +eval +evalsha +time'

quietly() {
    local said
    said=$("$@" 2>&1) || { echo "$1 $2: $said" >&2; exit 1; }
}

is_good() {
    [ -s "$1.key" ] && [ -s "$1.pem" ] && openssl x509 -in "$1.pem" -noout -checkend "$renew_seconds" >/dev/null
}

make_authority() {
    is_good ca && return
    rm -f ./*.pem ./*.key # signed by the one before
    quietly openssl req -x509 "${key[@]}" -days 3650 -subj "/CN=Steward's containers" -keyout ca.key -out ca.pem \
        -addext basicConstraints=critical,CA:TRUE,pathlen:0 -addext keyUsage=critical,keyCertSign,cRLSign
    echo "a new authority: whoever trusted the one before must be told"
}

# USER, what for, the other names it has
sign() {
    is_good "$1" && return
    printf '%s\n' basicConstraints=critical,CA:FALSE keyUsage=critical,digitalSignature "extendedKeyUsage=$2" \
        "subjectAltName=$3" >"$1.ext"
    quietly openssl req -new "${key[@]}" -subj "/CN=$1" -keyout "$1.key" -out "$1.csr"
    quietly openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -set_serial "0x$(openssl rand -hex 16)" -days 397 \
        -extfile "$1.ext" -out "$1.pem"
    rm "$1.csr" "$1.ext"
}

# Standard input becomes a file at once, or not at all: FILE OWNER MODE
give() {
    rm -f "$1.new"
    cat >"$1.new"
    chmod "$3" "$1.new"
    chown "$2:$2" "$1.new"
    mv -f "$1.new" "$1"
}

password() {
    [ -s redis-password ] || openssl rand -hex 24 >redis-password
    cat redis-password
}

# What goes with it: Kafka wants both in one file, Redis whom to let in, the services how to come in.
give_more() {
    local user=$1 host=$2 uid=$3
    case $user in
    kafka) cat "$user.key" "$user.pem" | give "/for/$host/both.pem" "$uid" 0400 ;;
    redis) printf 'user default off\nuser steward on #%s %s\n' "$(password | tr -d '\n' | sha256sum | cut -d ' ' -f 1)" \
        "$redis_may" | give "/for/$host/users.acl" "$uid" 0400 ;;
    steward-*) echo "rediss://steward:$(password)@redis:6379/0" | give "/for/$host/redis-url" "$uid" 0400 ;;
    esac
}

prepare() {
    local user host uid
    for one in "$@"; do
        IFS=: read -r user host uid <<<"$one"
        sign "$user" serverAuth,clientAuth "DNS:$host,DNS:localhost,IP:127.0.0.1,IP:::1"
        give "/for/$host/own.key" "$uid" 0400 <"$user.key"
        give "/for/$host/own.pem" "$uid" 0444 <"$user.pem"
        give_more "$user" "$host" "$uid"
    done
    for folder in /for/*; do
        give "$folder/ca.pem" 0 0444 <ca.pem
    done
    echo "$# certificates: there"
}

show() {
    if [[ ! ${1:-} =~ ^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$ ]] || [ "$1" = ca ]; then
        echo 'authority.sh show USER: a name of letters, digits, dots, _ and -, and not ca' >&2
        exit 2
    fi
    sign "$1" clientAuth "DNS:$1"
    cat "$1.key" "$1.pem"
}

make_authority >&2
case ${1:-} in
prepare | show) "$@" ;;
*) sed -n '2,5s/^# //p' "$0" >&2 && exit 2 ;;
esac
