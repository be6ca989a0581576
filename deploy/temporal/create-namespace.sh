#!/bin/sh
# Makes the namespace of this installation when it is not there yet. TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE are read by
# the temporal command itself. Tries for a minute: the server's port answers a little before the server does.
set -eu

for attempt in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  temporal operator namespace describe >/dev/null 2>&1 && exit 0
  temporal operator namespace create --retention 168h >/dev/null 2>&1 && exit 0
  echo "attempt $attempt: Temporal at $TEMPORAL_ADDRESS is not ready yet"
  sleep 3
done
exec temporal operator namespace describe # shows why
