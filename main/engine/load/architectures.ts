/** The architectures that this llama.cpp supports, from the list that node-llama-cpp's addon passes on. */
import type { Llama } from 'node-llama-cpp';

/** The part of the library's addon that is not public. */
interface Addon {
  getAllArchs?: () => unknown;
}

/** Names as in `general.architecture`; `null` if the library does not tell. */
export const supportedArchitectures = (llama: Llama): string[] | null => {
  const { _bindings: addon } = llama as unknown as { _bindings?: Addon };
  const names = addon?.getAllArchs?.();
  return Array.isArray(names) && names.length > 0 ? names.map(String) : null;
};
