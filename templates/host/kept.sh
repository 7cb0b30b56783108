# What a reset keeps: files of quorate that others changed, and files of others in directories of quorate.
KEPT=./var/lib/quorate-kept

# find_edited: sets edited to the owned files and links whose contents quorate never wrote. Files with secrets, records and
# what an earlier quorate wrote have no contents listed, and are never among them.
find_edited() {
  edited=
  [ -r "$CONTENTS" ] || return 0
  files= links= now=
  for path in $(cut -f 1 -- "$CONTENTS" | sort -u); do
    case $path in
      /var/lib/quorate/* | /etc/quorate/* | /etc/etcd/member | /etc/etcd/bootstrap.env) continue ;;
      /*) ;;
      *) continue ;;
    esac
    case "$nl$owned$nl" in *"$nl$path$nl"*) ;; *) continue ;; esac
    if [ -L ".$path" ]; then
      links=$links.$path$nl
    elif [ -f ".$path" ]; then
      files=$files.$path$nl
    fi
  done
  [ -z "$files$links" ] || now=$(
    [ -z "$files" ] || sha256sum -- $files | while IFS= read -r line; do
      printf '%s\t%s\n' "${line#*  .}" "${line%%  *}"
    done
    for path in $links; do printf '%s\t-> %s\n' "${path#.}" "$(readlink -- "$path")"; done
  )
  [ -z "$now" ] || edited=$(printf '%s\n' "$now" | grep -vxFf "$CONTENTS" | cut -f 1)
}

# list_foreign: prints at most 200 files of others in the directories that quorate made, and additions to its units.
list_foreign() {
  set --
  for path in $owned; do
    case $path in
      /etc/kubernetes | /etc/etcd | /etc/containerd | /etc/cni | /etc/kube-flannel | /etc/haproxy | /opt/cni | /opt/quorate)
        [ -d ".$path" ] && ! [ -L ".$path" ] && set -- "$@" ".$path"
        ;;
      /etc/systemd/system/*.service) [ ! -d ".$path.d" ] || set -- "$@" ".$path.d" ;;
    esac
  done
  [ "$#" = 0 ] || for path in $(find "$@" -xdev ! -type d 2>/dev/null | sort | head -n 2000); do
    path=${path#.}
    case $path in *.quorate-tmp-*) continue ;; esac
    case "$nl$owned$nl" in *"$nl$path$nl"*) ;; *) printf '%s\n' "$path" ;; esac
  done | head -n 200
}

# keep_edited PATH: moves it to where nothing reads it. A copy under another name first: it may be another file system.
keep_edited() {
  to=$KEPT$1 number=
  while [ -e "$to" ] || [ -L "$to" ]; do
    number=$((${number:-0} + 1))
    to=$KEPT$1.$number
  done
  error=$({ mkdir -p "${to%/*}" && rm -f -- "$to.new" && cp -a -- ".$1" "$to.new" && sync "${to%/*}" &&
    mv -fT -- "$to.new" "$to" && rm -f -- ".$1"; } 2>&1) || write_problem "${to#.}" "$error"
}

# list_kept: prints the files that resets of this host have kept.
list_kept() {
  [ ! -d "$KEPT" ] || find "$KEPT" ! -type d ! -name '*.new' | sort | head -n 200 | while IFS= read -r path; do
    printf 'edited\t%s\n' "${path#.}"
  done
}
