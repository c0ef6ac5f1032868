#!/bin/bash
# Boots a Debian system with its own systemd, processes, mounts and cgroups, on this machine's network:
# boot.sh BASE FOLDER CGROUP. BASE is the system's folder, which stays as it is; what changes is in FOLDER. It runs until it is
# killed.
set -euo pipefail
base=$1 folder=$2 cgroup=$3

if [ "${4:-}" != inside ]; then
    mkdir -p "$cgroup" "$folder"/{changed,work,root}
    echo $$ >"$cgroup/cgroup.procs"
    exec unshare --pid --fork --kill-child --mount --uts --ipc --cgroup --propagation private "$0" "$@" inside
fi

mount -t overlay -o "lowerdir=$base,upperdir=$folder/changed,workdir=$folder/work" overlay "$folder/root"
cd "$folder/root"
mount -t proc proc proc
mount --bind proc/sys proc/sys
mount -o remount,bind,ro proc/sys # it is the kernel's of all
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=755 tmpfs dev
for name in null zero full random urandom tty; do
    touch "dev/$name"
    mount --bind "/dev/$name" "dev/$name"
done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
# Not chroot: a process that is in one may not make the user namespaces of PrivateUsers=.
pivot_root . .
umount -l .
mount --make-rshared / # else credentials do not come to the units
exec env -i container=steward PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --system \
    systemd.unified_cgroup_hierarchy=1 --log-target=journal --show-status=no
