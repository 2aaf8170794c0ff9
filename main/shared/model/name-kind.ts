/** What a file is by its name alone, as llama.cpp and publishers name files: on the hub nothing else tells before a download. */

/** As llama.cpp looks for one beside a model (`mmproj` anywhere, common/download.cpp). */
const projector = /mmproj/;
/** Statistics of weights for a quantizer, and vocabularies without weights. */
const other = /(^|[-_.])imatrix(?=[-_.]|$)|^ggml-vocab-/;
/**
 * Models that only guess for another one. "MTP" elsewhere than at the beginning names whole models that also have such
 * layers, and "Eagle" without the 3 names other families.
 */
const draft = /^mtp[-_.]|(^|[-_.])(eagle3|dflash|dspark|draft|drafter|speculator)(?=[-_.]|$)/;

/** By `fileName`, without its folders; `null` for a name that says nothing, which is most often a model. */
export const kindOfName = (fileName: string): 'projector' | 'draft' | 'other' | null => {
  const name = fileName.toLowerCase();
  if (projector.test(name)) return 'projector';
  if (other.test(name)) return 'other';
  return draft.test(name) ? 'draft' : null;
};
