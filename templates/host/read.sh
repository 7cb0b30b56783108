# Input: a path. Output: the content. Exit code 44: the file does not exist, which differs from "cannot be read".
IFS= read -r path || problem truncated / 'the path did not arrive'
{ error=$(cat -- ".$path" 2>&1 >&3); } 3>&1 && exit 0
! is_absent ".$path" || exit 44
problem failed "$path" "$error"
