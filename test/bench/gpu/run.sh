#!/bin/sh
# Measures the GPU of this machine, without network: unpacks what is beside this file, and CUDA's binaries if all of their
# pieces are in ../cuda. Options go to the benchmark, for example --minutes 6. The files go to $OUT, or to ../results.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
place=${HEARTH_GPU_PLACE:-$(dirname "$here")/unpacked}
export PATH="${PATH:-/usr/local/bin:/usr/bin:/bin}:/usr/sbin:/sbin:/usr/local/nvidia/bin" HOME="${HOME:-$place}"
mkdir -p "$place"

if [ ! -x "$place/node" ]; then
  gzip -dc "$here/node.gz" >"$place/node.part"
  chmod +x "$place/node.part"
  mv "$place/node.part" "$place/node"
fi
unpack() { # FOLDER NAME: once, and again if it was cut short
  [ -e "$place/.$2" ] && return
  "$place/node" "$here/pieces.mjs" "$1" "$2" "$place/app" && touch "$place/.$2"
}
unpack "$here" app || exit 1
# The first is for CUDA 13, the second for CUDA 12 and needs the first.
for archive in cuda cuda-ext; do
  if [ -e "$here/../cuda/$archive.json" ]; then
    unpack "$here/../cuda" "$archive" || echo "Going on without $archive." >&2
  fi
done

# Drivers and CUDA are not always where the linker looks.
folders=$(find /usr /opt /run/opengl-driver "$HOME" \( -name 'libcuda.so.1' -o -name 'libnvidia-ml.so.1' \
  -o -name 'libcudart.so.1[23]' -o -name 'libcublas.so.1[23]' -o -name 'libcublasLt.so.1[23]' \
  -o -name 'libvulkan.so.1' \) 2>/dev/null | grep -v -e /stubs/ -e /compat/ -e i386 -e "^$place/" | sed 's,/[^/]*$,,' | sort -u | tr '\n' ':' || true)
export LD_LIBRARY_PATH="${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$folders$place/app/lib"
# NVIDIA's Vulkan driver is used beside those that the loader finds, or alone if it finds none.
nvidia=$(find /usr/local /opt -name 'nvidia_icd*.json' 2>/dev/null | head -n 1)
if [ -n "$nvidia" ]; then
  if ls /usr/share/vulkan/icd.d/*.json /etc/vulkan/icd.d/*.json >/dev/null 2>&1; then
    export VK_ADD_DRIVER_FILES="$nvidia"
  else
    export VK_DRIVER_FILES="$nvidia"
  fi
fi
# Kernels for a GPU that the binaries were not compiled for are compiled by its driver, and kept.
export CUDA_CACHE_PATH="$place/cuda-cache" CUDA_CACHE_MAXSIZE=4294967296

exec "$place/node" "$place/app/out/test/bench/main.js" gpu --out "${OUT:-$(dirname "$here")/results}" "$@"
