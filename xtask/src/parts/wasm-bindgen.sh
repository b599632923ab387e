#!/bin/sh
# What Trunk calls in wasm-bindgen's place: splits the module first. The parts stay in $RESCIND_PARTS, the rest goes on.
set -eu
if [ "$1" = --version ]; then exec "$RESCIND_WASM_BINDGEN" --version; fi
rm -rf "$RESCIND_PARTS"
mkdir -p "$RESCIND_PARTS"
for argument do
    shift
    case $argument in
        *.wasm)
            "$RESCIND_SPLIT" "$argument" "$RESCIND_PARTS"
            argument=$RESCIND_PARTS/main.wasm ;;
    esac
    set -- "$@" "$argument"
done
exec "$RESCIND_WASM_BINDGEN" --keep-lld-exports --no-demangle "$@"
