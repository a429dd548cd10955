#!/bin/sh
# Creates the namespace TEMPORAL_NAMESPACE on the server TEMPORAL_ADDRESS. Repeatable. Workers then set its retention and its
# search attributes.
set -eu

for _ in $(seq 60); do
  if temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; then exit 0; fi
  # Fails while the server is starting.
  if temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE"; then exit 0; fi
  sleep 1
done
exit 1
