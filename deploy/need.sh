#!/bin/sh
# Makes sure that something the machine must bring is there: need.sh CHECK PACKAGE...
# CHECK is a shell command that succeeds when nothing is missing. As root on Debian the packages are installed;
# anybody else is told in one line what to install, before anything was started.
set -eu
check=$1
shift
sh -c "$check" >/dev/null 2>&1 && exit 0
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing $* ..."
    export DEBIAN_FRONTEND=noninteractive
    # The list of packages may be absent or old on a fresh machine; refresh it only when the first try fails.
    { apt-get install -y -qq "$@" || { apt-get update -qq && apt-get install -y -qq "$@"; }; } >/dev/null
    sh -c "$check" >/dev/null 2>&1 && exit 0
fi
echo "Missing on this machine. Install as root and try again: apt-get install $*" >&2
exit 1
