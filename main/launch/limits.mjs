/** The limits that a shell or a service manager sets for its processes, and whether Hearth can run within them. */

/** Hearth has about 90 files open when it is ready, its engine as many, and each window and download some more. */
const leastFiles = 256;
/**
 * In GB: V8 reserves 10 GB of addresses for each memory of WebAssembly, in which Node's HTTP parser runs. With 12 GB that
 * was measured to work, with 10 it ended the process.
 */
const leastAddressGb = 16;

/** @typedef {number | 'unlimited' | undefined} Limit */

/**
 * The sentence that refuses to start; `null` where both limits allow it.
 *
 * @param {{ files: Limit, addressBytes: Limit }} limits
 * @returns {string | null}
 */
export const limitProblem = ({ files, addressBytes }) => {
  if (typeof files === 'number' && files < leastFiles)
    return `Hearth may open only ${files} files at once here, and it needs ${leastFiles}: raise the limit with "ulimit -n 1024", then start Hearth again.`;
  if (typeof addressBytes === 'number' && addressBytes < leastAddressGb * 1024 ** 3)
    return `Hearth may use only ${(addressBytes / 1024 ** 3).toFixed(1)} GB of address space here, and it needs ${leastAddressGb} GB: lift the limit with "ulimit -v unlimited", then start Hearth again.`;
  return null;
};

/** The limits of this process; those that the system does not tell are undefined, as on Windows. */
export const ownLimits = () => {
  try {
    // Looking up the names of network addresses can take seconds.
    /** @type {{ excludeNetwork?: boolean }} */ (process.report).excludeNetwork = true;
    const { userLimits } = /** @type {{ userLimits?: Record<string, { soft: Limit }> }} */ (
      process.report.getReport()
    );
    return {
      files: userLimits?.['open_files']?.soft,
      // Both are bytes; newer versions of Node have named it so.
      addressBytes: (userLimits?.['virtual_memory_bytes'] ?? userLimits?.['virtual_memory_kbytes'])?.soft,
    };
  } catch {
    return { files: undefined, addressBytes: undefined };
  }
};
