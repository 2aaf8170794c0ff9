/**
 * Tells the kind of a file by its name alone, as llama.cpp and publishers name files: before a download from the hub, nothing
 * else does.
 */

/** The name by which llama.cpp finds one beside a model (`mmproj` anywhere, common/download.cpp). */
const projector = /mmproj/;
/** Weight statistics for a quantizer, and vocabularies without weights. */
const other = /(^|[-_.])imatrix(?=[-_.]|$)|^ggml-vocab-/;
/**
 * Models that only draft for another one. "MTP" elsewhere than at the beginning names complete models that also have such
 * layers, and "Eagle" without the 3 names other families.
 */
const draft = /^mtp[-_.]|(^|[-_.])(eagle3|dflash|dspark|draft|drafter|speculator)(?=[-_.]|$)/;

/** By `fileName` without its folders; `null` for a name that says nothing, which most often belongs to a model. */
export const kindOfName = (fileName: string): 'projector' | 'draft' | 'other' | null => {
  const name = fileName.toLowerCase();
  if (projector.test(name)) return 'projector';
  if (other.test(name)) return 'other';
  return draft.test(name) ? 'draft' : null;
};
