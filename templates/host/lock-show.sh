# Output: the holder of the lock, nothing when it is free. Does not acquire the lock, not even for a moment: a run that
# starts at that time would be refused.
if read_holder; then printf '%s\n' "$about"; fi
