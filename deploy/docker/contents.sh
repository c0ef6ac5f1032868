#!/bin/sh
# What the images are made of, as CycloneDX 1.5, one file for each program in /contents; and that none of its libraries is
# missing: contents.sh PROGRAM... Runs in a container that has the same packages as the image.
set -eu
mkdir -p /contents /var/lib/steward

packages() {
    # shellcheck disable=SC2016  # the names in it are dpkg-query's
    dpkg-query -W -f '  ,{"type": "library", "name": "${Package}", "version": "${Version}", "bom-ref": "${Package}/${Architecture}",
   "purl": "pkg:deb/debian/${Package}@${Version}?arch=${Architecture}&distro=debian-12",
   "properties": [{"name": "debian:source", "value": "${source:Package} ${source:Version}"}]}\n'
}

for program in "$@"; do
    if ldd "/usr/local/bin/$program" | grep 'not found'; then
        echo "$program: a library is missing: scripts/dev/packages.txt, group image" >&2
        exit 1
    fi
    {
        cat <<EOF
{"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
 "metadata": {"component": {"type": "application", "name": "$program", "version": "$("/usr/local/bin/$program" --version | cut -d ' ' -f 2)", "bom-ref": "program",
  "licenses": [{"license": {"id": "MIT"}}],
  "hashes": [{"alg": "SHA-256", "content": "$(sha256sum "/usr/local/bin/$program" | cut -d ' ' -f 1)"}]}},
 "components": [
  {"type": "operating-system", "name": "debian", "version": "$(cat /etc/debian_version)", "bom-ref": "system"}
EOF
        packages
        [ "$program" = steward ] || cat /tools/page.components
        echo ' ]}'
    } >"/contents/$program.cdx.json"
done
