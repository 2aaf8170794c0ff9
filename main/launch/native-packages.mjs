/** The packages with native code that each target needs, and those that it also has if they are installed. */

/** @typedef {{ needed: string[], extra: string[] }} NativePackages */

/** The packages by target: Node's name of the system and that of the processor. */
const byTarget = /** @type {Record<string, NativePackages>} */ ({
  'linux-x64': {
    needed: ['@node-llama-cpp/linux-x64', '@libsql/linux-x64-gnu'],
    extra: [
      '@node-llama-cpp/linux-x64-vulkan',
      '@node-llama-cpp/linux-x64-cuda',
      '@node-llama-cpp/linux-x64-cuda-ext',
    ],
  },
  'linux-arm64': { needed: ['@node-llama-cpp/linux-arm64', '@libsql/linux-arm64-gnu'], extra: [] },
  'darwin-arm64': { needed: ['@node-llama-cpp/mac-arm64-metal', '@libsql/darwin-arm64'], extra: [] },
  'darwin-x64': { needed: ['@node-llama-cpp/mac-x64', '@libsql/darwin-x64'], extra: [] },
  'win32-x64': {
    needed: ['@node-llama-cpp/win-x64', '@libsql/win32-x64-msvc'],
    extra: [
      '@node-llama-cpp/win-x64-vulkan',
      '@node-llama-cpp/win-x64-cuda',
      '@node-llama-cpp/win-x64-cuda-ext',
    ],
  },
});

/** All targets that Hearth can be packed for. */
export const targets = Object.keys(byTarget);

/**
 * `null` if Hearth cannot run there. Windows on Arm is missing because libsql has no binary for it; the installer for x64 runs there
 * by the system's emulation.
 * @param {string} platform
 * @param {string} arch
 */
export const nativePackages = (platform, arch) => byTarget[`${platform}-${arch}`] ?? null;
